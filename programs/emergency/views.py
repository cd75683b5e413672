"""Where help has arrived: a map and the table beside it that says the same without colours; and the assessments."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artisans.reference.outlines import outlines
from foundation.errors import DomainError
from foundation.time import today
from programs.applications.models import Application
from programs.budget.desk import act, enter, page
from programs.budget.permissions import may
from programs.emergency import actions
from programs.emergency.forms import AssessmentForm
from programs.emergency.models import DamageAssessment, DisasterEvent
from programs.emergency.queries import CommuneRow, coverage, to_assess
from programs.reviews import actions as reviews
from programs.reviews.delegations import delegations_for
from programs.reviews.models import FastTrackDelegation

STATES = {
    "supported": gettext_lazy("Supported"),
    "assessed": gettext_lazy("Assessed"),
    "waiting": gettext_lazy("Files waiting"),
    "not_reached": gettext_lazy("Not yet reached"),
}


@require_GET
def emergency(request: HttpRequest) -> HttpResponse:
    """Communes by assessed, supported, not yet reached; provinces coloured by the share of communes reached."""
    enter(request, "programs.view_disasterevent")
    event = DisasterEvent.objects.order_by("-struck_at").first()
    files = Application.objects.for_user(request.user)
    rows = coverage(event, files) if event else []
    wanted = request.GET.get("state", "")
    context = {
        "title": str(event) if event else _("Emergency"),
        "event": event,
        "rows": [row for row in rows if row.state == wanted] if wanted in STATES else rows,
        "states": [(state, label, sum(row.state == state for row in rows)) for state, label in STATES.items()],
        "state": wanted,
        "files": sum(row.files for row in rows),
        "supported": sum(row.supported for row in rows),
        "paid": sum((row.paid for row in rows), 0),
        "map": _map(rows),
        "credit": outlines().credit,
        "to_assess": to_assess(files)[:20] if event else [],
        "can_assess": request.user.has_perm("programs.assess_damage"),
        "my_delegations": [
            row
            for row in delegations_for(request.user)
            if row.delegation.holder_id == request.user.pk and row.state == "in_force"
        ],
    }
    return page(request, "programs/emergency/emergency.html", context)


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, reference: str) -> HttpResponse:
    """Write down a visit and hand it to the one who countersigns."""
    enter(request, "programs.assess_damage")
    application = get_object_or_404(
        Application.objects.for_user(request.user).select_related("party__commune"), reference=reference
    )
    form = AssessmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            assessment = actions.assess_damage(application=application, by=request.user, **form.cleaned_data)
            actions.submit_assessment(assessment=assessment, by=request.user)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            return redirect("admin:programs_emergency")
    context = {"title": _("Assess the damage"), "application": application, "form": form}
    return page(request, "programs/emergency/assess.html", context)


@require_POST
def assessment_step(request: HttpRequest, number: int, step: str) -> HttpResponse:
    enter(request, "programs.countersign_damage", "programs.assess_damage")
    files = Application.objects.for_user(request.user)
    assessment = get_object_or_404(DamageAssessment.objects.filter(application__in=files), pk=number)
    if step not in STEPS:
        raise Http404
    run, done = STEPS[step]
    return act(request, lambda: run(request, assessment), done, "admin:programs_emergency")


def delegation_for(application: Application, user) -> FastTrackDelegation | None:
    """The delegation this person could decide the file under."""
    return (
        FastTrackDelegation.objects.filter(
            session__call=application.call_id,
            session__status="signed",
            holder=user,
            ended_at=None,
            valid_until__gte=today(),
        )
        .order_by("-id")
        .first()
    )


def may_countersign(user, assessment: DamageAssessment) -> bool:
    application = assessment.application
    return assessment.assessed_by_id != user.pk and may(
        user, "programs.countersign_damage", program=application.program, area=application.area
    )


def _decide(request: HttpRequest, assessment: DamageAssessment) -> None:
    application = assessment.application
    delegation = delegation_for(application, request.user)
    if delegation is None:
        raise DomainError(_("You hold no delegation for this call."))
    reviews.decide_under_delegation(delegation=delegation, application=application, by=request.user)


def _map(rows: list[CommuneRow]) -> dict[str, Any]:
    """The struck provinces as paths, cropped, each with its share of communes that help has reached."""
    reached: dict[str, list[bool]] = defaultdict(list)
    names: dict[str, str] = {}
    for row in rows:
        reached[row.province_code].append(row.state in ("supported", "assessed"))
        names[row.province_code] = row.province
    drawn = outlines()
    provinces = [
        {
            "code": code,
            "name": names[code],
            "path": drawn.provinces[code],
            "reached": sum(found),
            "communes": len(found),
            "level": _level(sum(found), len(found)),
        }
        for code, found in reached.items()
        if code in drawn.provinces
    ]
    around = [
        path
        for code, path in drawn.provinces.items()
        if code not in reached and code[:2] in {"05", "07", "08", "09", "04", "06"}
    ]
    return {
        "provinces": provinces,
        "around": around,
        "view_box": _box([row["path"] for row in provinces]) or drawn.view_box,
    }


def _level(reached: int, communes: int) -> int:
    if not reached:
        return 0
    share = reached / communes
    return 3 if share >= 0.6 else 2 if share >= 0.3 else 1


def _box(paths: list[str]) -> str:
    """The view box around relative paths of straight lines, with a margin."""
    xs: list[float] = []
    ys: list[float] = []
    for path in paths:
        for part in filter(None, path.replace("z", "").split("M")):
            x = y = 0.0
            for number, pair in enumerate(part.replace("l", "L").split("L")):
                values = pair.replace(",", " ").split()
                for i in range(0, len(values) - 1, 2):
                    dx, dy = float(values[i]), float(values[i + 1])
                    x, y = (dx, dy) if number == 0 and i == 0 else (x + dx, y + dy)
                    xs.append(x)
                    ys.append(y)
    if not xs:
        return ""
    margin = 8
    return f"{min(xs) - margin:.0f} {min(ys) - margin:.0f} {max(xs) - min(xs) + 2 * margin:.0f} {max(ys) - min(ys) + 2 * margin:.0f}"


STEPS: dict[str, tuple[Callable[[HttpRequest, DamageAssessment], Any], Any]] = {
    "countersign": (lambda request, found: actions.countersign_assessment(assessment=found, by=request.user), gettext_lazy("The assessment is countersigned and the priority computed.")),
    "contest": (lambda request, found: actions.contest_assessment(assessment=found, reason=request.POST.get("reason", ""), by=request.user), gettext_lazy("The assessment is contested.")),
    "finalise": (lambda request, found: actions.finalise_assessment(assessment=found, by=request.user), gettext_lazy("The assessment is final.")),
    "decide": (_decide, gettext_lazy("The award is decided under your delegation and published.")),
}  # fmt: skip
