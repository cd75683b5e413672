"""Forms as spreadsheets: every version taken away as an XLSForm, an XLSForm brought in as a draft."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.errors import DomainError
from programs.budget.desk import enter, page
from programs.calls.actions.versions import DRAFTING
from programs.calls.models import FormVersion
from programs.field.actions.sheets import import_sheet
from programs.field.filing import KIND
from programs.field.forms import SheetForm
from programs.field.registry import FieldForm
from programs.field.xforms import write_xform
from programs.field.xlsforms import FaultySheet, write_xlsform

VIEW = "programs.view_formversion"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
def sheets(request: HttpRequest) -> HttpResponse:
    """The versions there are, and the door in. A faulty sheet is told row by row; nothing of it is kept."""
    enter(request, VIEW)
    may_draft = request.user.has_perm(DRAFTING)
    form, faults = SheetForm(request.POST or None, request.FILES or None), []
    if request.method == "POST":
        enter(request, DRAFTING)
        if form.is_valid():
            try:
                draft = import_sheet(by=request.user, **form.cleaned_data)
            except FaultySheet as error:
                faults = error.faults
                form.add_error("file", error.message)
            except DomainError as error:
                form.add_error(None, error.message)
                faults = [{"sheet": "", "row": "", "column": "", "words": reason} for reason in error.reasons]
            else:
                messages.success(request, _("The sheet became draft %(draft)s.") % {"draft": draft})
                return redirect("admin:programs_field_sheets")
    versions = FormVersion.objects.select_related("program").order_by("code", "-number")
    context = {
        "title": _("Forms as spreadsheets"), "form": form if may_draft else None, "faults": faults, "versions": versions,
    }  # fmt: skip
    return page(request, "programs/field/sheets.html", context, status=422 if form.errors else 200)


@require_safe
def download(request: HttpRequest, number: int) -> HttpResponse:
    version = _version(request, number)
    answer = HttpResponse(write_xlsform(version), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{version.code}-v{version.number}.xlsx"'
    return answer


@require_safe
def xform(request: HttpRequest, number: int) -> HttpResponse:
    """The version as devices get it, for whoever wants to look at it or try it elsewhere."""
    version = _version(request, number)
    if version.published_at is None:
        raise Http404
    form = FieldForm(
        form_id=f"{KIND}-{version.code}", edition=str(version.number), title=version.definition["title"],
        sections=version.definition["sections"],
    )  # fmt: skip
    answer = HttpResponse(write_xform(form), content_type="text/xml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{version.code}-v{version.number}.xml"'
    return answer


def _version(request: HttpRequest, number: int) -> FormVersion:
    enter(request, VIEW)
    return get_object_or_404(FormVersion, pk=number)
