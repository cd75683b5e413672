"""From the request to the adopted report."""

import hashlib
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction
from django.utils import timezone

from accounts.jobs.models import Job
from foundation.errors import DomainError, NotPermitted, StepNotAllowed
from foundation.time import now
from reports.documents import actions
from reports.documents.models import Report, ReportFile, Snapshot
from reports.documents.workflow import WORKFLOW
from reports.figures.collect import digest
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.reports import BoardMeetingFactory, ReportFactory

pytestmark = pytest.mark.django_db


def data(**changes) -> dict:
    return {"meta": {"known_at": now().isoformat()}, "codes": [], **changes}


def keep(
    report, *, content: dict | None, by, language: str = "fr", pdf: bytes = b"%PDF-1.7 x", check_code: str = "code"
):
    return actions.keep_build(
        report=report, data=content, language=language, pdf=pdf, pages=9, check_code=check_code, made_with={}, by=by
    )


def stored_files() -> set[str]:
    storage = ReportFile._meta.get_field("file").storage
    return {
        f"{folder}/{name}" for folder in actions._folders(storage, "reports") for name in storage.listdir(folder)[1]
    }


def frozen(officer, head) -> Report:
    report = ReportFactory(requested_by=officer)
    keep(report, content=data(), by=officer)
    actions.send_to_review(report=report, by=officer)
    return actions.freeze_report(report=report, by=head)


def test_the_database_refuses_every_step_the_table_does_not_know():
    for source in sorted(WORKFLOW.states()):
        for target in sorted(WORKFLOW.states() - {source}):
            if (source, target) in WORKFLOW.pairs():
                continue
            report = _at(source)
            with pytest.raises(DatabaseError), transaction.atomic():
                Report.objects.filter(pk=report.pk).update(status=target)


def _at(state: str) -> Report:
    path = {"draft": [], "review": ["review"], "frozen": ["review", "frozen"]}
    path |= {"presented": [*path["frozen"], "presented"], "adopted": [*path["frozen"], "presented", "adopted"]}
    report = ReportFactory()
    for step in path[state]:
        Report.objects.filter(pk=report.pk).update(status=step)
    return report


def test_asked_twice_the_same_job_answers():
    meeting, officer = BoardMeetingFactory(), StaffFactory()

    first = actions.request_report(meeting=meeting, language="fr", by=officer)
    again = actions.request_report(meeting=meeting, language="fr", by=officer)
    other = actions.request_report(meeting=meeting, language="ar", by=officer)

    assert (first, Job.objects.count(), Report.objects.count()) == (again, 2, 1)
    assert other.payload["language"] == "ar"
    with pytest.raises(DomainError):
        actions.request_report(meeting=meeting, language="en", by=officer)


def test_the_first_file_of_a_snapshot_stands():
    officer, report, content = StaffFactory(), ReportFactory(), data()

    first = keep(report, content=content, by=officer, pdf=b"%PDF one")
    again = keep(report, content=content, by=officer, pdf=b"%PDF two", check_code="other")

    assert (again.pk, Snapshot.objects.count()) == (first.pk, 1)
    with again.file.open("rb") as file:
        assert hashlib.sha256(file.read()).hexdigest() == again.sha256


def test_a_build_that_cannot_be_kept_leaves_no_file():
    officer, before = StaffFactory(), stored_files()
    keep(ReportFactory(), content=data(), by=officer)

    with pytest.raises(DatabaseError), transaction.atomic():
        keep(ReportFactory(), content=data(), by=officer)  # the same check code

    assert len(stored_files() - before) == 1
    assert ReportFile.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_keep_one_file(at_once):
    officer, report, content = StaffFactory(), ReportFactory(), data()
    before = stored_files()

    kept = at_once(
        *(
            lambda name=name: keep(report, content=content, by=officer, check_code=name)
            for name in ("one", "two", "three")
        )
    )

    assert len({made.pk for made in kept}) == ReportFile.objects.count() == 1
    assert len(stored_files() - before) == 1


def test_freezing_is_for_somebody_else_than_the_one_who_asked(head):
    report = ReportFactory(requested_by=head)
    keep(report, content=data(), by=head)
    actions.send_to_review(report=report, by=head)

    with pytest.raises(NotPermitted):
        actions.freeze_report(report=report, by=head)

    report.refresh_from_db()
    assert report.status == "review"


def test_freezing_needs_a_build_and_the_text_it_was_built_with(head):
    officer, report = StaffFactory(), ReportFactory(status="draft")
    with pytest.raises(DomainError):
        actions.send_to_review(report=report, by=officer)
    keep(report, content=data(), by=officer)
    actions.send_to_review(report=report, by=officer)
    actions.write_narrative(report=report, section="money", text_fr="Autre", text_ar="", by=officer)

    with pytest.raises(DomainError):
        actions.freeze_report(report=report, by=head)

    keep(report, content=data(more=1), by=officer, check_code="second")
    assert actions.freeze_report(report=report, by=head).status == "frozen"


def test_a_frozen_report_changes_neither_by_action_nor_by_sql(head):
    officer = StaffFactory()
    report = frozen(officer, head)

    with pytest.raises(actions.ReportIsFrozen):
        actions.write_narrative(report=report, section="money", text_fr="x", text_ar="", by=officer)
    with pytest.raises(actions.ReportIsFrozen):
        keep(report, content=data(other=1), by=officer, check_code="new")
    with pytest.raises(StepNotAllowed):
        actions.return_report(report=report, by=head, reason="Revoir")
    for changes in (
        {"frozen_sha256": "f" * 64},
        {"as_of": "2024-01-01"},
        {"version": 9},
        {"frozen_at": None, "frozen_by": None},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Report.objects.filter(pk=report.pk).update(**changes)
    for change in (lambda rows: rows.update(sha256="f" * 64), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Snapshot.objects.filter(report=report))
    assert Snapshot.objects.get(report=report).sha256 == report.frozen_sha256


def test_freezing_asks_for_the_file_of_each_language_it_was_built_in(head):
    officer, report = StaffFactory(), ReportFactory()
    content = data()
    keep(report, content=content, by=officer, language="fr")
    keep(report, content=content, by=officer, language="ar", check_code="ar")
    actions.send_to_review(report=report, by=officer)

    actions.freeze_report(report=report, by=head)

    assert sorted(Job.objects.values_list("payload__language", flat=True)) == ["ar", "fr"]


def test_a_frozen_report_is_presented_then_adopted(head, secretary):
    report = frozen(StaffFactory(), head)

    actions.present_report(report=report, by=secretary)
    actions.adopt_report(report=report, by=secretary)

    report.refresh_from_db()
    assert report.status == "adopted"


def test_sending_back_needs_a_reason(head):
    officer, report = UserFactory(), ReportFactory()
    keep(report, content=data(), by=officer)
    actions.send_to_review(report=report, by=officer)

    with pytest.raises(DomainError):
        actions.return_report(report=report, by=head, reason="  ")

    assert actions.return_report(report=report, by=head, reason="Revoir la page 3").status == "draft"


def test_stray_files_go_and_kept_ones_stay():
    made = keep(ReportFactory(), content=data(), by=StaffFactory())
    storage = made.file.storage
    stray = storage.save("reports/2023/stray.pdf", ContentFile(b"half"))

    assert stray not in actions.remove_stray_files()
    assert stray in actions.remove_stray_files(older_than=timedelta(seconds=-5))
    assert storage.exists(made.file.name)
    assert timezone.now() > made.made_at


def test_the_digest_is_over_the_content_not_its_order():
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})
