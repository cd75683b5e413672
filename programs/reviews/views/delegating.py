"""Delegations of the fast track: proposed for a closed session, in force with its minutes, ended early when need be."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.errors import DomainError
from programs.budget.desk import act, enter, page, typed
from programs.budget.permissions import may
from programs.reviews import actions
from programs.reviews.delegations import delegations_for, possible_holders, sessions_to_delegate
from programs.reviews.forms import DelegationForm, EndForm
from programs.reviews.models import FastTrackDelegation

READING = ("programs.view_committeesession", "programs.countersign_damage")


@require_http_methods(["GET", "POST"])
def delegations(request: HttpRequest) -> HttpResponse:
    """Every delegation within reach, what was decided under it, and the form for the next."""
    enter(request, *READING)
    form = None
    if request.user.has_perm("programs.hold_session"):
        wanted = {"session": request.GET.get("session", "")}
        form = DelegationForm(
            request.POST if request.method == "POST" else None,
            initial={key: value for key, value in wanted.items() if value.isdigit()},
            sessions=sessions_to_delegate(request.user), holders=possible_holders().exclude(pk=request.user.pk),
        )  # fmt: skip
    if request.method == "POST":
        enter(request, "programs.hold_session")
        if form.is_valid() and _propose(request, form):
            return redirect("admin:programs_delegations")
    context = {
        "title": _("Delegations of the fast track"),
        "rows": [(row, _may_end(request, row.delegation)) for row in delegations_for(request.user)],
        "form": form,
        "can_propose": form is not None and form.fields["session"].queryset.exists(),
    }
    return page(request, "programs/reviews/delegations.html", context)


@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    enter(request, *READING)
    reach = {row.delegation.pk for row in delegations_for(request.user)}
    if number not in reach:
        raise Http404
    delegation = get_object_or_404(FastTrackDelegation.objects.select_related("session__call"), pk=number)

    def run() -> None:
        actions.end_delegation(delegation=delegation, by=request.user, **typed(EndForm, request))

    return act(
        request, run, _("The delegation has ended. What was decided under it stands."), "admin:programs_delegations"
    )


def _may_end(request: HttpRequest, delegation: FastTrackDelegation) -> bool:
    if delegation.ended_at is not None:
        return False
    program = delegation.session.call.version.program.code
    return delegation.holder_id == request.user.pk or may(request.user, "programs.hold_session", program=program)


def _propose(request: HttpRequest, form: DelegationForm) -> bool:
    try:
        actions.delegate_fast_track(by=request.user, **form.cleaned_data)
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    messages.success(
        request, _("The delegation is proposed. It is in force once the minutes of its session are signed.")
    )
    return True
