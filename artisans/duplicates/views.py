"""The officers' pages of possible duplicates: the list, a case side by side, the merge and its undoing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.actions import note_access
from accounts.audit.choices import AccessKind
from accounts.lists.pages import list_page, render_list
from artisans.duplicates import actions
from artisans.duplicates.choices import CaseStatus
from artisans.duplicates.forms import DifferentForm, LaterForm, ReasonForm, SuspectForm
from artisans.duplicates.lists import NAME
from artisans.duplicates.models import DuplicateCase, PartyMerge
from artisans.duplicates.permissions import can_decide, can_merge, can_suspect
from artisans.duplicates.queries import case_rows, involvement
from artisans.duplicates.sides import side_by_side
from artisans.duplicates.tables import TONES
from artisans.duplicates.workflow import CASE
from artisans.parties.models import Party
from artisans.parties.views.desk import party_or_404, refuse_unless, to_party, with_chrome
from foundation.errors import DomainError
from foundation.references import normalise_reference

FORMS = {"differ": DifferentForm, "defer": LaterForm, "reopen": ReasonForm}


@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    if not request.GET:
        # An officer comes for what waits; the other states are one filter away.
        return redirect(f"{reverse('admin:artisans_duplicates')}?status=open")
    found = list_page(NAME, request)
    found.table.empty_text = _(
        "The register is searched at each entry, at each import and every night. Other states are under “Status”."
    )
    return render_list(found, request, "artisans/duplicates/list.html")


@require_GET
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Two records side by side with what each is involved in, and the decision."""
    return _case_page(request, _one(request, reference))


@require_POST
def decide(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Different, later, open again: each a small form and one action."""
    if step not in FORMS:
        raise Http404
    found = _one(request, reference)
    form = FORMS[step](request.POST)
    if not form.is_valid():
        return _case_page(request, found, **{step: form})
    acts: dict[str, Callable[..., Any]] = {
        "differ": actions.keep_different, "defer": actions.defer_case, "reopen": actions.reopen_case,
    }  # fmt: skip
    try:
        acts[step](case=found, by=request.user, **form.cleaned_data)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Your decision is kept."))
    return redirect("admin:artisans_duplicate", found.reference)


@require_POST
def suspect(request: HttpRequest, reference: str) -> HttpResponse:
    """From a beneficiary's page: this record and another may be the same. Both must lie within reach."""
    party = party_or_404(request, reference)
    refuse_unless(can_suspect(request.user, party))
    form = SuspectForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the reference of the other record, and say why they may be the same."))
        return to_party(party)
    wanted = normalise_reference(form.cleaned_data["other"])
    other = Party.objects.for_user(request.user).active().filter(reference=wanted).first() if wanted else None
    if other is None:
        messages.error(request, _("There is no such record within your reach. Look at the reference again."))
        return to_party(party)
    try:
        found = actions.suspect_pair(first=party, second=other, reason=form.cleaned_data["reason"], by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return to_party(party)
    return redirect("admin:artisans_duplicate", found.reference)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Which record stays and which values; what will move is told before it does."""
    found = _one(request, reference)
    refuse_unless(can_merge(request.user, found.first, found.second))
    keeps_second = (request.POST or request.GET).get("keep") == "second"
    survivor, gone = (found.second, found.first) if keeps_second else (found.first, found.second)
    facts = side_by_side(survivor, gone)
    if request.method == "POST":
        chosen = {fact.name: "merged" for fact in facts if request.POST.get(f"take:{fact.name}") == "merged"}
        try:
            actions.merge_parties(
                survivor=survivor,
                merged=gone,
                by=request.user,
                chosen=chosen,
                reason=request.POST.get("reason", "")[:500],
            )
        except DomainError as error:
            messages.error(request, " ".join([error.message, *error.reasons]))
        else:
            messages.success(
                request, _("The two records are one now. You can undo this as long as nothing new depends on it.")
            )
            return to_party(survivor)
    context = {
        "title": _("Merge two records"),
        "case": found,
        "survivor": survivor,
        "gone": gone,
        "facts": facts,
        "keep": "second" if keeps_second else "first",
        "other": "first" if keeps_second else "second",
        "moving": involvement(gone),
        "obstacles": actions.obstacles(survivor, gone),
    }
    return with_chrome(request, "artisans/duplicates/merge.html", context)


@require_POST
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """Two records again."""
    found = get_object_or_404(
        PartyMerge.objects.filter(survivor__in=Party.objects.for_user(request.user)).select_related(
            "survivor", "merged", "case"
        ),
        reference=reference,
    )
    refuse_unless(can_merge(request.user, found.survivor, found.merged))
    try:
        actions.undo_merge(merge=found, by=request.user, reason=request.POST.get("reason", "")[:500])
    except DomainError as error:
        messages.error(request, " ".join([error.message, *error.reasons]))
        return to_party(found.survivor)
    messages.success(request, _("The merge is undone: there are two records again, as before."))
    return redirect("admin:artisans_duplicate", found.case.reference) if found.case else to_party(found.survivor)


def _one(request: HttpRequest, reference: str) -> DuplicateCase:
    return get_object_or_404(
        case_rows(request.user).select_related("first__artisan", "second__artisan"), reference=reference
    )


def _case_page(request: HttpRequest, found: DuplicateCase, **bound: Any) -> HttpResponse:
    for party in (found.first, found.second):
        note_access(AccessKind.PAGE, target=party, by=request.user, party=party)
    facts = side_by_side(found.first, found.second)
    may = can_decide(request.user, found)
    differing = sum(fact.differs for fact in facts)
    context = {
        "title": _("May be one person"),
        "case": found,
        "tone": TONES[CaseStatus(found.status)],
        "facts": facts,
        "difference_words": ngettext("%(count)d difference", "%(count)d differences", differing) % {"count": differing},
        "engaged": [(found.first, involvement(found.first)), (found.second, involvement(found.second))],
        "may_merge": can_merge(request.user, found.first, found.second) and CASE.allows(found, "merge"),
        "obstacles": actions.obstacles(found.first, found.second) if CASE.allows(found, "merge") else [],
        "differ_form": bound.get("differ") or (DifferentForm() if may and CASE.allows(found, "differ") else None),
        "defer_form": bound.get("defer") or (LaterForm() if may and CASE.allows(found, "defer") else None),
        "reopen_form": bound.get("reopen")
        or (
            ReasonForm()
            if may and found.status in {CaseStatus.DIFFERENT, CaseStatus.DEFERRED, CaseStatus.CLOSED}
            else None
        ),
    }
    return with_chrome(request, "artisans/duplicates/case.html", context, status=422 if bound else 200)
