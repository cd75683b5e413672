"""Work in the background as a staff list."""

from typing import Any

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.jobs.choices import JobState
from accounts.jobs.models import Job
from foundation.formats import format_datetime
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill

TONES = {
    JobState.QUEUED: "wait", JobState.RUNNING: "info", JobState.DONE: "good", JobState.FAILED: "bad",
    JobState.CANCELLED: "plain",
}  # fmt: skip


class JobTable(ListTable):
    what = tables.Column(verbose_name=_("Work"), empty_values=())
    owner = tables.Column(verbose_name=_("For whom"))
    state = tables.Column(verbose_name=_("State"))
    progress = tables.Column(verbose_name=_("Progress"))
    created = tables.Column(verbose_name=_("Asked"), accessor="created_at")
    finished = tables.Column(verbose_name=_("Finished"), accessor="finished_at")

    class Meta:
        attrs = {"aria-label": _("Work in the background")}

    caption = _("Work in the background")
    empty_title = _("No work here")
    empty_text = _(
        "Imports, long lists, reports and letters are prepared in the background; their progress stands here."
    )

    def render_what(self, record: Job) -> str:
        return format_html(
            '<a class="strong" href="{}"><bdi>{}</bdi></a><br><bdi class="small soft" dir="ltr">{}</bdi>',
            record.get_absolute_url(), record, record.reference,
        )  # fmt: skip

    def render_owner(self, value: Any) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_state(self, record: Job) -> str:
        return state_pill(record.get_state_display(), TONES[JobState(record.state)])

    def render_progress(self, record: Job) -> str:
        return format_html(
            '<span class="nowrap">{}\u00a0%</span><br><span class="small soft">{}</span>', record.progress, record.step
        )

    def render_created(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_datetime(value, "short"))

    def render_finished(self, value: Any) -> str:
        return format_html('<span class="nowrap">{}</span>', format_datetime(value, "short"))
