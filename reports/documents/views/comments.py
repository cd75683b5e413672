"""Comments on the sections of a report in review."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from programs.budget.desk import act, enter, typed
from reports.documents import comments
from reports.documents.models import Report, SectionComment


class CommentForm(forms.Form):
    section = forms.SlugField(max_length=40)
    text = forms.CharField(label=gettext_lazy("Comment"), max_length=2000)


class AnswerForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Answer"), max_length=2000)


@require_POST
def comment(request: HttpRequest, reference: str) -> HttpResponse:
    """Write one on a section."""
    found = get_object_or_404(Report.objects.for_user(request.user), reference=reference)
    enter(request, "reports.freeze_report", "reports.present_report")

    def run() -> None:
        comments.comment_on(report=found, by=request.user, **typed(CommentForm, request))

    return act(request, run, _("The comment was kept."), "admin:reports_report", reference)


@require_POST
def comment_step(request: HttpRequest, reference: str, number: int, step: str) -> HttpResponse:
    """Answer one (`answer`) or settle it (`close`)."""
    found = get_object_or_404(Report.objects.for_user(request.user), reference=reference)
    about = get_object_or_404(SectionComment.objects.filter(report=found), pk=number)
    if step == "answer":
        enter(request, "reports.write_report", "reports.request_report")
        return act(
            request, lambda: comments.answer_comment(comment=about, by=request.user, **typed(AnswerForm, request)),
            _("The answer was kept."), "admin:reports_report", reference,
        )  # fmt: skip
    if step == "close":
        enter(request, "reports.freeze_report", "reports.present_report")
        return act(
            request, lambda: comments.close_comment(comment=about, by=request.user), _("The comment is closed."),
            "admin:reports_report", reference,
        )  # fmt: skip
    raise Http404
