"""The officers' pages of reports: the list, one report, its steps, its figures, its files."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.words import in_language
from programs.budget.desk import act, enter, page, typed
from reports.board.models import BoardMeeting
from reports.documents import actions
from reports.documents.archive import signing_state
from reports.documents.choices import ARCHIVES, ReportShape
from reports.documents.forms import NarrativeForm
from reports.documents.models import PAGES, Report, Snapshot
from reports.documents.permissions import STEP_PERMISSIONS, buttons, may_comment, may_request, may_write
from reports.documents.queries import figure_of, files_of, jobs_of, last_snapshot, rows_behind
from reports.meetings.forms import MeetingForm

SECTIONS = {
    "decisions": gettext_lazy("Decisions asked of the board"),
    "dashboard": gettext_lazy("Dashboard"),
    "money": gettext_lazy("Money"),
    "barometer": gettext_lazy("Export barometer"),
    "plan": gettext_lazy("Action plan"),
    "risks": gettext_lazy("Risks"),
    "networks": gettext_lazy("Networks"),
    "results": gettext_lazy("Confirmed export results"),
}
STEPS: dict[str, tuple[Callable[..., Report], Any]] = {
    "send_to_review": (actions.send_to_review, gettext_lazy("The report was sent to review.")),
    "return": (actions.return_report, gettext_lazy("The report was sent back.")),
    "freeze": (actions.freeze_report, gettext_lazy("The report is frozen; its files are being made.")),
    "present": (actions.present_report, gettext_lazy("The presentation was recorded.")),
    "adopt": (actions.adopt_report, gettext_lazy("The adoption was recorded.")),
}


def _report(request: HttpRequest, reference: str) -> Report:
    found = Report.objects.for_user(request.user).select_related("meeting", "requested_by", "frozen_by", "replaces")
    return get_object_or_404(found, reference=reference)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Reports this person may read, and the meetings they may ask one for."""
    enter(request, "reports.view_report", "reports.read_frozen")
    meetings = BoardMeeting.objects.order_by("-held_on") if request.user.has_perm("reports.view_boardmeeting") else []
    context = {
        "title": _("Board and reports"),
        "may_read_room": request.user.has_perm("reports.read_frozen"),
        "plan_form": MeetingForm() if request.user.has_perm("reports.add_boardmeeting") else None,
        "reports": Report.objects.for_user(request.user).select_related("meeting").order_by("-as_of", "-version"),
        "meetings": meetings,
    }
    return page(request, "reports/desk/reports.html", context)


@require_safe
def report(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything about one report: where it stands, its files, what is under way, its text, its figures."""
    found = _report(request, reference)
    context = _state(request, found)
    snapshot = context["snapshot"]
    context |= {
        "title": _("Report for the meeting of %(day)s") % {"day": found.meeting.code.removeprefix("CA-")},
        "codes": snapshot.data["codes"] if snapshot else [],
        "may_request": may_request(request.user),
        "languages": [("fr", _("French")), ("ar", _("Arabic"))],
        "shapes": actions.shapes(),
        "narratives": _narratives(found, snapshot) if may_write(request.user, found) else [],
        "comments": _comments(request, found),
        "comment_sections": sections_of(snapshot),
        "may_comment": may_comment(request.user, found),
        "may_answer": request.user.has_perm("reports.write_report") or request.user.has_perm("reports.request_report"),
    }
    return page(request, "reports/desk/report.html", context)


@require_safe
def report_live(request: HttpRequest, reference: str) -> HttpResponse:
    """What of the page follows the builds: their progress, then the files and the steps they allow."""
    enter(request, "reports.view_report", "reports.read_frozen")
    return page(request, "reports/desk/live.html", _state(request, _report(request, reference)) | {"follows": True})


def _state(request: HttpRequest, found: Report) -> dict[str, Any]:
    jobs = list(jobs_of(found, request.user))
    return {
        "report": found,
        "snapshot": last_snapshot(found),
        "files": files_of(found)[:8],
        "jobs": jobs,
        "shape_names": dict(actions.shapes()),
        "sees_archive": request.user.has_perm("reports.view_report"),
        "signing": signing_state() if may_request(request.user) else None,
        "is_building": any(not job.is_over for job in jobs),
        "buttons": buttons(request.user, found),
        "least_pages": PAGES.start,
        "most_pages": PAGES.stop - 1,
    }


def _comments(request: HttpRequest, found: Report) -> list[Any]:
    """What the review said, to those who work on reports; members of the board read the final words only."""
    if not request.user.has_perm("reports.view_report"):
        return []
    return list(found.comments.select_related("written_by", "answered_by").order_by("section", "id"))


def sections_of(snapshot: Snapshot | None) -> dict[str, str]:
    """The parts of a report by their code, with the name a person knows them by; programmes come from the snapshot."""
    sections = {name: str(label) for name, label in SECTIONS.items()}
    for block in snapshot.data["programs"] if snapshot and "programs" in snapshot.data else []:
        sections[block["code"]] = in_language(block["name"], get_language() or "fr")
    return sections


def _narratives(found: Report, snapshot: Snapshot | None) -> list[tuple[str, NarrativeForm]]:
    """One form a section; programmes come from the snapshot."""
    written = {row.section: row for row in found.narratives.all()}
    sections = sections_of(snapshot)
    restated = snapshot.data.get("restatements", {}).get("rows", []) if snapshot else []
    for row in restated:
        label = in_language(row["label"], get_language() or "fr")
        sections[row["section"]] = _("Why %(code)s changed: %(label)s") % {"code": row["code"], "label": label}
    made = []
    for section, label in sections.items():
        row = written.get(section)
        initial = {"section": section, "text_fr": row.text_fr if row else "", "text_ar": row.text_ar if row else ""}
        made.append((label, NarrativeForm(initial=initial, auto_id=f"id_{section}_%s")))
    return made


@require_POST
def request_report(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the PDF of a meeting's report; the job's page shows how far it is."""
    enter(request, "reports.request_report")
    meeting = get_object_or_404(BoardMeeting, code=code)
    made: list[Any] = []
    language, shape = request.POST.get("language", "fr"), request.POST.get("shape", ReportShape.FULL)

    def ask() -> None:
        made.append(actions.request_report(meeting=meeting, language=language, shape=shape, by=request.user))

    answer = act(request, ask, _("The report is being built."), "admin:reports_reports")
    if not made:
        return answer
    found = Report.objects.get(pk=made[0].about_id)
    return redirect("admin:reports_report", found.reference)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500)


@require_POST
def report_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    found = _report(request, reference)
    if step not in STEPS:
        raise Http404
    enter(request, STEP_PERMISSIONS[step])
    run, done = STEPS[step]

    def take() -> None:
        extra = typed(ReasonForm, request) if step == "return" else {}
        run(report=found, by=request.user, **extra)

    return act(request, take, done, "admin:reports_report", found.reference)


@require_POST
def write(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep the officers' text of one section."""
    found = _report(request, reference)
    enter(request, "reports.write_report")

    def keep() -> None:
        actions.write_narrative(report=found, by=request.user, **typed(NarrativeForm, request))

    return act(
        request, keep, _("The text was kept; the next build prints it."), "admin:reports_report", found.reference
    )


@require_safe
def report_file(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The PDF, or the copy of it that `copy` names. Board readers get frozen files, signed or not.

    The archive copy lists the rows behind each figure: it is for those who may read them.
    """
    found = _report(request, reference)
    made = get_object_or_404(files_of(found), pk=number)
    kind = request.GET.get("copy", "")
    if (made.is_draft or kind in ARCHIVES) and not request.user.has_perm("reports.view_report"):
        raise Http404
    kept = get_object_or_404(made.copies, kind=kind) if kind else made
    state = "PROJET-" if made.is_draft else ""
    shape = "" if made.shape == ReportShape.FULL else f"-{made.shape}"
    suffix = f"-{kind.replace('_', '-')}" if kind else ""
    name = f"{state}{found.meeting.code}-v{found.version}-{made.language}{shape}{suffix}.pdf"
    response = FileResponse(kept.file.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def figure(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """One figure of the report: definition, value, and the rows behind it that this person may see."""
    found = _report(request, reference)
    snapshot = last_snapshot(found)
    told = figure_of(snapshot, code) if snapshot else None
    if told is None:
        raise Http404
    context = {
        "title": code,
        "report": found,
        "snapshot": snapshot,
        "figure": told,
        "behind": rows_behind(told, request.user),
    }
    return page(request, "reports/desk/figure.html", context)
