"""The public page behind the QR code: is this file the one we issued? It names nobody."""

import hashlib
import hmac

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reports.documents.forms import CheckForm
from reports.documents.models import Report, ReportFile
from reports.documents.workflow import FROZEN


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, check_code: str) -> HttpResponse:
    """What was issued under this code, and whether a file or a fingerprint is the same. Comparing is limited by address."""
    if not ratelimit.consume(request, action="report_check"):
        return ratelimit.respond_429(request)
    made = get_object_or_404(ReportFile.objects.select_related("snapshot__report__meeting"), check_code=check_code)
    report = made.snapshot.report
    form = CheckForm(request.POST or None, request.FILES or None)
    verdict = None
    if request.method == "POST" and form.is_valid():
        verdict = _same(made, _fingerprint(form))
    context = {
        "file": made,
        "copies": made.copies.all(),
        "report": report,
        "is_replaced": _is_replaced(report, made),
        "form": form,
        "verdict": verdict,
    }
    return render(request, "reports/check.html", context)


def _fingerprint(form: CheckForm) -> str:
    """Of the file if one was sent, read in pieces and never kept; else the pasted one."""
    file = form.cleaned_data.get("file")
    if not file:
        return form.cleaned_data["sha256"]
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    return digest.hexdigest()


def _same(made: ReportFile, fingerprint: str) -> str:
    """`unsigned`, the kind of one of its copies, or `different`. Every hash is compared, so time tells nothing."""
    known = [("unsigned", made.sha256), *((copy.kind, copy.sha256) for copy in made.copies.all())]
    same = [verdict for verdict, sha256 in known if hmac.compare_digest(fingerprint, sha256)]
    return same[0] if same else "different"


def _is_replaced(report: Report, made: ReportFile) -> bool:
    """Whether a newer version exists, or this draft was overtaken by the frozen one."""
    return hasattr(report, "replaced_by") or (made.is_draft and report.status in FROZEN)
