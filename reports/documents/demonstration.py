"""The text beside the figures of the demonstration's last report."""

from datetime import datetime

from django.db import transaction

from accounts.people.models import User
from foundation.time import clock_at
from reports.board.demonstration import read
from reports.board.models import BoardMeeting
from reports.documents.actions import open_report, write_narrative
from reports.documents.models import Report


@transaction.atomic
def seed_report(meeting: BoardMeeting, by: User, moment: datetime) -> Report:
    """The first draft of the meeting's report with its text, written at `moment`. A second call changes nothing."""
    with clock_at(moment):
        report = open_report(meeting=meeting, by=by)
        if not report.narratives.exists():
            for section, text in read("narratives_2023.json")["sections"].items():
                write_narrative(report=report, section=section, text_fr=text["fr"], text_ar=text["ar"], by=by)
    return report
