"""Calls on the desk: the list, one call with its checklist, new editions, its steps and its access codes."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from foundation.errors import DomainError
from foundation.time import now
from programs.budget.desk import act, enter, page, typed
from programs.calls import actions
from programs.calls.checklist import checks
from programs.calls.choices import CallStatus
from programs.calls.filters import DeskCallFilterSet
from programs.calls.forms.call import PARTS, CallForm, CloneForm, CloseForm, CodeForm, ExtendForm, PartForm
from programs.calls.models import AccessCode, Call, FormVersion, Rubric, RuleSet
from programs.calls.views.common import DRAFTING, GIVING, PUBLISHING, call_of, holds, revision_in, tried
from programs.calls.workflow import WORKFLOW
from programs.catalog.choices import ProgramStatus
from programs.catalog.models import Program

_PART_WORDS = {"form": gettext_lazy("Form"), "rules": gettext_lazy("Rules"), "rubric": gettext_lazy("Rubric")}
_PART_PAGES = {"form": "admin:programs_composer", "rules": "admin:programs_rules", "rubric": "admin:programs_rubric"}


@require_GET
def calls(request: HttpRequest) -> HttpResponse:
    """Every call, newest first, with what each still lacks."""
    enter(request, "programs.view_call")
    rows = Call.objects.select_related("version__program").annotate(
        files=Count("applications", filter=~Q(applications__status="draft"))
    )
    filtered = DeskCallFilterSet(request.GET, queryset=rows.order_by("-opens_at", "-id"))
    context = {
        "title": _("Calls"),
        "filter": filtered,
        "calls": list(filtered.qs[:200]),
        "can_draft": bool(_programs(request)),
        "has_any": Call.objects.exists(),
    }
    return page(request, "programs/calls/list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A call from nothing: its form, rules and rubric begin as empty drafts of its own."""
    enter(request, DRAFTING)
    form = CallForm(request.POST or None, programs=_programs(request))
    if request.method == "POST" and form.is_valid():
        made = tried(
            request, lambda: _make(request, form), _("The call is a draft. Its checklist says what it still needs.")
        )
        if made:
            return redirect("admin:programs_call", made.code)
    return page(request, "programs/calls/edit.html", {"title": _("New call"), "form": form})


def _programs(request: HttpRequest) -> list[Program]:
    found = Program.objects.exclude(status=ProgramStatus.CLOSED).filter(versions__published_at__isnull=False).distinct()
    return [program for program in found if holds(request, DRAFTING, program)]


def _make(request: HttpRequest, form: CallForm) -> Call:
    program, code = form.cleaned_data["program"], form.cleaned_data["code"]
    version = program.versions.exclude(published_at=None).order_by("-number").first()
    parts = {
        part: actions.begin_draft(model=model, code=code, program=program, by=request.user)
        for part, model in PARTS.items()
    }
    return actions.create_call(by=request.user, code=code, version=version, **parts, **form.values())


@require_GET
def call(request: HttpRequest, code: str) -> HttpResponse:
    """One call: what it lacks, what it is made of, what can be done with it."""
    shown = call_of(request, code)
    can_draft = holds(request, DRAFTING, shown.version.program)
    context = {
        "title": str(shown),
        "call": shown,
        "checks": checks(shown) if shown.status in (CallStatus.DRAFT, CallStatus.SCHEDULED) else [],
        "parts": _parts(shown),
        "can_draft": can_draft,
        "is_draft": shown.status == CallStatus.DRAFT,
        "can_publish": holds(request, PUBLISHING, shown.version.program),
        "can_give": holds(request, GIVING, shown.version.program),
        "steps": {
            step: WORKFLOW.allows(shown, step) for step in ("schedule", "unschedule", "close", "reopen", "archive")
        },
        "extend_form": ExtendForm(auto_id="extend_%s"),
        "codes": shown.access_codes.count(),
    }
    return page(request, "programs/calls/call.html", context)


def _parts(shown: Call) -> list[dict[str, Any]]:
    found = []
    for name in PARTS:
        version = getattr(shown, name)
        form = PartForm(model=PARTS[name], call=shown, auto_id=f"{name}_%s", initial={"version": version})
        found.append(
            {"name": name, "label": _PART_WORDS[name], "version": version, "page": _PART_PAGES[name], "form": form}
        )
    return found


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The call's own facts, while it is a draft."""
    shown = call_of(request, code)
    enter(request, DRAFTING)
    if shown.status != CallStatus.DRAFT or not holds(request, DRAFTING, shown.version.program):
        raise Http404
    form = CallForm(request.POST or None, call=shown)
    if request.method == "POST" and form.is_valid():
        run = lambda: actions.update_call(call=shown, by=request.user, revision=revision_in(request), **form.values())  # noqa: E731
        if tried(request, run, _("Saved.")):
            return redirect("admin:programs_call", shown.code)
    return page(request, "programs/calls/edit.html", {"title": str(shown), "form": form, "call": shown})


@require_http_methods(["GET", "POST"])
def clone(request: HttpRequest, code: str) -> HttpResponse:
    """The next edition: form, rules, rubric and words of this one, dates a year on."""
    source = call_of(request, code)
    if not holds(request, DRAFTING, source.version.program):
        raise Http404
    form = CloneForm(request.POST or None, source=source)
    if request.method == "POST" and form.is_valid():
        made = tried(
            request, lambda: _clone(request, source, form), _("The next edition is a draft: check its words and dates.")
        )
        if made:
            return redirect("admin:programs_call", made.code)
    return page(
        request,
        "programs/calls/edit.html",
        {"title": _("Next edition of %(call)s") % {"call": source}, "form": form, "source": source},
    )


def _clone(request: HttpRequest, source: Call, form: CloneForm) -> Call:
    newest = source.version.program.versions.exclude(published_at=None).order_by("-number").first()
    values = form.values()
    return actions.clone_call(
        call=source, code=form.cleaned_data["code"], by=request.user, version=newest or source.version,
        edition=values.pop("edition"), opens_at=values.pop("opens_at"), closes_at=values.pop("closes_at"), **values,
    )  # fmt: skip


@require_POST
def step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    shown = call_of(request, code)
    if step not in STEPS:
        raise Http404
    run, done = STEPS[step]
    return act(request, lambda: run(request, shown), done, "admin:programs_call", shown.code)


def _close(request: HttpRequest, shown: Call) -> Call:
    return actions.close_call(call=shown, by=request.user, **typed(CloseForm, request))


def _extend(request: HttpRequest, shown: Call) -> Call:
    return actions.extend_call(call=shown, by=request.user, **typed(ExtendForm, request))


STEPS = {
    "schedule": (lambda request, shown: actions.schedule_call(call=shown, by=request.user), gettext_lazy("The call is published: it opens by the clock.")),
    "unschedule": (lambda request, shown: actions.unschedule_call(call=shown, by=request.user), gettext_lazy("The call is a draft again.")),
    "close": (_close, gettext_lazy("The call is closed.")),
    "reopen": (_extend, gettext_lazy("The call runs until its new moment.")),
    "archive": (lambda request, shown: actions.archive_call(call=shown, by=request.user), gettext_lazy("The call is archived.")),
}  # fmt: skip


@require_POST
def part(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """Another version for a draft call: one that exists, or the draft of the next."""
    shown = call_of(request, code)
    if part not in PARTS or not holds(request, DRAFTING, shown.version.program):
        raise Http404

    def run() -> Call:
        version = _next_version(request, shown, part) if "next" in request.POST else None
        if version is None:
            form = PartForm(request.POST, model=PARTS[part], call=shown)
            if not form.is_valid():
                raise DomainError(_("Choose a version of this programme."))
            version = form.cleaned_data["version"]
        return actions.update_call(call=shown, by=request.user, revision=revision_in(request), **{part: version})

    changed = tried(request, run)
    if changed and "next" in request.POST:
        return redirect(_PART_PAGES[part], getattr(changed, f"{part}_id"))
    return redirect("admin:programs_call", shown.code)


def _next_version(request: HttpRequest, shown: Call, part: str) -> FormVersion | RuleSet | Rubric:
    current = getattr(shown, part)
    program = shown.version.program
    code = current.code if current and current.program_id in (None, program.pk) else shown.code
    return actions.begin_draft(model=PARTS[part], code=code, program=program, by=request.user)


@require_http_methods(["GET", "POST"])
def codes(request: HttpRequest, code: str) -> HttpResponse:
    """Access codes of a call: made here, shown once, with who came in by them."""
    shown = call_of(request, code)
    if not holds(request, GIVING, shown.version.program):
        raise Http404
    form = CodeForm(request.POST if request.method == "POST" else None, call=shown)
    fresh = None
    if request.method == "POST" and form.is_valid():
        try:
            fresh = actions.make_access_code(call=shown, by=request.user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            form = CodeForm(call=shown)
    rows = shown.access_codes.select_related("created_by", "revoked_by").prefetch_related("entries__party")
    context = {
        "title": _("Access codes"),
        "call": shown,
        "form": form if form.fields["kind"].choices else None,
        "fresh": fresh,
        "codes": [(row, _code_state(row)) for row in rows],
    }
    return page(request, "programs/calls/codes.html", context)


def _code_state(row: AccessCode) -> tuple[str, str]:
    if row.revoked_at:
        return _("Withdrawn"), "bad"
    if row.expires_at <= now():
        return _("Expired"), "plain"
    if row.uses >= row.max_uses:
        return _("Used up"), "plain"
    return _("Valid"), "good"


@require_POST
def revoke(request: HttpRequest, code: str, number: int) -> HttpResponse:
    shown = call_of(request, code)
    if not holds(request, GIVING, shown.version.program):
        raise Http404
    row = get_object_or_404(shown.access_codes, pk=number)
    actions.revoke_access_code(code=row, by=request.user)
    messages.success(request, _("The code is withdrawn: nobody else comes in by it."))
    return redirect("admin:programs_call_codes", shown.code)
