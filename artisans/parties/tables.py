"""The register as a staff list and as rows of a spreadsheet."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import django_tables2 as tables
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from artisans.parties.choices import PartyKind, Sex
from artisans.parties.models import Party
from artisans.parties.queries import HIGHEST_COUNT, capped_count
from foundation.formats import format_date, format_number
from foundation.masking import HIDDEN
from foundation.spreadsheets import Column
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill
from foundation.words import localized

PROFILE_WORDS = {
    "artisan": _("Craftsperson"),
    "exporter": _("Exporter"),
    "aggregator": _("Aggregator"),
    "centre": _("Centre of excellence"),
}


class CappedPaginator(Paginator):
    """Counts no further than needed to turn pages; the rest is for filters."""

    @cached_property
    def count(self) -> int:
        return capped_count(self.object_list.data.data)


def count_words(count: int) -> str:
    """12 beneficiaries; more than 10 000 beneficiaries."""
    if count >= HIGHEST_COUNT:
        return _("More than %(count)s beneficiaries") % {"count": format_number(HIGHEST_COUNT - 1)}
    return ngettext("%(number)s beneficiary", "%(number)s beneficiaries", count) % {"number": format_number(count)}


def profiles_of(party: Party) -> list[str]:
    """The words for the profiles a party has; needs the rows that `register_rows` joins."""
    return [str(word) for name, word in PROFILE_WORDS.items() if hasattr(party, name)]


class PartyTable(ListTable):
    """Sorted by indexed columns only."""

    name = tables.Column(verbose_name=_("Name"), empty_values=(), order_by=("sort_fr", "id"))
    reference = tables.Column(verbose_name=_("Reference"), orderable=False)
    profile = tables.Column(verbose_name=_("Profile"), empty_values=(), orderable=False)
    trade = tables.Column(verbose_name=_("Trade"), empty_values=(), orderable=False)
    place = tables.Column(verbose_name=_("Commune, province"), empty_values=(), orderable=False)
    phone = tables.Column(verbose_name=_("Phone"), accessor="phone_tail", orderable=False)
    account = tables.Column(verbose_name=_("Account"), empty_values=(), orderable=False)
    registered = tables.Column(verbose_name=_("Registered"), accessor="registered_on", order_by=("registered_on", "id"))

    class Meta:
        template_name = "tables/table.html"
        attrs = {"aria-label": _("Beneficiaries")}
        order_by = "-registered"

    empty_title = _("No beneficiary found")
    caption = _("Beneficiaries")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (translation.get_language() or "").startswith("ar"):
            self.columns["name"].column.order_by = tables.utils.OrderByTuple(("sort_ar", "id"))

    def render_name(self, record: Party) -> str:
        first, second = localized(record, "name"), record.name_ar
        if (translation.get_language() or "").startswith("ar"):
            second = record.name_fr
        url = reverse("admin:artisans_party", args=[record.reference])
        if not second or second == first:
            return format_html('<a class="strong" href="{}"><bdi>{}</bdi></a>', url, first)
        return format_html(
            '<a class="strong" href="{}"><bdi>{}</bdi></a><br><span class="soft small"><bdi>{}</bdi></span>',
            url,
            first,
            second,
        )

    def render_reference(self, value: str) -> str:
        return format_html('<bdi dir="ltr" class="nowrap">{}</bdi>', value)

    def render_profile(self, record: Party) -> str:
        return ", ".join(profiles_of(record)) or record.get_kind_display()

    def render_trade(self, record: Party) -> str:
        return str(record.artisan.trade) if hasattr(record, "artisan") else "—"

    def render_place(self, record: Party) -> str:
        return _("%(commune)s, %(province)s") % {"commune": record.commune, "province": record.commune.province}

    def render_phone(self, value: str) -> str:
        return format_html('<bdi dir="ltr" class="nowrap">{}{}</bdi>', HIDDEN, value[-3:])

    def render_account(self, record: Party) -> str:
        return state_pill(_("Verified"), "good") if record.with_verified_account else "—"

    def render_registered(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_date(value, "short"))


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
