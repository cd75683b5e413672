"""The text beside the figures of the demonstration's last report."""

from django.db import transaction

from accounts.people.models import User
from reports.board.demonstration import read
from reports.board.models import BoardMeeting
from reports.documents.actions import open_report, write_narrative
from reports.documents.models import Report


@transaction.atomic
def seed_report(meeting: BoardMeeting, by: User) -> Report:
    """The first draft of the meeting's report with its text. A second call changes nothing."""
    report = open_report(meeting=meeting, by=by)
    if not report.narratives.exists():
        for section, text in read("narratives_2023.json")["sections"].items():
            write_narrative(report=report, section=section, text_fr=text["fr"], text_ar=text["ar"], by=by)
    return report
