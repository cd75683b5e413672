"""`build_board_report` from the command line, and reports through the API."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reports.documents import actions
from reports.documents.demonstration import seed_report
from reports.documents.keeping import sha256_of
from tests.factories.reports import BoardMeetingFactory, ReportFactory


@pytest.mark.django_db
def test_an_unknown_meeting_is_told_with_those_known(tmp_path: Path):
    BoardMeetingFactory(code="CA-2023-07-18")

    with pytest.raises(CommandError, match="CA-2023-07-18"):
        call_command("build_board_report", meeting="CA-1999-01-01", language="fr", out=tmp_path / "r.pdf")


@pytest.mark.django_db(transaction=True)
def test_a_draft_is_built_without_a_broker_and_kept(tmp_path: Path, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    meeting, out = BoardMeetingFactory(), StringIO()

    call_command(
        "build_board_report", meeting=meeting.code, language="fr", out=tmp_path / "r.pdf", stdout=out, stderr=StringIO()
    )

    written = (tmp_path / "r.pdf").read_bytes()
    assert written.startswith(b"%PDF-")
    assert sha256_of(written) in out.getvalue()


@pytest.mark.django_db
def test_the_demonstrations_text_is_written_once(meetings, december, staff):
    officer = staff("officer")

    first = seed_report(december, officer)
    again = seed_report(december, officer)

    assert first == again
    assert "{M.05}" in first.narratives.get(section="money").text_fr


@pytest.mark.django_db
def test_the_api_gives_a_board_reader_frozen_reports_only(client, staff, head):
    officer = staff("officer")
    draft, report = ReportFactory(requested_by=officer), ReportFactory(requested_by=officer)
    content = {"meta": {"known_at": "2023-12-27T10:00:00+00:00"}, "codes": []}
    actions.keep_build(
        report=report, data=content, language="fr", pdf=b"%PDF", pages=8, check_code="c", made_with={}, by=officer
    )
    actions.send_to_review(report=report, by=officer)
    actions.freeze_report(report=report, by=head)
    client.force_login(staff("board"))

    told = client.get("/api/v1/reports/").json()

    references = [row["reference"] for row in told["results"]]
    assert references == [report.reference]
    assert draft.reference not in references
