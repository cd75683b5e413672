"""The list of imports, sending a file, and the page of one import."""

import itertools
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.audit.models import Event
from accounts.jobs.models import Job
from accounts.jobs.views import time_left
from accounts.lists.pages import show_list
from artisans.imports.actions import AlreadyImported, live_job, receive_file
from artisans.imports.actions.checking import local_copy
from artisans.imports.choices import ImportStatus, Outcome
from artisans.imports.forms import AcceptForm, MappingForm, UploadForm
from artisans.imports.lists import NAME
from artisans.imports.models import ImportBatch
from artisans.imports.permissions import kinds_for, may_decide
from artisans.imports.queries import PAGE, errors_by_column, lines, undecided, waiting
from artisans.imports.reading import Layout, rows
from artisans.imports.registry import IMPORT_KINDS
from artisans.imports.wording import OUTCOME_TONES, TONES
from artisans.parties.views.desk import refuse_unless, with_chrome
from foundation.errors import DomainError, InvalidValue


def batch_or_404(request: HttpRequest, reference: str) -> ImportBatch:
    """The import if this person may see it; a stranger cannot tell it from none."""
    batches = ImportBatch.objects.for_user(request.user).select_related("recorded_by", "accepted_by")
    return get_object_or_404(batches, reference=reference)


@require_safe
def import_list(request: HttpRequest) -> HttpResponse:
    add = reverse("admin:artisans_import_new") if kinds_for(request.user) else ""
    return show_list(NAME, request, add_url=add, add_words=_("Import a list"))


@require_http_methods(["GET", "POST"])
def new_import(request: HttpRequest) -> HttpResponse:
    """Choose a kind, take its empty list, send a filled one."""
    kinds = kinds_for(request.user)
    refuse_unless(bool(kinds))
    form = UploadForm(
        request.POST or None, request.FILES or None, kinds=kinds, initial={"kind": request.GET.get("kind")}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            batch = receive_file(
                kind=data["kind"], file=data["file"], name=data["file"].name, source=data["source"], reason=data["reason"],
                by=request.user,
            )  # fmt: skip
        except AlreadyImported as error:
            messages.info(request, error.message)
            return redirect(error.batch)
        except DomainError as error:
            form.add_error("file" if isinstance(error, InvalidValue) else None, error.message)
        else:
            return redirect(batch)
    context = {"title": _("Import a list"), "form": form, "kinds": [(name, IMPORT_KINDS[name]) for name in kinds]}
    return with_chrome(request, "artisans/imports/new.html", context)


@require_safe
def import_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the import stands and what can be done next."""
    batch = batch_or_404(request, reference)
    job = live_job(batch)
    context = {
        "title": batch.reference, "batch": batch, "kind": IMPORT_KINDS.get(batch.kind), "tone": TONES[ImportStatus(batch.status)],
        "may_decide": may_decide(request.user, batch), "job": job, "failed": None if job else _last_failure(batch),
        "events": Event.objects.about(batch).select_related("actor").order_by("id"),
        **progress_context(job),
    }  # fmt: skip
    if batch.status in (ImportStatus.RECEIVED, ImportStatus.CHECKED) and job is None and batch.file:
        context["mapping_form"] = mapping_form(batch)
    if batch.status in (ImportStatus.CHECKED, ImportStatus.DONE, ImportStatus.ACCEPTED):
        context |= _found(request, batch)
    return with_chrome(request, "artisans/imports/page.html", context)


@require_safe
def import_progress(request: HttpRequest, reference: str) -> HttpResponse:
    """The part that changes while a worker is busy; once it is over the page is loaded anew."""
    batch = batch_or_404(request, reference)
    job = live_job(batch)
    if job is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return with_chrome(request, "artisans/imports/progress.html", {"batch": batch, "job": job, **progress_context(job)})


def progress_context(job: Job | None) -> dict[str, Any]:
    left = time_left(job) if job else None
    return {"minutes_left": max(1, round(left.total_seconds() / 60)) if left else None}


def mapping_form(batch: ImportBatch, data: Any = None) -> MappingForm:
    """The guessed columns, each with what stands in it in the first row."""
    samples: list[str] = []
    try:
        with local_copy(batch) as path:
            first = list(itertools.islice(rows(path, Layout(**batch.layout)), 1))
        samples = ["" if cell is None else str(cell)[:40] for cell in first[0][1]] if first else []
    except (InvalidValue, OSError):
        pass  # what is wrong with the file is the check's to say
    initial = {f"column_{place}": name for place, name in batch.mapping.items()}
    return MappingForm(
        data, kind=IMPORT_KINDS[batch.kind], headings=batch.layout["headings"], samples=samples, initial=initial
    )


def _last_failure(batch: ImportBatch) -> Job | None:
    last = Job.objects.filter(about_type=batch._meta.label_lower, about_id=batch.pk).order_by("-pk").first()
    return (
        last
        if last
        and last.state in ("failed", "cancelled")
        and batch.status in (ImportStatus.RECEIVED, ImportStatus.ACCEPTED)
        else None
    )


def _found(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """The counts, and a page of the group that is looked at."""
    counts = [(name, label, batch.counts.get(name, 0), OUTCOME_TONES[Outcome(name)]) for name, label in Outcome.choices]
    groups = [name for name, _label, count, _tone in counts if count]
    shown = request.GET.get("show", "")
    if shown not in groups:
        shown = next((name for name in ("error", "suspect", "changed", "new", "same") if name in groups), "")
    after = int(after) if (after := request.GET.get("after", "")).isdigit() and len(after) < 8 else 0
    found = waiting(batch, shown, after) if shown else []
    return {
        "counts": counts,
        "shown": shown,
        "shown_label": dict(Outcome.choices).get(shown, ""),
        "lines": lines(batch, found[:PAGE], request.user),
        "next_after": found[PAGE - 1].row if len(found) > PAGE else None,
        "is_first": not after,
        "errors_by_column": errors_by_column(batch) if batch.counts.get(Outcome.ERROR) else [],
        "undecided": undecided(batch) if batch.status == ImportStatus.CHECKED else 0,
        "accept_form": AcceptForm() if batch.status == ImportStatus.CHECKED else None,
    }
