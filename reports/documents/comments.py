"""The review, section by section: a reader comments, the author answers, somebody else than the author closes."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now
from reports.documents.choices import ReportStatus
from reports.documents.models import Report, SectionComment
from reports.documents.workflow import FROZEN


@transaction.atomic
def comment_on(*, report: Report, section: str, text: str, by: User) -> SectionComment:
    """Say what is to be changed in a section, while the report is in review. Not by the person who asked for the report."""
    report = Report.objects.select_for_update().get(pk=report.pk)
    if report.status != ReportStatus.REVIEW:
        raise DomainError(_("Comments are written while the report is in review."))
    if report.requested_by_id == by.pk:
        raise NotPermitted(_("You asked for this report: somebody else reviews it."))
    if not text.strip():
        raise InvalidValue(_("Write the comment."))
    comment = SectionComment.objects.create(report=report, section=section, text=text.strip(), written_by=by)
    record("report.commented", target=report, by=by, after={"section": section, "comment": comment.pk})
    return comment


@transaction.atomic
def answer_comment(*, comment: SectionComment, text: str, by: User) -> SectionComment:
    """Say what was done about it. Not by the person who wrote the comment; an answer can be written again until it is closed."""
    comment = _open(comment)
    if comment.written_by_id == by.pk:
        raise NotPermitted(_("A comment is answered by somebody else than who wrote it."))
    if not text.strip():
        raise InvalidValue(_("Write the answer."))
    comment.answer, comment.answered_at, comment.answered_by = text.strip(), now(), by
    comment.save(update_fields=["answer", "answered_at", "answered_by"])
    record("report.comment_answered", target=comment.report, by=by, after={"comment": comment.pk})
    return comment


@transaction.atomic
def close_comment(*, comment: SectionComment, by: User) -> SectionComment:
    """Settle it. Not by the person who answered, nor by the person who asked for the report."""
    comment = _open(comment)
    if by.pk in {comment.answered_by_id, comment.report.requested_by_id}:
        raise NotPermitted(_("A comment is closed by a reader, not by its author or who answered it."))
    comment.closed_at, comment.closed_by = now(), by
    comment.save(update_fields=["closed_at", "closed_by"])
    record("report.comment_closed", target=comment.report, by=by, after={"comment": comment.pk})
    return comment


def _open(comment: SectionComment) -> SectionComment:
    report = Report.objects.select_for_update().get(pk=comment.report_id)
    if report.status in FROZEN:
        raise DomainError(_("This report is frozen; its comments no longer change."))
    comment = SectionComment.objects.select_for_update(of=("self",)).select_related("report").get(pk=comment.pk)
    if comment.closed_at is not None:
        raise DomainError(_("This comment is closed."))
    return comment
