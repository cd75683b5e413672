"""The calendar: what is due is asked for once, whoever asks at the same time; readers are told once; old drafts go."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.jobs.models import Job
from accounts.outbox.actions import load_templates
from accounts.outbox.models import Message
from foundation.time import clock_at
from reports.documents import actions, scheduled
from reports.documents.models import ReportFile, ScheduledBuild
from reports.meetings.actions import change_rules
from tests.factories.reports import BoardMeetingFactory, ReportFactory, SnapshotFactory
from tests.reports.story import at

MEETING = date(2024, 7, 17)


@pytest.mark.django_db
def test_what_is_due_is_asked_for_once(secretary):
    meeting = BoardMeetingFactory(held_on=MEETING)
    change_rules(by=secretary, build_days=10, monthly_day=5)

    asked = {
        day: len(scheduled.ask_for_due_builds(day))
        for day in (
            date(2024, 6, 4),
            date(2024, 6, 5),
            date(2024, 6, 20),
            date(2024, 7, 7),
            date(2024, 7, 8),
            date(2024, 7, 18),
        )
    }

    # the month's draft in two languages; the pack and the report in two; the month's draft of July, whose full builds are under way
    assert asked == {
        date(2024, 6, 4): 0,
        date(2024, 6, 5): 2,
        date(2024, 6, 20): 0,
        date(2024, 7, 7): 6,
        date(2024, 7, 8): 0,
        date(2024, 7, 18): 0,
    }
    shapes = sorted(Job.objects.values_list("payload__shape", "payload__language"))
    assert shapes == [("full", "ar"), ("full", "fr"), ("pack", "ar"), ("pack", "fr")]
    assert meeting.reports.get().requested_by.is_system
    change_rules(by=secretary, monthly_day=0)
    BoardMeetingFactory(held_on=date(2024, 12, 24))
    assert scheduled.ask_for_due_builds(date(2024, 8, 6)) == []


@pytest.mark.django_db(transaction=True)
def test_two_machines_ask_once(serialized_rollback=None):
    BoardMeetingFactory(held_on=MEETING)
    start, failed = Barrier(4), []

    def ask():
        try:
            start.wait()
            scheduled.ask_for_due_builds(date(2024, 7, 10))
        except Exception as problem:
            failed.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=ask) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert ScheduledBuild.objects.count() == 6
    assert Job.objects.filter(kind="reports.build").count() == 4


@pytest.mark.django_db
def test_the_board_is_told_once_when_its_papers_are_final(staff, head):
    load_templates("reports/data/messages_board.json")
    reader, report = staff("board"), ReportFactory(requested_by=staff("officer"))
    snapshot = SnapshotFactory(report=report)
    actions.send_to_review(report=report, by=report.requested_by)
    actions.freeze_report(report=report, by=head)
    for language in ("fr", "ar", "fr"):
        scheduled.keep_and_tell(
            report=report,
            data=None,
            language=language,
            pdf=b"%PDF",
            pages=10,
            check_code=f"c{language}",
            made_with={},
            by=head,
        )

    letter = Message.objects.get(template__code="board.report_ready")
    assert letter.user == reader and f"/board-room/{report.reference}/" in letter.body
    assert snapshot.files.count() == 2


@pytest.mark.django_db
def test_old_drafts_go_and_frozen_files_stay(staff, head, django_capture_on_commit_callbacks):
    report = ReportFactory(requested_by=staff("officer"))
    SnapshotFactory(report=report, sha256=actions.digest({}), data={})

    def keep(**given):
        return actions.keep_build(report=report, language="fr", pages=10, made_with={}, by=head, **given)

    with clock_at(at(date(2024, 1, 2))):
        old = keep(
            data={"meta": {"known_at": at(date(2024, 1, 2)).isoformat()}, "codes": []},
            pdf=b"%PDF old",
            check_code="old",
        )
    with clock_at(at(date(2024, 1, 2)) + timedelta(days=400)):
        assert scheduled.throw_away_old_drafts() == 0  # the only draft of an open report stays
        newer = keep(
            data={"meta": {"known_at": at(date(2024, 3, 2)).isoformat()}, "codes": []},
            pdf=b"%PDF new",
            check_code="new",
        )
        with django_capture_on_commit_callbacks(execute=True):
            assert scheduled.throw_away_old_drafts() == 1
    assert list(ReportFile.objects.values_list("pk", flat=True)) == [newer.pk]
    assert not old.file.storage.exists(old.file.name) and newer.file.storage.exists(newer.file.name)
