"""The board room: quiet pages for members. Everything comes from frozen snapshots and from the board's own papers; nothing personal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.time import today
from programs.budget.desk import enter, page
from reports.board.models import BoardMeeting
from reports.board.queries import resolutions_on
from reports.documents.choices import ReportShape
from reports.documents.models import Report, ReportFile
from reports.documents.queries import last_snapshot
from reports.documents.searching import find
from reports.documents.workflow import FROZEN
from reports.meetings.models import Minutes
from reports.meetings.queries import next_meeting

READ = "reports.read_frozen"
_BLOCKS = ("overview", "money", "networks", "results", "intelligence", "appeals")


@require_safe
def room(request: HttpRequest) -> HttpResponse:
    """The next meeting and its pack, the resolutions with what became of them, the meetings before."""
    enter(request, READ)
    day = today()
    coming = next_meeting(day)
    reports = _frozen(request)
    by_meeting: dict[int, Report] = {}
    for report in reports:
        by_meeting.setdefault(report.meeting_id, report)
    approved = dict(Minutes.objects.values_list("meeting", "status"))
    past = BoardMeeting.objects.filter(held_on__lt=day).order_by("-held_on")
    shown = coming or past.first()
    context = {
        "title": _("Board room"),
        "coming": coming,
        "meeting": shown,
        "agenda": shown.agenda.order_by("position") if shown else [],
        "report": by_meeting.get(shown.pk) if shown else None,
        "files": _files(by_meeting.get(shown.pk)) if shown else [],
        "resolutions": [item for item in resolutions_on(day) if item.status != "proposed"],
        "past": [(row, by_meeting.get(row.pk), approved.get(row.pk)) for row in past if row != shown],
    }
    return page(request, "reports/room/room.html", context)


@require_safe
def reading(request: HttpRequest, reference: str) -> HttpResponse:
    """One frozen report to read: its parts, its figures, its charts with their tables; `q` searches inside it."""
    enter(request, READ)
    found = get_object_or_404(_frozen(request), reference=reference)
    snapshot = last_snapshot(found)
    data, language = snapshot.data, get_language() or "fr"
    query = request.GET.get("q", "").strip()[:80]
    context = {
        "title": _("Board papers"),
        "report": found,
        "meeting": found.meeting,
        "sha256": snapshot.sha256,
        "data": data,
        "groups": [
            (name, list(data[name]["figures"].values())) for name in _BLOCKS if data.get(name, {}).get("figures")
        ],
        "files": _files(found),
        "query": query,
        "passages": find(data, query, language) if query else [],
    }
    return page(request, "reports/room/reading.html", context)


def _frozen(request: HttpRequest) -> Any:
    """Frozen reports this person may read, newest first. A draft is never shown here, whoever asks."""
    return (
        Report.objects.for_user(request.user)
        .filter(status__in=FROZEN)
        .select_related("meeting")
        .order_by("-as_of", "-version")
    )


def _files(report: Report | None) -> list[ReportFile]:
    """The pack first, then the report, in each language."""
    if report is None:
        return []
    files = ReportFile.objects.filter(
        snapshot__report=report, snapshot__sha256=report.frozen_sha256, is_draft=False,
        shape__in=[ReportShape.PACK, ReportShape.FULL, ReportShape.BRIEF, ReportShape.ANNUAL],
    )  # fmt: skip
    order = [ReportShape.PACK, ReportShape.FULL, ReportShape.BRIEF, ReportShape.ANNUAL]
    return sorted(files, key=lambda made: (order.index(made.shape), made.language != "fr"))
