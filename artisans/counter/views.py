"""The counter: one screen a question, nothing lost, signed before it is registered."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from artisans.changes.actions import request_change
from artisans.changes.permissions import can_ask
from artisans.counter import actions
from artisans.counter.forms import DropForm, FindForm, PhoneForm, SignForm, craft_of, facts_of
from artisans.counter.models import CounterEntry
from artisans.counter.papers import summary_pdf
from artisans.counter.permissions import can_use_counter, can_write
from artisans.counter.queries import entries_of, fingerprint, who_may_it_be
from artisans.counter.steps import BY_SLUG, SUMMARY, after, before, bound_forms, form_of, raw, screens_of
from artisans.counter.summary import notice_of, sections_of
from artisans.documents.actions import store_document
from artisans.parties.models import Party
from artisans.parties.notices import current_notice
from artisans.parties.queries import search_parties
from artisans.parties.views.desk import party_or_404, refuse_unless, with_chrome
from foundation.errors import ChangedMeanwhile, DomainError

CHANNEL = "counter"


@require_GET
@never_cache
def counter(request: HttpRequest) -> HttpResponse:
    """Begin, go on, or find what was entered before."""
    refuse_unless(can_use_counter(request.user))
    rows = entries_of(request.user)
    text = request.GET.get("q", "")[:200].strip()
    context = {
        "title": _("Counter"),
        "mine": list(rows.open().filter(clerk=request.user)[:20]),
        "others": list(rows.open().exclude(clerk=request.user)[:20]),
        "done": list(rows.filter(status="done")[:12]),
        "found": search_parties(text, request.user, limit=8) if text else [],
        "q": text,
        "may_change_phone": request.user.has_perm("artisans.add_changerequest"),
    }
    return with_chrome(request, "artisans/counter/home.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    refuse_unless(can_use_counter(request.user))
    entry = actions.start_entry(by=request.user)
    return redirect("admin:artisans_counter_step", entry.reference, "who")


@require_http_methods(["GET", "POST"])
@never_cache
def step(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    """One screen. Back, next and the minute's saving all keep what stands there, right or wrong."""
    entry = _entry(request, reference)
    if slug == SUMMARY:
        return summary(request, reference)
    if slug not in BY_SLUG:
        raise Http404
    if entry.status != "open":
        return redirect("admin:artisans_counter_done", reference)
    screen = BY_SLUG[slug]
    if request.method == "GET":
        return _screen(request, entry, slug, form_of(entry, screen, request.user))
    form = form_of(entry, screen, request.user, request.POST)
    go = request.POST.get("go", "next")
    is_valid = form.is_valid()
    known = who_may_it_be(request.user, form.cleaned_data) if slug == "find" and is_valid and go != "save" else None
    moves_on = go == "next" and is_valid and (not known or "none" in request.POST)
    target = before(entry, slug) if go == "back" else after(entry, slug) if moves_on else slug
    try:
        entry = actions.save_step(
            entry=entry, step=slug, answers=raw(form, request.POST), version=_number(request.POST.get("version")),
            by=request.user, next_step=target,
        )  # fmt: skip
        if slug == "find" and moves_on and entry.is_known:
            entry = actions.choose_known(entry=entry, party=None, by=request.user)
    except DomainError as error:
        if go == "save":
            return JsonResponse({"refused": error.message}, status=409)
        form.add_error(None, error.message)
        fresh = _entry(request, reference)
        return _screen(request, fresh if isinstance(error, ChangedMeanwhile) else entry, slug, form, known, status=409)
    if go == "save":
        return JsonResponse({"version": entry.version})
    if target != slug:
        return redirect("admin:artisans_counter_step", reference, target)
    if known and go == "next":
        form.add_error(None, _("Look at the people below first: is one of them the person before you?"))
    if go == "search" and is_valid:
        return _screen(request, entry, slug, form, known, searched=True)
    return _screen(request, entry, slug, form, known, status=422)


@require_POST
def choose(request: HttpRequest, reference: str, party: str) -> HttpResponse:
    """It is this person: only the agreement remains."""
    entry = _entry(request, reference)
    chosen = get_object_or_404(Party.objects.for_user(request.user).active(), reference=party)
    try:
        actions.choose_known(entry=entry, party=chosen, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("admin:artisans_counter_step", reference, "find")
    return redirect("admin:artisans_counter_step", reference, "consent")


@require_http_methods(["GET", "POST"])
@never_cache
def summary(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything once more; printed, signed, then registered."""
    entry = _entry(request, reference)
    if entry.status != "open":
        return redirect("admin:artisans_counter_done", reference)
    bound = bound_forms(entry, request.user)
    missing = [screen for screen in screens_of(entry) if not bound[screen.slug].is_valid()]
    known = None if missing or entry.is_known else who_may_it_be(request.user, _all_facts(bound))
    is_printed = bool(entry.printed_hash) and entry.printed_hash == fingerprint(entry)
    form = SignForm(request.POST or None, request.FILES or None, initial={"version": entry.version})
    if request.method == "POST" and form.is_valid() and not missing:
        if known and "not_a_duplicate" not in request.POST:
            form.add_error(None, _("Look at the people below first: is one of them the person before you?"))
        elif _finish(request, entry, bound, form):
            return redirect("admin:artisans_counter_done", reference)
    context = _chrome(entry, SUMMARY) | {
        "title": _("Summary"),
        "sections": sections_of(entry, bound),
        "notice": notice_of(bound),
        "missing": missing,
        "known": known,
        "is_printed": is_printed,
        "form": form,
        "can_write": can_write(request.user, entry),
    }
    return with_chrome(request, "artisans/counter/summary.html", context, status=422 if form.errors else 200)


def _finish(request: HttpRequest, entry: CounterEntry, bound: dict[str, Any], form: SignForm) -> bool:
    consent, data = bound["consent"], form.cleaned_data
    identity = {} if entry.is_known else bound["identity"].cleaned_data
    try:
        with transaction.atomic():
            copy = store_document(data["signed_copy"], by=request.user) if data["signed_copy"] else None
            actions.finish_entry(
                entry=entry, version=data["version"], by=request.user,
                facts={} if entry.is_known else facts_of(bound),
                numbers=[("cnie", identity["cnie"])] if identity.get("cnie") else [],
                craft={} if entry.is_known else craft_of(bound["craft"]),
                consents=consent.agreed, notice_version=consent.cleaned_data["notice"],
                notice_language=consent.cleaned_data["read_in"], signature=data["signature"], signed_copy=copy,
            )  # fmt: skip
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    return True


@require_POST
def paper(request: HttpRequest, reference: str, language: str) -> HttpResponse:
    """The summary to sign. Printing an open entry says from here on what may be registered."""
    if language not in ("fr", "ar"):
        raise Http404
    entry = _entry(request, reference)
    bound = bound_forms(entry, request.user)
    if entry.status == "open":
        if not all(form.is_valid() for form in bound.values()):
            messages.error(request, _("Some screens are not complete yet."))
            return redirect("admin:artisans_counter_step", reference, SUMMARY)
        try:
            entry = actions.note_print(entry=entry, by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("admin:artisans_counter_step", reference, SUMMARY)
    elif entry.status != "done":
        raise Http404
    with translation.override(language):
        bound = bound_forms(entry, entry.clerk)
        content = summary_pdf(entry, sections=sections_of(entry, bound), notice=notice_of(bound), language=language)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{reference}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@never_cache
def done(request: HttpRequest, reference: str) -> HttpResponse:
    """What comes next: the paper, an application, the person's own access."""
    entry = _entry(request, reference)
    if entry.status == "open":
        return redirect("admin:artisans_counter_step", reference, entry.step)
    context = {
        "title": _("Entered in the register") if entry.status == "done" else entry.get_status_display(),
        "entry": entry,
        "party": entry.party,
        "may_assist": request.user.has_perm("programs.assist_application"),
    }
    return with_chrome(request, "artisans/counter/done.html", context)


@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    entry = _entry(request, reference)
    try:
        entry = actions.take_over(entry=entry, by=request.user)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("admin:artisans_counter")
    return redirect("admin:artisans_counter_step", reference, entry.step)


@require_http_methods(["GET", "POST"])
@never_cache
def drop(request: HttpRequest, reference: str) -> HttpResponse:
    """The person left: what was typed is wiped."""
    entry = _entry(request, reference)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.drop_entry(entry=entry, by=request.user, reason=form.cleaned_data["reason"])
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The entry is dropped; what was typed is wiped."))
            return redirect("admin:artisans_counter")
    context = {"title": _("Drop this entry"), "entry": entry, "form": form}
    return with_chrome(request, "artisans/counter/drop.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def phone(request: HttpRequest, reference: str) -> HttpResponse:
    """A lost, changed or shared phone: asked for here with a proof, decided by another person; the former number is told."""
    refuse_unless(can_use_counter(request.user))
    party = party_or_404(request, reference)
    refuse_unless(can_ask(request.user, party, "phone"))
    form = PhoneForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                proof = store_document(form.cleaned_data["proof"], by=request.user)
                request_change(
                    party=party, kind="phone", after={"phone": form.cleaned_data["phone"]}, proof=proof, by=request.user,
                    reason=str(dict(PhoneForm.WHY)[form.cleaned_data["why"]]), channel=CHANNEL,
                )  # fmt: skip
        except DomainError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("The change is asked for. Another person must approve it."))
            return redirect("admin:artisans_party", party.reference)
    context = {"title": _("Lost or changed phone"), "party": party, "form": form}
    return with_chrome(request, "artisans/counter/phone.html", context, status=422 if form.errors else 200)


def _entry(request: HttpRequest, reference: str) -> CounterEntry:
    refuse_unless(can_use_counter(request.user))
    return get_object_or_404(entries_of(request.user), reference=reference)


def _screen(
    request: HttpRequest,
    entry: CounterEntry,
    slug: str,
    form: Any,
    known: Any = None,
    *,
    searched: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = _chrome(entry, slug) | {
        "title": BY_SLUG[slug].title,
        "form": form,
        "slug": slug,
        "known": known,
        "searched": searched,
        "is_find": isinstance(form, FindForm),
        "notice": current_notice() if slug == "consent" else None,
        "can_write": can_write(request.user, entry),
    }
    return with_chrome(request, "artisans/counter/step.html", context, status=status)


def _chrome(entry: CounterEntry, slug: str) -> dict[str, Any]:
    """The line of screens above each screen."""
    line = [
        {"slug": screen.slug, "title": screen.title, "is_here": screen.slug == slug, "is_done": bool(entry.answers_of(screen.slug))}
        for screen in screens_of(entry)
    ]  # fmt: skip
    line.append({"slug": SUMMARY, "title": _("Summary"), "is_here": slug == SUMMARY, "is_done": False})
    here = next((number for number, row in enumerate(line, 1) if row["is_here"]), 1)
    return {"entry": entry, "line": line, "here": here, "back_to": before(entry, slug) if slug != "who" else ""}


def _all_facts(bound: dict[str, Any]) -> dict[str, Any]:
    identity, contact, where = (bound[name].cleaned_data for name in ("identity", "contact", "where"))
    return identity | {"phone": contact["phone"], "commune": where["commune"]}


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
