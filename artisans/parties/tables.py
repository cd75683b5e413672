"""The register as a staff list."""

from html import escape
from typing import Any

import django_tables2 as tables
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from artisans.parties.models import Party
from artisans.reference.queries import place_names, trade_names
from foundation.formats import format_date
from foundation.masking import HIDDEN
from foundation.paging import Count
from foundation.tables import ListTable, address_maker
from foundation.templatetags.look import state_pill
from foundation.words import localized

PROFILE_WORDS = {
    "artisan": _("Craftsperson"),
    "exporter": _("Exporter"),
    "aggregator": _("Aggregator"),
    "centre": _("Centre of excellence"),
}


def count_words(count: Count) -> str:
    """12 beneficiaries; more than 10 000 beneficiaries; about 980 000 beneficiaries."""
    return ngettext("%(number)s beneficiary", "%(number)s beneficiaries", count.number) % {"number": count.figure}


def profiles_of(party: Party) -> list[str]:
    """The words for the profiles a party has; needs the rows that `register_rows` joins."""
    return [str(word) for name, word in PROFILE_WORDS.items() if hasattr(party, name)]


class PartyTable(ListTable):
    """Rows of `listing.list_rows`, a page of them in the order asked for."""

    name = tables.Column(verbose_name=_("Name"), empty_values=())
    reference = tables.Column(verbose_name=_("Reference"), empty_values=(), orderable=False)
    kind = tables.Column(verbose_name=_("Kind"), orderable=False)
    sex = tables.Column(verbose_name=_("Sex"), orderable=False)
    birth = tables.Column(verbose_name=_("Date of birth"), accessor="birth_date", orderable=False)
    profile = tables.Column(verbose_name=_("Profile"), empty_values=(), orderable=False)
    trade = tables.Column(verbose_name=_("Trade"), empty_values=(), orderable=False)
    place = tables.Column(verbose_name=_("Commune, province"), empty_values=(), orderable=False)
    region = tables.Column(verbose_name=_("Region"), empty_values=(), orderable=False)
    phone = tables.Column(verbose_name=_("Phone"), accessor="phone_tail", orderable=False)
    language = tables.Column(verbose_name=_("Language"), orderable=False)
    account = tables.Column(verbose_name=_("Account"), empty_values=(), orderable=False)
    registered = tables.Column(verbose_name=_("Registered"), empty_values=())

    class Meta:
        template_name = "tables/table.html"
        attrs = {"aria-label": _("Beneficiaries")}
        empty_text = _("Try another spelling, fewer filters, or register a new beneficiary.")

    empty_title = _("No beneficiary found")
    caption = _("Beneficiaries")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_arabic = (translation.get_language() or "").startswith("ar")
        self.address = address_maker("admin:artisans_party")
        self.places, self.trades = place_names(), trade_names()
        self.profile_words = [(f"{name}_number", str(word)) for name, word in PROFILE_WORDS.items()]
        self.verified = state_pill(_("Verified"), "good")
        self.place_words = str(_("%(commune)s, %(province)s"))

    def render_name(self, record: Party) -> str:
        first, second = localized(record, "name"), record.name_fr if self.is_arabic else record.name_ar
        line = f'<a class="strong" href="{escape(self.address(record.reference))}"><bdi>{escape(first)}</bdi></a>'
        if second and second != first:
            line += f'<br><span class="soft small"><bdi>{escape(second)}</bdi></span>'
        return mark_safe(line)  # noqa: S308 (escaped piece by piece)

    def render_reference(self, record: Party) -> str:
        return mark_safe(f'<bdi dir="ltr" class="nowrap">{escape(record.reference)}</bdi>')  # noqa: S308 (escaped)

    def render_profile(self, record: Party) -> str:
        held = [word for number, word in self.profile_words if getattr(record, number) is not None]
        return ", ".join(held) or record.get_kind_display()

    def render_trade(self, record: Party) -> str:
        return self.trades.get(record.trade_code, "—")

    def render_place(self, record: Party) -> str:
        commune, province, _region = self.places.get(record.area, (record.area, "", ""))
        return self.place_words % {"commune": commune, "province": province}

    def render_region(self, record: Party) -> str:
        return self.places.get(record.area, ("", "", "—"))[2]

    def render_birth(self, value: Any) -> str:
        return mark_safe(f'<span class="nowrap">{format_date(value, "short")}</span>')  # noqa: S308 (a date)

    def render_phone(self, value: str) -> str:
        return mark_safe(f'<bdi dir="ltr" class="nowrap">{HIDDEN}{escape(value[-3:])}</bdi>')  # noqa: S308 (escaped)

    def render_account(self, record: Party) -> str:
        return self.verified if record.with_verified_account else "—"

    def render_registered(self, record: Party) -> str:
        return mark_safe(f'<span class="nowrap">{format_date(record.registered_on, "short")}</span>')  # noqa: S308 (a date)
