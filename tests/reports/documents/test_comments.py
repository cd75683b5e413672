"""The review: comments by readers, answers by the author, closing by a reader, and no freeze before."""

import pytest
from django.urls import reverse

from foundation.errors import DomainError, NotPermitted
from reports.documents import actions, comments
from tests.factories.reports import ReportFactory, SnapshotFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(staff):
    made = ReportFactory(requested_by=staff("officer"))
    SnapshotFactory(report=made, known_at=made.requested_at, data={"codes": [], "programs": []})
    return made


def test_a_comment_holds_the_freeze_until_a_reader_closes_it(report, head, client):
    author = report.requested_by
    with pytest.raises(DomainError):  # a draft is not reviewed yet
        comments.comment_on(report=report, section="money", text="Préciser", by=head)
    actions.send_to_review(report=report, by=author)
    with pytest.raises(NotPermitted):
        comments.comment_on(report=report, section="money", text="Préciser", by=author)
    client.force_login(head)
    client.post(reverse("admin:reports_comment", args=[report.reference]), {"section": "money", "text": "Préciser"})
    comment = report.comments.get()
    with pytest.raises(DomainError):
        actions.freeze_report(report=report, by=head)

    for refused in (
        lambda: comments.answer_comment(comment=comment, text="Fait", by=head),
        lambda: comments.close_comment(comment=comment, by=author),
    ):
        with pytest.raises(NotPermitted):
            refused()
    client.force_login(author)
    step = lambda name: reverse("admin:reports_comment_step", args=[report.reference, comment.pk, name])  # noqa: E731
    client.post(step("answer"), {"text": "Fait"})
    assert client.post(step("close")).status_code == 403
    client.force_login(head)
    assert "Fait" in client.get(reverse("admin:reports_report", args=[report.reference])).content.decode()
    client.post(step("close"))

    comment.refresh_from_db()
    assert comment.closed_by == head
    assert actions.freeze_report(report=report, by=head).status == "frozen"
