"""The committee: its sessions, the ranked list with a movable cut line, minutes, publication."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from foundation.errors import DomainError
from programs.budget.desk import act, enter, page, typed
from programs.budget.permissions import may
from programs.budget.queries import balances
from programs.calls.models import Call
from programs.reviews import actions
from programs.reviews.choices import SessionStatus, Verdict
from programs.reviews.delegations import row_of
from programs.reviews.forms import (
    AppealForm,
    MemberForm,
    MinutesForm,
    ProposalForm,
    SessionForm,
    VerdictForm,
)
from programs.reviews.models import Appeal, CommitteeMember, CommitteeSession, Decision
from programs.reviews.permissions import has_decided
from programs.reviews.queries import (
    calls_to_conclude,
    cut_at,
    drafted_minutes,
    lacking_reviewers,
    next_on_reserve,
    publishable,
    sessions_for,
    undecided_in,
)
from programs.reviews.workflow import SESSION

READING = ("programs.view_committeesession",)


@require_GET
def committee(request: HttpRequest) -> HttpResponse:
    """Sessions, the latest first, and what is missing before the next can sit."""
    enter(request, *READING)
    sessions = sessions_for(request.user)
    calls = {session.call for session in sessions}
    context = {
        "title": _("Committee"),
        "sessions": sessions,
        "lacking": [(call, count) for call in calls if (count := lacking_reviewers(call).count())],
        "waiting": [(call, application) for call in calls if (application := next_on_reserve(call))],
        "form": SessionForm() if request.user.has_perm("programs.hold_session") else None,
        "to_conclude": [
            call
            for call in calls_to_conclude()
            if may(request.user, "programs.hold_session", program=call.version.program.code) and not undecided_in(call)
        ],
    }
    return page(request, "programs/reviews/committee.html", context)


@require_POST
def conclude(request: HttpRequest, code: str) -> HttpResponse:
    """A call whose files are all decided is decided; the clock would do it as well."""
    enter(request, "programs.hold_session")
    call = get_object_or_404(Call, code=code)
    return act(
        request,
        lambda: actions.conclude_call(call=call, by=request.user),
        _("The call is decided."),
        "admin:programs_committee",
    )


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    enter(request, "programs.hold_session")
    try:
        session = actions.plan_session(by=request.user, **typed(SessionForm, request))
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("admin:programs_committee")
    return redirect("admin:programs_session", session.reference)


@require_GET
def room(request: HttpRequest, reference: str) -> HttpResponse:
    """The committee room. `?cut=` moves the line; nothing changes before the secretary proposes."""
    enter(request, *READING)
    session = _session(request, reference)
    before_decisions = session.status in (SessionStatus.PLANNED, SessionStatus.OPEN)
    wanted = request.GET.get("cut", "")
    cut = (
        cut_at(session.call, int(wanted) if wanted.isdigit() and len(wanted) < 6 else None)
        if before_decisions
        else None
    )
    decisions = list(
        session.decisions.select_related(
            "application__party__commune__province__region", "application__party__artisan__trade"
        ).order_by("rank", "id")
    )
    selected = [decision for decision in decisions if decision.verdict == Verdict.APPROVE]
    context = {
        "title": str(session.call),
        "session": session,
        "cut": cut,
        "line": session.call.budget_line,
        "balances": balances(session.call.budget_line) if session.call.budget_line_id else None,
        "decisions": decisions,
        "selected": len(selected),
        "selected_money": sum((decision.amount or 0 for decision in selected), 0),
        "members": session.members.all(),
        "present": sum(member.attended for member in session.members.all()),
        "may_hold": may(request.user, "programs.hold_session", program=session.call.version.program.code),
        "may_publish": may(request.user, "programs.publish_decision", program=session.call.version.program.code),
        "allows": {step.name: SESSION.allows(session, step.name) for step in SESSION.steps},
        "member_form": MemberForm(),
        "minutes_form": MinutesForm(initial={"minutes": drafted_minutes(session)})
        if session.status == SessionStatus.CLOSED
        else None,
        "to_publish": publishable(session).count() if session.status == SessionStatus.SIGNED else 0,
        "delegation": row_of(session.delegation) if hasattr(session, "delegation") else None,
        "can_delegate": session.call.is_fast_track
        and session.status == SessionStatus.CLOSED
        and not hasattr(session, "delegation"),
        "to_adopt": any(decision.status == "proposed" for decision in decisions),
    }
    template = (
        "programs/reviews/cut.html" if request.headers.get("HX-Request") and cut else "programs/reviews/session.html"
    )
    return page(request, template, context)


@require_POST
def session_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    enter(request, *READING)
    session = _session(request, reference)
    if step not in SESSION_STEPS:
        raise Http404
    run, done = SESSION_STEPS[step]
    return act(request, lambda: run(request, session), done, "admin:programs_session", reference)


@require_GET
def publication(request: HttpRequest, reference: str) -> HttpResponse:
    """What will be told to whom, before it is told."""
    enter(request, "programs.publish_decision")
    session = _session(request, reference)
    decisions = list(publishable(session))
    context = {
        "title": _("Publish the decisions"),
        "session": session,
        "decisions": decisions,
        "counts": [
            (label, sum(decision.verdict == value for decision in decisions)) for value, label in Verdict.choices
        ],
        "may_publish": may(request.user, "programs.publish_decision", program=session.call.version.program.code),
    }
    return page(request, "programs/reviews/publication.html", context)


@require_GET
def appeals(request: HttpRequest) -> HttpResponse:
    """Appeals of the person's reach; those who took part in a decision see that they cannot answer it."""
    enter(request, "programs.manage_appeal")
    return _appeals(request)


@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Answer one appeal; what is wrong with the answer stands beside its field."""
    enter(request, "programs.manage_appeal")
    appeal = get_object_or_404(Appeal.objects.filter(application__in=_files(request)), pk=number)
    form = AppealForm(request.POST, auto_id=f"appeal{number}_%s")
    if not form.is_valid():
        return _appeals(request, {number: form})
    try:
        upheld = form.cleaned_data["verdict"] == "uphold"
        actions.answer_appeal(appeal=appeal, upheld=upheld, answer=form.cleaned_data["answer"], by=request.user)
    except DomainError as error:
        form.add_error(None, error.message)
        return _appeals(request, {number: form})
    messages.success(request, _("The appeal is answered."))
    return redirect("admin:programs_appeals")


def _appeals(request: HttpRequest, sent: dict[int, AppealForm] | None = None) -> HttpResponse:
    """The list, each open appeal with a form of its own; `sent` are those that came back with errors."""
    rows = (
        Appeal.objects.filter(application__in=_files(request))
        .select_related("application__party", "application__call", "answered_by")
        .order_by("status", "filed_at")[:100]
    )
    forms = sent or {}
    context = {
        "title": _("Appeals"),
        "appeals": [
            (
                appeal,
                has_decided(request.user, appeal.application) if appeal.status == "filed" else True,
                forms.get(appeal.pk) or AppealForm(auto_id=f"appeal{appeal.pk}_%s"),
            )
            for appeal in rows
        ],
    }
    return page(request, "programs/reviews/appeals.html", context)


def _files(request: HttpRequest):
    return Appeal._meta.get_field("application").related_model.objects.for_user(request.user)


def _session(request: HttpRequest, reference: str) -> CommitteeSession:
    return get_object_or_404(sessions_for(request.user), reference=reference)


def _present(request: HttpRequest, session: CommitteeSession) -> None:
    numbers = [int(value) for value in request.POST.getlist("present") if value.isdigit()]
    actions.record_attendance(
        session=session, present=CommitteeMember.objects.filter(session=session, pk__in=numbers), by=request.user
    )


def _change(request: HttpRequest, session: CommitteeSession) -> None:
    number = request.POST.get("decision", "")
    decision = get_object_or_404(Decision, session=session, pk=int(number) if number.isdigit() else 0)
    actions.change_proposal(decision=decision, by=request.user, **typed(VerdictForm, request))


def _from_reserve(request: HttpRequest, session: CommitteeSession) -> None:
    actions.propose_from_reserve(call=Call.objects.get(pk=session.call_id), by=request.user)


SESSION_STEPS: dict[str, tuple[Callable[[HttpRequest, CommitteeSession], Any], Any]] = {
    "member": (lambda request, session: actions.add_member(session=session, by=request.user, **typed(MemberForm, request)), gettext_lazy("The member is named.")),
    "open": (lambda request, session: actions.open_session(session=session, by=request.user), gettext_lazy("The session is open.")),
    "present": (_present, gettext_lazy("Attendance is recorded.")),
    "propose": (lambda request, session: actions.propose_decisions(session=session, by=request.user, **typed(ProposalForm, request)), gettext_lazy("The proposals are written down; they can still change.")),
    "reserve": (_from_reserve, gettext_lazy("The next of the waiting list is proposed.")),
    "change": (_change, gettext_lazy("The proposal is changed.")),
    "close": (lambda request, session: actions.close_session(session=session, by=request.user), gettext_lazy("The session is closed.")),
    "adopt": (lambda request, session: actions.adopt_decisions(session=session, by=request.user), gettext_lazy("The decisions are adopted and their money is reserved.")),
    "sign": (lambda request, session: actions.sign_minutes(session=session, by=request.user, **typed(MinutesForm, request)), gettext_lazy("The minutes are signed.")),
    "publish": (lambda request, session: actions.publish_decisions(session=session, by=request.user), gettext_lazy("The decisions are published and the letters leave.")),
}  # fmt: skip
