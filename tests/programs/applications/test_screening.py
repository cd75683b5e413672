"""From the queue to the reviewers: who may, when, with which reasons; the clock; nothing on one's own file."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.audit.models import Event
from accounts.outbox.models import Message
from accounts.people.choices import Role
from foundation.errors import ChangedMeanwhile, InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import clock_at, now, today
from programs.applications import actions
from programs.applications.choices import ApplicationStatus as S
from programs.applications.choices import Channel
from programs.applications.models import Application
from programs.applications.queries import revision_changes
from programs.applications.timeline import timeline
from tests.factories.accounts import RoleAssignmentFactory, StaffFactory
from tests.factories.artisans import DocumentFactory, MandateFactory, PartyFactory
from tests.factories.programs_files import (
    ApplicationDocumentFactory,
    load_letters,
    ready_application,
    screened_application,
    submitted_application,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters(db):
    load_letters()


def officer(**scope):
    return StaffFactory(role=Role.OFFICER, **scope)


def ask(application, by, **changes):
    wanted = {"sections": ["work"], "reason": "Say what you make.", "due_on": today() + dt.timedelta(days=7)}
    return actions.request_changes(application=application, by=by, **(wanted | changes))


def test_screening_assigns_the_officer():
    application, by = submitted_application(), officer()

    actions.screen_application(application=application, by=by)

    application.refresh_from_db()
    assert (application.status, application.officer) == (S.SCREENING, by)


@pytest.mark.parametrize("scope", [{"program": "other"}, {"area": "01"}])
def test_an_officer_of_elsewhere_cannot_screen(scope):
    with pytest.raises(NotPermitted):
        actions.screen_application(application=submitted_application(), by=officer(**scope))


def test_nobody_screens_their_own_file():
    by = officer()
    party = PartyFactory()
    MandateFactory(user=by, party=party)

    with pytest.raises(actions.OwnFile):
        actions.screen_application(application=submitted_application(party=party), by=by)


def test_whoever_entered_a_file_at_the_counter_does_not_check_it():
    by = officer()
    application = ready_application(channel=Channel.COUNTER)
    application.applicant = by
    application.save(update_fields=["applicant"])
    actions.submit_application(application=application, by=by)

    with pytest.raises(actions.OwnFile):
        actions.screen_application(application=application, by=by)


@pytest.mark.parametrize(
    "changes", [{"sections": []}, {"sections": ["unknown"]}, {"reason": " "}, {"due_on": dt.date(2020, 1, 1)}]
)
def test_corrections_need_a_section_a_reason_and_a_day(changes):
    by = officer()
    application = screened_application(by)

    with pytest.raises(InvalidValue):
        ask(application, by, **changes)

    application.refresh_from_db()
    assert application.status == S.SCREENING


def test_corrections_open_only_their_sections_and_write_one_message():
    by = officer()
    application = screened_application(by)
    ask(application, by)
    application.refresh_from_db()

    saved = actions.save_section(
        application=application,
        section="work",
        data={"name": "Zineb B", "pieces": "30"},
        version=application.version,
        by=application.applicant,
    )

    assert saved.is_complete
    with pytest.raises(StepNotAllowed):
        actions.save_section(
            application=application,
            section="money",
            data={"amount": "1"},
            version=saved.application.version,
            by=application.applicant,
        )
    assert Message.objects.filter(about_id=application.pk, template__code="application_corrections").count() == 1


def test_the_clock_stands_while_the_applicant_corrects_and_only_then():
    with clock_at(dt.datetime(2023, 3, 6, 10, tzinfo=dt.UTC)):
        by = officer()
        application = screened_application(by)
        ask(application, by, due_on=dt.date(2023, 3, 20))
    with clock_at(dt.datetime(2023, 3, 13, 10, tzinfo=dt.UTC)):
        application.refresh_from_db()
        actions.save_section(
            application=application,
            section="work",
            data={"name": "Z", "pieces": "30"},
            version=application.version,
            by=application.applicant,
        )
        actions.resubmit_application(application=application, by=application.applicant)

    application.refresh_from_db()
    assert application.due_on == dt.date(2023, 3, 27)  # ten working days, and the five the applicant took
    assert (application.clock_stopped_at, application.clock_stopped_seconds) == (None, 7 * 86400)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programs_application SET clock_stopped_at = now() WHERE id = %s", [application.pk])


def test_resubmitting_keeps_the_first_answers_and_tells_what_changed():
    by = officer()
    application = screened_application(by)
    ask(application, by)
    application.refresh_from_db()
    actions.save_section(
        application=application,
        section="work",
        data={"name": "Zineb", "pieces": "30"},
        version=application.version,
        by=application.applicant,
    )
    actions.resubmit_application(application=application, by=application.applicant)
    actions.resubmit_application(application=application, by=application.applicant)

    first, second = application.revisions.order_by("number")
    assert (first.answers["pieces"], second.answers["pieces"]) == (20, 30)
    assert [(change.code, change.before, change.after) for change in revision_changes(first, second, "fr")] == [
        ("pieces", "20", "30")
    ]
    assert set(application.rule_results.values_list("run", flat=True)) == {1, 2}


def test_corrections_that_do_not_come_let_the_file_lapse_once():
    by = officer()
    application = screened_application(by)
    ask(application, by)
    with clock_at(now() + dt.timedelta(days=9)):
        assert actions.lapse_overdue(by=by) == 1
        assert actions.lapse_overdue(by=by) == 0

    application.refresh_from_db()
    assert (application.status, application.clock_stopped_at) == (S.LAPSED, None)


def test_ineligible_is_secret_until_another_person_countersigns():
    by = officer()
    application = screened_application(by)
    actions.declare_ineligible(application=application, reason="Output too small", by=by)
    application.refresh_from_db()

    assert application.public_status == S.SCREENING
    assert not Message.objects.filter(about_id=application.pk, template__code="application_ineligible").exists()
    head = StaffFactory(role=Role.HEAD)
    actions.countersign_ineligible(application=application, by=head)
    application.refresh_from_db()
    assert application.public_status == S.INELIGIBLE
    assert application.appeal_until == today() + dt.timedelta(days=15)
    assert Message.objects.filter(about_id=application.pk, template__code="application_ineligible").count() == 1


def test_nobody_countersigns_their_own_proposal_not_even_by_sql():
    both = officer()
    RoleAssignmentFactory(user=both, role=Role.HEAD)
    application = screened_application(both)
    actions.declare_ineligible(application=application, reason="No", by=both)

    with pytest.raises(NotPermitted):
        actions.countersign_ineligible(application=application, by=both)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE programs_application SET published_at = now(), countersigned_by_id = decided_by_id WHERE id = %s",
            [application.pk],
        )


def test_a_refused_proposal_goes_back_and_the_applicant_never_knew():
    by = officer()
    application = screened_application(by)
    actions.declare_ineligible(application=application, reason="No", by=by)
    actions.refuse_ineligible(application=application, reason="Look again", by=StaffFactory(role=Role.HEAD))

    application.refresh_from_db()
    assert (application.status, application.decided_by, application.outcome_reason) == (S.SCREENING, None, "")
    assert "Output" not in " ".join(step.text for step in timeline(application, "fr"))


def test_a_failed_rule_keeps_the_file_from_review():
    by = officer()
    application = screened_application(by, pieces=2)

    with pytest.raises(actions.NotReadyForReview) as refusal:
        actions.open_review(application=application, by=by)

    assert refusal.value.reasons == ["output fail fr"]


def test_a_rule_left_to_a_person_needs_that_persons_reason():
    by = officer()
    application = screened_application(by, party=PartyFactory(in_commune="01.511.01.05"))

    with pytest.raises(actions.NotReadyForReview):
        actions.open_review(application=application, by=by)
    actions.open_review(application=application, reasons={"place": "Seen on the spot"}, by=by)

    application.refresh_from_db()
    assert application.status == S.IN_REVIEW
    assert Event.objects.about(application).get(action="application.in_review").after["reasons"] == {
        "place": "Seen on the spot"
    }


def test_a_refused_document_keeps_the_file_from_review():
    by = officer()
    application = ready_application(pieces=60)
    ApplicationDocumentFactory(application=application, document=DocumentFactory())
    actions.submit_application(application=application, by=application.applicant)
    actions.screen_application(application=application, by=by)
    row = application.documents.get()

    with pytest.raises(InvalidValue):
        actions.mark_document(row=row, state="rejected", by=by)
    actions.mark_document(row=row, state="rejected", reason="Not readable", by=by)

    with pytest.raises(actions.NotReadyForReview):
        actions.open_review(application=application, by=by)


def test_a_stale_page_is_told_and_nothing_is_overwritten():
    application = ready_application()
    actions.save_section(
        application=application,
        section="work",
        data={"name": "First", "pieces": "20"},
        version=1,
        by=application.applicant,
    )

    with pytest.raises(ChangedMeanwhile):
        actions.save_section(
            application=application,
            section="work",
            data={"name": "Second", "pieces": "20"},
            version=1,
            by=application.applicant,
        )

    application.refresh_from_db()
    assert application.answers["name"] == "First"


def test_saving_keeps_what_is_valid_and_says_what_is_not():
    application = ready_application()

    saved = actions.save_section(
        application=application,
        section="work",
        data={"name": "New", "pieces": "many"},
        version=1,
        by=application.applicant,
    )

    application.refresh_from_db()
    assert (application.answers["name"], application.answers["pieces"]) == ("New", 20)
    assert list(saved.errors) == ["pieces"]


def test_heads_give_files_out_and_only_to_people_who_may_examine_them():
    application, head = submitted_application(), StaffFactory(role=Role.HEAD)
    reaching, elsewhere = officer(area="07"), officer(area="01")

    actions.assign_application(application=application, officer=reaching, by=head)

    application.refresh_from_db()
    assert application.officer == reaching
    with pytest.raises(NotPermitted):
        actions.assign_application(application=application, officer=elsewhere, by=head)
    with pytest.raises(NotPermitted):
        actions.assign_application(application=application, officer=officer(), by=reaching)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_one_file_one_officer(at_once):
    load_letters()
    application, one, other = submitted_application(), officer(), officer()

    outcomes = at_once(
        lambda: actions.screen_application(application=application, by=one),
        lambda: actions.screen_application(application=application, by=other),
    )

    application.refresh_from_db()
    winners = [outcome for outcome in outcomes if isinstance(outcome, Application)]
    assert len(winners) == 1
    assert application.officer == winners[0].officer
    assert sum(isinstance(outcome, StepNotAllowed) for outcome in outcomes) == 1


@pytest.mark.django_db(transaction=True)
def test_withdrawing_while_it_is_being_taken_ends_in_one_legal_state(at_once):
    load_letters()
    by = officer()
    for _round in range(5):
        application = submitted_application()
        at_once(
            lambda application=application: actions.withdraw_application(
                application=application, by=application.applicant
            ),
            lambda application=application: actions.screen_application(application=application, by=by),
        )
        application.refresh_from_db()
        told = set(Event.objects.about(application).values_list("action", flat=True))
        assert application.status == S.WITHDRAWN  # before or after it was taken, the applicant has the last word
        assert told >= {"application.withdrawn", "application.submitted"}
