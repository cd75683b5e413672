"""What the pages of a report show: its jobs, its files, one figure and the rows behind it."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from accounts.jobs.models import Job
from accounts.people.models import User
from reports.documents.models import Report, ReportFile, Snapshot
from reports.documents.workflow import FROZEN
from reports.figures.base import Reading
from reports.figures.collect import find_code
from reports.figures.restatements import Earlier

SHOWN_ROWS = 200


def last_snapshot(report: Report) -> Snapshot | None:
    """The frozen one, else the newest."""
    if report.status in FROZEN:
        return report.snapshots.get(sha256=report.frozen_sha256)
    return report.snapshots.order_by("-id").first()


def earlier_report(report: Report) -> Earlier | None:
    """The last frozen report of an earlier day, to be compared with; None when this is the first."""
    found = (
        Report.objects.filter(kind=report.kind, status__in=FROZEN, as_of__lt=report.as_of)
        .select_related("meeting")
        .order_by("-as_of", "-version")
        .first()
    )
    if found is None:
        return None
    snapshot = found.snapshots.get(sha256=found.frozen_sha256)
    reading = Reading(found.meeting, found.period_start, found.as_of, snapshot.known_at)
    return Earlier(reading, snapshot.data, found.reference, found.version)


def files_of(report: Report) -> QuerySet[ReportFile]:
    """Files in force: of the frozen snapshot, else of every draft, newest first."""
    files = ReportFile.objects.filter(snapshot__report=report).select_related("snapshot").prefetch_related("copies")
    if report.status in FROZEN:
        files = files.filter(snapshot__sha256=report.frozen_sha256, is_draft=False)
    return files.order_by("-id")


def jobs_of(report: Report, user: User) -> QuerySet[Job]:
    """Builds under way or failed lately that this person may follow."""
    return Job.objects.for_user(user).filter(
        kind="reports.build", about_type=report._meta.label_lower, about_id=report.pk
    ).exclude(state="done").order_by("-id")[:4]  # fmt: skip


@dataclass(frozen=True)
class RowsBehind:
    """The rows of a figure, those this person may see among them."""

    model: str
    count: int
    visible: int
    references: list[str]
    is_cut: bool


def figure_of(snapshot: Snapshot, code: str) -> dict[str, Any] | None:
    return find_code(snapshot.data, code)


def rows_behind(figure: dict[str, Any], user: User) -> RowsBehind:
    """References of the rows a figure is made of, each through its own model's scope. Names are never shown."""
    model = apps.get_model(figure["rows"]["model"])
    ids = figure["rows"]["ids"]
    rows = _visible(model, user).filter(pk__in=ids).order_by("pk")
    shown = [_reference(row) for row in rows[:SHOWN_ROWS]]
    visible = rows.count()
    return RowsBehind(str(model._meta.verbose_name_plural), len(ids), visible, shown, visible > len(shown))


def _visible(model: Any, user: User) -> QuerySet:
    manager = model._default_manager
    if hasattr(manager, "for_user"):
        return manager.for_user(user)
    permission = f"{model._meta.app_label}.view_{model._meta.model_name}"
    return manager.all() if user.has_perm(permission) else manager.none()


def _reference(row: Any) -> str:
    return getattr(row, "reference", None) or getattr(row, "code", None) or f"#{row.pk}"
