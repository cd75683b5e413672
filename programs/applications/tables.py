"""The queue as a staff list and as rows of a spreadsheet."""

from collections.abc import Iterator
from typing import Any

import django_tables2 as tables
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.calendar import working_days_between
from foundation.formats import format_date, format_number
from foundation.spreadsheets import Column
from foundation.templatetags.look import state_pill
from foundation.time import today
from foundation.words import localized
from programs.applications.choices import ApplicationStatus as S
from programs.applications.filters import RUNNING, SOON_DAYS
from programs.applications.models import Application
from programs.applications.paging import Order
from programs.applications.queries import local_day

# What the list may be ordered by: all indexed or cheap, none through another table.
ORDERS = {
    "due": Order("due_on"),
    "-due": Order("due_on", is_descending=True),
    "received": Order("submitted_at"),
    "-received": Order("submitted_at", is_descending=True),
}
DEFAULT_ORDER = "due"


class QueueTable(tables.Table):
    """Files with their age against the service standard."""

    pick = tables.Column(verbose_name="", empty_values=(), orderable=False)
    reference = tables.Column(verbose_name=_("File"), orderable=False)
    party = tables.Column(verbose_name=_("Applicant"), orderable=False)
    call = tables.Column(verbose_name=_("Call"), orderable=False)
    status = tables.Column(verbose_name=_("State"), orderable=False)
    officer = tables.Column(verbose_name=_("Officer"), empty_values=(), orderable=False)
    received = tables.Column(verbose_name=_("Received"), accessor="submitted_at", order_by=("received",))
    due = tables.Column(verbose_name=_("Answer due"), accessor="due_on", empty_values=(), order_by=("due",))

    class Meta:
        template_name = "tables/table.html"
        attrs = {"aria-label": _("Files")}

    caption = _("Files")
    empty_title = _("No file here")

    def __init__(self, *args: Any, can_pick: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("exclude", () if can_pick else ("pick",))
        super().__init__(*args, **kwargs)

    def render_pick(self, record: Application) -> str:
        label = _("Choose %(reference)s") % {"reference": record.reference}
        return format_html(
            '<input type="checkbox" name="file" value="{}" form="bulk" aria-label="{}">', record.reference, label
        )

    def render_reference(self, record: Application) -> str:
        url = reverse("admin:programs_file", args=[record.reference])
        return format_html('<a class="strong nowrap" href="{}"><bdi dir="ltr">{}</bdi></a>', url, record.reference)

    def render_party(self, record: Application) -> str:
        place = _("%(commune)s, %(province)s") % {
            "commune": record.party.commune,
            "province": record.party.commune.province,
        }
        return format_html('<bdi>{}</bdi><br><span class="soft small">{}</span>', record.party, place)

    def render_call(self, record: Application) -> str:
        return format_html(
            '{}<br><span class="soft small">{}</span>', localized(record.call, "name"), record.call.edition
        )

    def render_status(self, record: Application) -> str:
        return state_pill(record.get_status_display(), record.status)

    def render_officer(self, record: Application) -> str:
        return str(record.officer) if record.officer_id else "—"

    def render_received(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_date(local_day(value), "short"))

    def render_due(self, record: Application) -> str:
        return age_pill(record)


def age_pill(application: Application) -> str:
    """The day an answer is due and how far away it is; a stopped clock says whom it waits for."""
    if application.status == S.CHANGES_REQUESTED:
        return state_pill(_("Waiting for the applicant"), "wait")
    if application.due_on is None or application.status not in RUNNING:
        return "—"
    left = working_days_between(today(), application.due_on)
    day = format_date(application.due_on, "short")
    if left < 0:
        words = ngettext("%(days)s working day late", "%(days)s working days late", -left) % {
            "days": format_number(-left)
        }
        return format_html(
            '{}<br><span class="soft small nowrap">{}</span><br><span class="soft small">{}</span>',
            state_pill(_("Late"), "bad"),
            day,
            words,
        )
    words = ngettext("%(days)s working day left", "%(days)s working days left", left) % {"days": format_number(left)}
    if (application.due_on - today()).days <= SOON_DAYS:
        return format_html(
            '{}<br><span class="soft small nowrap">{}</span><br><span class="soft small">{}</span>',
            state_pill(_("Soon"), "wait"),
            day,
            words,
        )
    return format_html('<span class="nowrap">{}</span><br><span class="soft small">{}</span>', day, words)


EXPORT_COLUMNS = [
    Column(_("Reference"), width=16),
    Column(_("Programme"), width=24),
    Column(_("Call"), width=34),
    Column(_("Edition"), width=12),
    Column(_("Name (Latin script)"), width=30),
    Column(_("Name (Arabic script)"), width=30),
    Column(_("Commune"), width=24),
    Column(_("Province"), width=24),
    Column(_("Region"), width=26),
    Column(_("State"), width=22),
    Column(_("Officer"), width=24),
    Column(_("Amount requested (MAD)"), look="money", width=16),
    Column(_("Received"), width=14),
    Column(_("Answer due"), width=14),
]


def export_rows(queryset: QuerySet[Application]) -> Iterator[tuple[Any, ...]]:
    """The rows of the list as plain values, a batch at a time."""
    language = (translation.get_language() or "fr")[:2]
    places = "fr" if language == "en" else language
    states = dict(S.choices)
    values = queryset.values_list(
        "reference", f"call__version__program__name_{language}", f"call__name_{language}", "call__edition", "party__name_fr",
        "party__name_ar", f"party__commune__name_{places}", f"party__commune__province__name_{places}",
        f"party__commune__province__region__name_{places}", "status", "officer__full_name", "amount_requested", "submitted_at", "due_on",
    )  # fmt: skip
    for row in values.iterator(chunk_size=2000):
        *head, status, officer, amount, received, due = row
        yield (*head, str(states[status]), officer or "", amount, local_day(received) if received else None, due)
