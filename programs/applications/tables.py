"""The queue as a staff list."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from foundation.calendar import working_days_between
from foundation.formats import format_date, format_number
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill
from foundation.time import today
from foundation.words import localized
from programs.applications.choices import ApplicationStatus as S
from programs.applications.filters import RUNNING, SOON_DAYS
from programs.applications.models import Application
from programs.applications.queries import local_day


class QueueTable(ListTable):
    """Files with their age against the service standard."""

    pick = tables.Column(verbose_name="", empty_values=(), orderable=False)
    reference = tables.Column(verbose_name=_("File"), orderable=False)
    party = tables.Column(verbose_name=_("Applicant"), orderable=False)
    call = tables.Column(verbose_name=_("Call"), orderable=False)
    status = tables.Column(verbose_name=_("State"), orderable=False)
    officer = tables.Column(verbose_name=_("Officer"), empty_values=(), orderable=False)
    amount = tables.Column(verbose_name=_("Amount requested (MAD)"), accessor="amount_requested", orderable=False)
    received = tables.Column(verbose_name=_("Received"), accessor="submitted_at")
    due = tables.Column(verbose_name=_("Answer due"), accessor="due_on", empty_values=())

    class Meta:
        template_name = "tables/table.html"
        attrs = {"aria-label": _("Files")}
        empty_text = _("Choose fewer filters, or look at all files.")

    caption = _("Files")
    empty_title = _("No file here")

    def __init__(self, *args: Any, can_pick: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, exclude=(*kwargs.pop("exclude", ()), *(() if can_pick else ("pick",))), **kwargs)

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

    def render_amount(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_number(value, 2))

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
