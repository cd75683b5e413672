"""What the calendar asks for: packs before each meeting, a draft each month, readers told, old drafts thrown away.

Everything here may run twice, or on two machines at once: an occasion has one row with a unique key, a letter has one key.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from accounts.audit.actions import record
from accounts.outbox.actions import queue_message
from accounts.people.choices import Role
from accounts.people.models import RoleAssignment, User
from accounts.people.scopes import scopes_of
from foundation import formats
from foundation.time import now, today
from foundation.words import localized
from reports.board.choices import MeetingStatus
from reports.board.models import BoardMeeting
from reports.documents.actions import keep_build, open_report, request_report
from reports.documents.choices import ReportShape
from reports.documents.models import Report, ReportFile, ScheduledBuild
from reports.documents.workflow import FROZEN
from reports.meetings.queries import next_meeting, rules

LANGUAGES = ("fr", "ar")
TOLD_SHAPES = frozenset({ReportShape.PACK, ReportShape.FULL})


def ask_for_due_builds(day: date | None = None) -> list[ScheduledBuild]:
    """Ask for what is due and was not asked for yet; one job for each language and shape."""
    day, row = day or today(), rules()
    made = []
    coming = BoardMeeting.objects.filter(held_on__gte=day, held_on__lte=day + timedelta(days=row.build_days))
    for meeting in coming.exclude(status=MeetingStatus.HELD):
        for shape in (ReportShape.FULL, ReportShape.PACK):
            made += [
                _ask(f"{meeting.code}:{shape}:{language}", meeting, language, shape, day) for language in LANGUAGES
            ]
    if row.monthly_day and day.day >= row.monthly_day and (meeting := next_meeting(day)):
        made += [
            _ask(f"month:{day:%Y-%m}:{meeting.code}:{language}", meeting, language, ReportShape.FULL, day)
            for language in LANGUAGES
        ]
    return [build for build in made if build is not None]


@transaction.atomic
def _ask(key: str, meeting: BoardMeeting, language: str, shape: str, day: date) -> ScheduledBuild | None:
    """The build of that occasion, unless it has its row already."""
    if ScheduledBuild.objects.filter(key=key).exists():
        return None
    by = User.objects.system()
    report = open_report(meeting=meeting, by=by)
    build, is_new = ScheduledBuild.objects.get_or_create(key=key, defaults={"report": report, "due_on": day})
    if not is_new:  # another machine was first: its row holds the job
        return None
    build.job = request_report(meeting=meeting, language=language, shape=shape, by=by)
    build.save(update_fields=["job"])
    return build


@transaction.atomic
def keep_and_tell(*, report: Report, **built: Any) -> ReportFile:
    """Keep what a worker built and write to those who read it: the board once it is frozen, the reviewers for a scheduled draft."""
    made = keep_build(report=report, **built)
    if made.shape in TOLD_SHAPES:
        tell_readers(made)
    return made


def tell_readers(made: ReportFile) -> int:
    """One letter a reader and frozen report, in the caller's transaction; how many people it concerns."""
    report = Report.objects.select_related("meeting").get(pk=made.snapshot.report_id)
    if not made.is_draft:
        people, template, room = (
            readers(),
            "board.report_ready",
            reverse("admin:reports_reading", args=[report.reference]),
        )
    elif report.scheduled.exists():
        people, template, room = (
            reviewers(),
            "board.draft_ready",
            reverse("admin:reports_report", args=[report.reference]),
        )
    else:
        return 0
    month = "" if not made.is_draft else f":{now():%Y-%m}"
    for user in people:
        with translation.override(user.language):
            context = {
                "meeting": localized(report.meeting, "title"),
                "day": formats.format_date(report.meeting.held_on, "long"),
                "link": settings.PUBLIC_URL + room,
            }
        queue_message(
            template, user=user, about=report, context=context, key=f"{template}:{report.pk}:{user.pk}{month}"
        )
    return len(people)


def readers() -> list[User]:
    """Members of the board who may read frozen reports now."""
    return [user for user in _holding(Role.BOARD) if scopes_of(user, "reports.read_frozen")]


def reviewers() -> list[User]:
    """Who freezes reports and who presents them to the board."""
    return _holding(Role.HEAD, Role.SECRETARY)


def _holding(*roles: str) -> list[User]:
    ids = RoleAssignment.objects.live().filter(role__in=roles).values("user")
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("pk"))


@transaction.atomic
def throw_away_old_drafts() -> int:
    """Remove the files of drafts past their time: of reports frozen since, or overtaken by a newer draft. Frozen files stay."""
    before = now() - timedelta(days=rules().keep_drafts_days)
    old = ReportFile.objects.filter(is_draft=True, made_at__lt=before).select_related("snapshot__report")
    gone = 0
    for made in old.select_for_update(of=("self",)).order_by("pk")[:200]:
        report = made.snapshot.report
        newer = ReportFile.objects.filter(
            snapshot__report=report, language=made.language, shape=made.shape, is_draft=True, pk__gt=made.pk
        )
        if report.status not in FROZEN and not newer.exists():
            continue
        storage, name = made.file.storage, made.file.name
        record(
            "report.draft_removed", target=report, by=User.objects.system(),
            after={"sha256": made.sha256, "language": made.language, "shape": made.shape},
        )  # fmt: skip
        made.delete()
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))
        gone += 1
    return gone
