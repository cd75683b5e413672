"""Who may do what with a report, and the reason when a button is out."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.people.models import User
from reports.documents.choices import ReportShape
from reports.documents.models import PAGES, Report, ReportFile
from reports.documents.workflow import FROZEN, WORKFLOW

STEP_PERMISSIONS = {
    "send_to_review": "reports.request_report",
    "return": "reports.freeze_report",
    "freeze": "reports.freeze_report",
    "present": "reports.present_report",
    "adopt": "reports.present_report",
}


@dataclass(frozen=True)
class Button:
    """A step of the report's life: `why_not` is empty when it may be taken now."""

    name: str
    label: str
    why_not: str
    needs_reason: bool = False


def may_request(user: User) -> bool:
    return user.has_perm("reports.request_report")


def may_write(user: User, report: Report) -> bool:
    """The officers' text, while it is a draft."""
    return user.has_perm("reports.write_report") and report.status not in FROZEN


def may_comment(user: User, report: Report) -> bool:
    """Readers of the review: who freezes and who presents, except the person who asked for the report."""
    reads = user.has_perm("reports.freeze_report") or user.has_perm("reports.present_report")
    return reads and report.requested_by_id != user.pk


def buttons(user: User, report: Report) -> list[Button]:
    """The steps that lead on from here, for those whose role gives at least one; each with what stands in the way."""
    steps = [step for step in WORKFLOW.steps if WORKFLOW.allows(report, step.name)]
    if not any(user.has_perm(permission) for permission in STEP_PERMISSIONS.values()):
        return []
    return [
        Button(step.name, str(step.label), _why_not(user, report, step.name), step.name == "return") for step in steps
    ]


def _why_not(user: User, report: Report, step: str) -> str:
    if not user.has_perm(STEP_PERMISSIONS[step]):
        return {
            "reports.freeze_report": _("The head of programme does this."),
            "reports.present_report": _("The secretary of the board does this."),
        }.get(STEP_PERMISSIONS[step], _("Your role does not do this."))
    if step == "freeze" and report.requested_by_id == user.pk:
        return _("You asked for this report: somebody else freezes it.")
    if step in {"send_to_review", "freeze"} and not report.snapshots.exists():
        return _("Build the report first.")
    if step == "freeze" and report.comments.filter(closed_at=None).exists():
        return _("A comment of the review is still open: answer it and have it closed.")
    if step == "freeze" and (file := wrong_length(report)):
        return _("The file has %(pages)s pages: the board’s report has %(least)s to %(most)s.") % {
            "pages": file.pages, "least": PAGES.start, "most": PAGES.stop - 1,
        }  # fmt: skip
    return ""


def wrong_length(report: Report) -> ReportFile | None:
    """A full file of the last snapshot that is shorter or longer than a board's report may be."""
    snapshot = report.snapshots.order_by("-id").first()
    files = snapshot.files.filter(shape=ReportShape.FULL).order_by("id") if snapshot else []
    return next((file for file in files if file.pages not in PAGES), None)
