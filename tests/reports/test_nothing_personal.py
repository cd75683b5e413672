"""Marked personal data is planted wherever a person is known, and looked for in whatever the board is given."""

from datetime import date
from urllib.parse import quote

import pytest
from django.urls import reverse
from django.utils import translation

from accounts.outbox.actions import load_templates
from accounts.outbox.models import Message
from reports.documents import actions, scheduled
from reports.documents.building import build
from reports.documents.models import Report, ReportFile
from reports.figures.collect import canonical, read
from reports.meetings.actions import draft_minutes
from reports.meetings.models import BoardMember
from tests.reports.story import PLANTED

pytestmark = pytest.mark.django_db
MARKS = (*PLANTED, "Membre Plantée", "plantee@example.org")


@pytest.fixture
def frozen(meetings, secretary, staff, head):
    """The December meeting, before a board whose members are marked too."""
    load_templates("reports/data/messages_board.json")
    july, december = sorted(meetings[0], key=lambda meeting: meeting.held_on)
    BoardMember.objects.create(
        body_fr="Ministère", body_ar="وزارة", seat="chair", name="Membre Plantée", email="plantee@example.org",
        since=date(2020, 1, 1),
    )  # fmt: skip
    draft_minutes(
        meeting=july, text_fr="Le conseil a délibéré des marchés ciblés.", text_ar="تداول المجلس.", by=secretary
    )
    return december


def pages_of(report: Report) -> list[str]:
    codes = report.snapshots.get(sha256=report.frozen_sha256).data["codes"]
    room = reverse("admin:reports_reading", args=[report.reference])
    return [
        reverse("admin:reports_room"), room, f"{room}?q=benali", f"{room}?q={quote('الشركاء')}", reverse("admin:reports_reports"),
        reverse("admin:reports_report", args=[report.reference]), reverse("admin:reports_meeting", args=[report.meeting.code]),
        reverse("admin:reports_people", args=[report.meeting.code]), reverse("admin:reports_calendar"),
        reverse("admin:reports_compare", args=[report.reference]), "/api/v1/reports/", f"/api/v1/reports/{report.reference}/",
        *(reverse("admin:reports_figure", args=[report.reference, entry["code"]]) for entry in codes if entry["model"].endswith(("Party", "Application", "Enrolment"))),
    ]  # fmt: skip


def test_no_output_for_the_board_names_anybody(client, frozen, staff, head, text_of):
    officer, reader = staff("officer"), staff("board")
    report = actions.open_report(meeting=frozen, by=officer)
    data = {**read(actions.reading_for(report)), "narratives": {}, "restatements": {"since": None, "rows": []}}
    actions.keep_snapshot(report, data, officer)
    actions.send_to_review(report=report, by=officer)
    report = actions.freeze_report(report=report, by=head)
    outputs = {"data": canonical(data).decode()}
    for language in ("fr", "ar"):
        with translation.override(language):
            built = build(report, language=language, shape="pack", progress=lambda percent, step: None)
        scheduled.keep_and_tell(
            report=report, data=None, language=language, shape="pack", pdf=built.pdf, pages=built.pages,
            check_code=built.check_code, made_with=built.made_with, by=head,
        )  # fmt: skip

    client.force_login(reader)
    for made in ReportFile.objects.all():
        answer = client.get(reverse("admin:reports_file", args=[report.reference, made.pk]))
        outputs[f"pack {made.language}"] = text_of(b"".join(answer.streaming_content))
    for address in pages_of(report):
        answer = client.get(address)
        assert answer.status_code in (200, 403), address
        outputs[address] = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
    outputs["letters"] = " ".join(Message.objects.filter(user=reader).values_list("body", flat=True))

    found = [(name, mark) for name, text in outputs.items() for mark in MARKS if mark in text]
    assert found == []
    assert "marchés ciblés" in outputs["pack fr"] and report.reference in outputs["letters"]  # they were really read
