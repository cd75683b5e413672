"""The register as a staff list and as rows of a spreadsheet."""

from collections.abc import Iterator
from html import escape
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from artisans.parties.choices import PartyKind, Sex
from artisans.parties.models import Party
from artisans.reference.queries import place_names, trade_names
from foundation.formats import format_date
from foundation.masking import HIDDEN
from foundation.paging import Count
from foundation.spreadsheets import Column
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
    profile = tables.Column(verbose_name=_("Profile"), empty_values=(), orderable=False)
    trade = tables.Column(verbose_name=_("Trade"), empty_values=(), orderable=False)
    place = tables.Column(verbose_name=_("Commune, province"), empty_values=(), orderable=False)
    phone = tables.Column(verbose_name=_("Phone"), accessor="phone_tail", orderable=False)
    account = tables.Column(verbose_name=_("Account"), empty_values=(), orderable=False)
    registered = tables.Column(verbose_name=_("Registered"), empty_values=())

    class Meta:
        template_name = "tables/table.html"
        attrs = {"aria-label": _("Beneficiaries")}

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

    def render_phone(self, value: str) -> str:
        return mark_safe(f'<bdi dir="ltr" class="nowrap">{HIDDEN}{escape(value[-3:])}</bdi>')  # noqa: S308 (escaped)

    def render_account(self, record: Party) -> str:
        return self.verified if record.with_verified_account else "—"

    def render_registered(self, record: Party) -> str:
        return mark_safe(f'<span class="nowrap">{format_date(record.registered_on, "short")}</span>')  # noqa: S308 (a date)


EXPORT_COLUMNS = [
    Column(_("Reference"), width=16),
    Column(_("Name (Latin script)"), width=30),
    Column(_("Name (Arabic script)"), width=30),
    Column(_("Kind"), width=14),
    Column(_("Sex"), width=10),
    Column(_("Trade"), width=30),
    Column(_("Commune"), width=24),
    Column(_("Province"), width=24),
    Column(_("Region"), width=26),
    Column(_("Phone"), width=12),
    Column(_("Verified account"), width=12),
    Column(_("Registered"), width=14),
]


def export_rows(queryset: QuerySet[Party]) -> Iterator[tuple[Any, ...]]:
    """The rows of the list as plain values, read from the database a batch at a time; numbers masked as on the screen."""
    language = (translation.get_language() or "fr")[:2]
    kinds, sexes = dict(PartyKind.choices), dict(Sex.choices)
    places = "fr" if language == "en" else language
    values = queryset.values_list(
        "reference", "name_fr", "name_ar", "kind", "sex",
        f"artisan__trade__name_{language}", "artisan__trade__name_fr",
        f"commune__name_{places}", f"commune__province__name_{places}", f"commune__province__region__name_{places}",
        "phone_tail", "with_verified_account", "registered_on",
    )  # fmt: skip
    for row in values.iterator(chunk_size=2000):
        reference, name_fr, name_ar, kind, sex, trade, trade_fr, commune, province, region, tail, account, day = row
        yield (
            reference, name_fr, name_ar, str(kinds[kind]), str(sexes.get(sex, "")), trade or trade_fr, commune, province,
            region, f"{HIDDEN}{tail[-3:]}" if tail else "", bool(account), day,
        )  # fmt: skip
