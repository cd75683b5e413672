"""Handing in: once, in time, complete, consented; what was handed in never changes."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError

from accounts.audit.models import Event
from accounts.outbox.models import Message
from foundation.errors import NotPermitted, StepNotAllowed
from foundation.time import clock_at, now
from programs.applications.actions import (
    ApplicationIsIncomplete,
    CallIsClosed,
    ConsentIsMissing,
    start_application,
    submit_application,
)
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import Application
from programs.calls.models import Call
from tests.factories.accounts import UserFactory
from tests.factories.artisans import DocumentFactory, MandateFactory, PartyFactory
from tests.factories.programs_files import (
    ApplicationDocumentFactory,
    ApplicationFactory,
    CallFactory,
    load_letters,
    ready_application,
    submitted_application,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters(db):
    load_letters()


def test_submitting_stores_revision_rules_receipt_event_and_starts_the_clock():
    with clock_at(dt.datetime(2023, 3, 6, 10, tzinfo=dt.UTC)):  # a Monday
        application = submitted_application()

    application.refresh_from_db()
    assert application.status == S.SUBMITTED
    assert application.amount_requested == 20000
    assert application.due_on == dt.date(2023, 3, 20)  # ten working days, no holiday among them
    revision = application.revisions.get()
    assert (revision.number, revision.answers) == (1, {"name": "Zineb", "pieces": 20, "amount": "20000.00"})
    assert list(application.rule_results.order_by("id").values_list("run", "rule", "outcome")) == [
        (1, "output", "pass"),
        (1, "place", "pass"),
    ]
    message = Message.objects.get(about_id=application.pk)
    assert message.template.code == "application_received"
    assert application.reference in message.body
    assert Event.objects.about(application).filter(action="application.submitted").count() == 1


def test_submitting_drops_answers_to_questions_that_are_hidden():
    application = ready_application()
    application.answers["why"] = "left from when it was 100"
    application.save(update_fields=["answers"])

    application = submit_application(application=application, by=application.applicant)

    assert "why" not in application.answers


def test_an_incomplete_file_is_refused_with_every_reason():
    application = ApplicationFactory()
    application.answers = {"pieces": 60}
    application.save(update_fields=["answers"])

    with pytest.raises(ApplicationIsIncomplete) as refusal:
        submit_application(application=application, by=application.applicant)

    assert refusal.value.reasons == ["Name fr", "Amount fr", "Quote fr"]
    application.refresh_from_db()
    assert application.status == S.DRAFT
    assert not application.revisions.exists()


def test_a_refused_document_does_not_count_as_attached():
    application = ready_application(pieces=60)
    row = ApplicationDocumentFactory(application=application)
    assert not application.call.is_fast_track
    row.state = "rejected"
    row.save(update_fields=["state"])

    with pytest.raises(ApplicationIsIncomplete):
        submit_application(application=application, by=application.applicant)


def test_without_current_consent_nothing_is_handed_in():
    application = ready_application()
    application.party.consents.update(withdrawn_at=now())

    with pytest.raises(ConsentIsMissing):
        submit_application(application=application, by=application.applicant)


@pytest.mark.parametrize(
    ("seconds", "begun_before", "accepted"),
    [
        (-1, True, True),
        (0, True, True),
        (0, False, False),
        (29 * 60, True, True),
        (30 * 60 - 1, True, True),
        (30 * 60, True, False),
        (3600, True, False),
    ],
)
def test_the_deadline_second_is_decided_once_by_the_receipt(seconds, begun_before, accepted):
    closes = dt.datetime(2023, 3, 26, 1, 0, tzinfo=dt.UTC)  # the night the clocks of Casablanca change for Ramadan
    with clock_at(closes - dt.timedelta(days=2)):
        application = ready_application(call=CallFactory(opens_at=closes - dt.timedelta(days=30), closes_at=closes))
    application.created_at = closes + dt.timedelta(hours=-1 if begun_before else 1)
    application.save(update_fields=["created_at"])

    with clock_at(closes + dt.timedelta(seconds=seconds)):
        if accepted:
            assert submit_application(application=application, by=application.applicant).status == S.SUBMITTED
        else:
            with pytest.raises(CallIsClosed):
                submit_application(application=application, by=application.applicant)


def test_a_call_not_yet_open_takes_nothing():
    application = ready_application()
    Call.objects.filter(pk=application.call_id).update(opens_at=now() + dt.timedelta(minutes=1))

    with pytest.raises(CallIsClosed):
        submit_application(application=application, by=application.applicant)


def test_a_stranger_cannot_hand_in_somebody_elses_file():
    application = ready_application()

    with pytest.raises(NotPermitted):
        submit_application(application=application, by=UserFactory())


def test_pressing_twice_gives_the_same_answer():
    application = ready_application()

    first = submit_application(application=application, by=application.applicant)
    second = submit_application(application=application, by=application.applicant)

    assert (first.reference, first.status, first.submitted_at) == (second.reference, second.status, second.submitted_at)
    assert application.revisions.count() == 1
    assert Message.objects.filter(about_id=application.pk).count() == 1


def test_another_person_who_presses_later_is_told():
    application = submitted_application()
    other = MandateFactory(party=application.party).user

    with pytest.raises(StepNotAllowed):
        submit_application(application=application, by=other)


def test_submitted_answers_never_change_not_even_by_sql():
    application = submitted_application()

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programs_application SET answers = '{}' WHERE id = %s", [application.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programs_answerrevision SET answers = '{}' WHERE application_id = %s", [application.pk])
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM programs_answerrevision WHERE application_id = %s", [application.pk])


@pytest.mark.django_db(transaction=True)
def test_twenty_presses_at_once_make_one_revision_and_one_receipt(at_once):
    load_letters()
    application = ready_application()

    outcomes = at_once(
        *[lambda: submit_application(application=application, by=application.applicant) for _ in range(20)]
    )

    assert {outcome.reference for outcome in outcomes} == {application.reference}
    assert application.revisions.count() == 1
    assert Message.objects.filter(about_id=application.pk).count() == 1
    assert Event.objects.about(application).filter(action="application.submitted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_fifty_beginnings_at_once_make_one_file(at_once):
    call, party = CallFactory(), PartyFactory()
    user = MandateFactory(party=party).user

    outcomes = at_once(*[lambda: start_application(call=call, party=party, by=user) for _ in range(50)])

    assert {outcome.pk for outcome in outcomes} == {Application.objects.get().pk}


@pytest.mark.django_db(transaction=True)
def test_without_the_action_the_race_does_happen(at_once):
    """The negative control: the same fifty presses, straight at the table, are refused by the database alone."""
    call, party, user = CallFactory(), PartyFactory(), UserFactory()

    def begin():
        return Application.objects.create(
            call=call, party=party, program="pilot", area=party.area, form=call.form, applicant=user
        )

    outcomes = at_once(*[begin for _ in range(20)])

    assert sum(isinstance(outcome, Application) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, IntegrityError) for outcome in outcomes) == 19


def test_a_closed_file_leaves_room_for_another():
    application = submitted_application()
    application.status = S.WITHDRAWN
    application.save(update_fields=["status"])

    other = start_application(call=application.call, party=application.party, by=application.applicant)

    assert other.pk != application.pk


def test_documents_are_part_of_the_revision():
    application = ready_application(pieces=60)
    row = ApplicationDocumentFactory(application=application, document=DocumentFactory(sha256="a" * 64))

    submit_application(application=application, by=application.applicant)

    assert application.revisions.get().documents == {row.question: ["a" * 64]}
