"""What the clock does to files: once, however often it comes by."""

import datetime as dt

import pytest

from accounts.outbox.models import Message
from accounts.people.choices import Role
from accounts.people.models import User
from foundation.time import clock_at, now, today
from programs.applications import actions
from tests.factories.accounts import StaffFactory
from tests.factories.programs_files import CallFactory, load_letters, ready_application, screened_application

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters(db):
    load_letters()


def test_people_with_drafts_are_reminded_once_on_the_programmes_days():
    closes = now() + dt.timedelta(days=5)
    draft = ready_application(call=CallFactory(closes_at=closes))

    assert actions.remind_of_drafts() == 0
    with clock_at(closes - dt.timedelta(days=2, hours=12)):
        assert actions.remind_of_drafts() == 1
        assert actions.remind_of_drafts() == 0

    message = Message.objects.get(about_id=draft.pk)
    assert message.template.code == "application_draft_reminder"
    assert "Zineb" not in message.body  # letters name nobody


def test_corrections_are_reminded_of_once():
    by = StaffFactory(role=Role.OFFICER)
    application = screened_application(by)
    actions.request_changes(
        application=application, sections=["work"], reason="Why", due_on=today() + dt.timedelta(days=7), by=by
    )

    assert actions.remind_of_corrections() == 0
    with clock_at(now() + dt.timedelta(days=4)):
        assert actions.remind_of_corrections() == 1
        assert actions.remind_of_corrections() == 0


def test_a_file_in_time_does_not_lapse():
    by = StaffFactory(role=Role.OFFICER)
    application = screened_application(by)
    actions.request_changes(
        application=application, sections=["work"], reason="Why", due_on=today() + dt.timedelta(days=7), by=by
    )

    with clock_at(now() + dt.timedelta(days=7)):
        assert actions.lapse_overdue(by=User.objects.system()) == 0
    with clock_at(now() + dt.timedelta(days=8)):
        assert actions.lapse_overdue(by=User.objects.system()) == 1


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_receipt_is_in_the_applicants_language(language):
    application = ready_application()
    application.language = language
    application.save(update_fields=["language"])

    actions.submit_application(application=application, by=application.applicant)

    message = Message.objects.get(about_id=application.pk)
    assert message.language == language
    assert application.reference in message.body
