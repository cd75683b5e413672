"""The table of states of a file, as the database keeps it and as applicants read it."""

import pgtrigger
import pytest
from django.db import DatabaseError, transaction

from foundation.time import now, today
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import Application
from programs.applications.timeline import status_words
from programs.applications.workflow import WORKFLOW
from tests.factories.accounts import UserFactory
from tests.factories.programs_files import (
    CallFactory,
    load_letters,
    ready_application,
    submitted_application,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters(db):
    load_letters()


def test_the_database_allows_exactly_the_steps_of_the_table():
    """Every pair of states, one by one, straight at the row."""
    application = submitted_application()
    decided = {"decided_at": now(), "decided_by": UserFactory()}
    waiting = {
        "clock_stopped_at": now(),
        "correction_due_on": today(),
        "correction_reason": "x",
        "unlocked_sections": ["work"],
    }
    disagreements = []
    for source in S.values:
        for target in S.values:
            if source == target:
                continue
            place(
                application.pk,
                source,
                decided | waiting | ({} if source == S.CHANGES_REQUESTED else {"clock_stopped_at": None}),
            )
            try:
                with transaction.atomic():
                    Application.objects.filter(pk=application.pk).update(
                        status=target, **({"clock_stopped_at": None} if target != S.CHANGES_REQUESTED else waiting)
                    )
                allowed = True
            except DatabaseError:
                allowed = False
            if allowed != ((source, target) in WORKFLOW.pairs()):
                disagreements.append((source, target, allowed))

    assert disagreements == []


def place(number, status, fields):
    """Put the row where the test wants it, past the one trigger."""
    with pgtrigger.ignore("programs.Application:application_steps"):
        Application.objects.filter(pk=number).update(status=status, **fields)


def test_no_file_is_born_submitted():
    application = ready_application()
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.create(
            call=CallFactory(), party=application.party, program="pilot", area="07", form=application.form,
            applicant=application.applicant, status=S.SUBMITTED, submitted_at=now(), submitted_by=application.applicant,
        )  # fmt: skip


def test_every_state_has_public_words_in_three_languages():
    application = submitted_application()
    for language in ("fr", "ar", "en"):
        for status in S.values:
            application.status = status
            application.published_at = now()
            words = status_words(application, language)
            assert words.label and words.next_step
