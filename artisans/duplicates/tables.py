"""Possible duplicates as a staff list."""

from html import escape
from typing import Any

import django_tables2 as tables
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from artisans.duplicates.choices import STRONG, CaseStatus
from artisans.duplicates.models import DuplicateCase
from artisans.reference.queries import place_names
from foundation.formats import format_date
from foundation.paging import Count
from foundation.tables import ListTable, address_maker
from foundation.templatetags.look import state_pill

TONES = {
    CaseStatus.OPEN: "wait", CaseStatus.SAME: "good", CaseStatus.DIFFERENT: "plain", CaseStatus.DEFERRED: "info",
    CaseStatus.CLOSED: "plain",
}  # fmt: skip


def count_words(count: Count) -> str:
    return ngettext("%(number)s case", "%(number)s cases", count.number) % {"number": count.figure}


class CaseTable(ListTable):
    """Rows of `queries.case_rows`."""

    reference = tables.Column(verbose_name=_("Case"), orderable=False)
    pair = tables.Column(verbose_name=_("The two records"), empty_values=(), orderable=False)
    place = tables.Column(verbose_name=_("Communes"), empty_values=(), orderable=False)
    score = tables.Column(verbose_name=_("Likeness"))
    reasons = tables.Column(verbose_name=_("What speaks for it"), empty_values=(), orderable=False)
    found = tables.Column(verbose_name=_("Found"), accessor="found_at")
    status = tables.Column(verbose_name=_("Status"), orderable=False)

    class Meta:
        template_name = "tables/table.html"
        attrs = {"aria-label": _("Possible duplicates")}

    caption = _("Possible duplicates")
    empty_title = _("No case to look at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address_maker("admin:artisans_duplicate")
        self.places = place_names()

    def render_reference(self, record: DuplicateCase) -> str:
        line = f'<a class="strong nowrap" href="{escape(self.address(record.reference))}"><bdi dir="ltr">{escape(record.reference)}</bdi></a>'
        return mark_safe(line)  # noqa: S308 (escaped piece by piece)

    def render_pair(self, record: DuplicateCase) -> str:
        lines = [
            f'<bdi>{escape(str(party))}</bdi> <bdi class="small soft nowrap" dir="ltr">{escape(party.reference)}</bdi>'
            for party in (record.first, record.second)
        ]
        return mark_safe("<br>".join(lines))  # noqa: S308 (escaped piece by piece)

    def render_place(self, record: DuplicateCase) -> str:
        names = [self.places.get(party.area, (party.area,))[0] for party in (record.first, record.second)]
        return names[0] if names[0] == names[1] else " / ".join(names)

    def render_score(self, value: int) -> str:
        return state_pill(f"{value} / 100", "bad" if value >= STRONG else "wait")

    def render_reasons(self, record: DuplicateCase) -> str:
        return " ".join(str(row["text"]) for row in record.sentences() if not row["is_against"])

    def render_found(self, record: DuplicateCase) -> str:
        day = format_date(record.found_at.date(), "short")
        line = f'<span class="nowrap">{day}</span><br><span class="small soft">{escape(record.get_found_by_display())}</span>'
        return mark_safe(line)  # noqa: S308 (a date, words of ours)

    def render_status(self, record: DuplicateCase) -> str:
        return state_pill(record.get_status_display(), TONES[CaseStatus(record.status)])
