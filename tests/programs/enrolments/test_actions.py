"""From the agreement to the end: what is missing is said, support is delivered by one and verified by another."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import today
from programs.budget.queries import balances
from programs.enrolments import actions
from programs.enrolments.actions.enrolling import NotReadyToEnrol
from programs.enrolments.models import Agreement, Enrolment, SupportItem
from programs.reviews.actions import renounce_award
from tests.factories.programs_enrolments import CohortFactory
from tests.factories.programs_money import Scene, verified_account

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def active(scene: Scene) -> Enrolment:
    return actions.start_enrolment(enrolment=scene.enrolled(), by=scene.officer)


def test_enrolment_waits_for_signature_and_verified_account_and_says_so(scene):
    application = scene.approved()

    with pytest.raises(NotReadyToEnrol) as refusal:
        actions.enrol(application=application, by=scene.officer)
    assert len(refusal.value.reasons) == 2
    enrolment = actions.enrol(application=scene.signed(application), by=scene.officer)

    application.refresh_from_db()
    assert (application.status, enrolment.support_items.count(), application.agreement.status) == (
        "enrolled",
        2,
        "active",
    )
    assert application.agreement.terms["tranches"][1]["amount"] == "15000.00"


def test_services_alone_need_no_account():
    scene = Scene(percents=())
    application = scene.approved()
    agreement = actions.send_agreement(
        agreement=actions.draft_agreement(application=application, by=scene.officer), by=scene.officer
    )
    actions.sign_agreement(agreement=agreement, by=scene.officer)

    enrolment = actions.enrol(application=application, by=scene.officer)

    assert not hasattr(enrolment, "grant")
    assert balances(scene.line).reserved == 0


def test_terms_never_change_once_sent(scene):
    application = scene.signed(scene.approved())

    with pytest.raises(DatabaseError), transaction.atomic():
        Agreement.objects.filter(application=application).update(terms={"amount": "1"})


def test_an_award_given_up_ends_its_agreement(scene):
    application = scene.signed(scene.approved())

    renounce_award(application=application, by=application.applicant)

    assert Agreement.objects.get(application=application).status == "ended"


@pytest.mark.django_db(transaction=True)
def test_enrolling_and_renouncing_in_the_same_second_end_in_one_of_two_lawful_states(scene, at_once):
    application = scene.signed(scene.approved())

    at_once(
        lambda: actions.enrol(application=application, by=scene.officer),
        lambda: renounce_award(application=application, by=application.applicant),
    )

    application.refresh_from_db()
    found = balances(scene.line)
    assert (application.status, found.committed, found.reserved) in {("enrolled", 30000, 0), ("renounced", 0, 0)}


@pytest.mark.django_db(transaction=True)
def test_enrolled_twice_in_the_same_second_is_enrolled_once(scene, at_once):
    application = scene.signed(scene.approved())

    at_once(*[lambda: actions.enrol(application=application, by=scene.officer)] * 6)

    assert Enrolment.objects.count() == 1
    assert balances(scene.line).committed == 30000


def test_a_full_group_takes_nobody_more(scene):
    cohort = CohortFactory(call=scene.call, places=1)
    actions.join_cohort(enrolment=scene.enrolled(), cohort=cohort, by=scene.officer)

    with pytest.raises(DomainError):
        actions.join_cohort(enrolment=scene.enrolled(), cohort=cohort, by=scene.officer)


def test_the_one_who_delivered_does_not_verify(scene):
    item = active(scene).support_items.first()
    actions.deliver_support(item=item, by=scene.officer)

    with pytest.raises(NotPermitted):
        actions.verify_support(item=item, by=scene.officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        SupportItem.objects.filter(pk=item.pk).update(verified_by=scene.officer, verified_at="2023-10-01T10:00Z")
    assert actions.verify_support(item=item, by=scene.officer2).status == "verified"


def test_equipment_is_handed_over_in_writing(scene):
    enrolment = active(scene)
    item = actions.add_support(
        enrolment=enrolment, kind="equipment", title_fr="Tour", planned_on=today(), by=scene.officer
    )

    with pytest.raises(InvalidValue):
        actions.deliver_support(item=item, by=scene.officer)
    handover = actions.Handover(description="Tour de potier", value=Decimal(4000), serial_number="T-12")
    item = actions.deliver_support(item=item, handover=handover, by=scene.officer)

    assert (item.handover.serial_number, item.value) == ("T-12", 4000)


def test_a_session_delivers_to_those_who_came(scene):
    cohort = CohortFactory(call=scene.call)
    people = [actions.join_cohort(enrolment=active(scene), cohort=cohort, by=scene.officer) for _ in range(2)]
    session = actions.plan_session(cohort=cohort, kind="training", title_fr="Douane", held_on=today(), by=scene.officer)
    items = [
        actions.schedule_support(item=person.support_items.get(kind="training"), session=session, by=scene.officer)
        for person in people
    ]

    actions.hold_session(session=session, present=[people[0]], by=scene.officer)

    for item in items:
        item.refresh_from_db()
    assert [item.status for item in items] == ["delivered", "scheduled"]
    assert list(session.attendances.order_by("enrolment_id").values_list("was_present", flat=True)) == [True, False]


def test_completion_waits_for_the_whole_plan_and_all_money(scene):
    enrolment = active(scene)
    with pytest.raises(DomainError) as refusal:
        actions.complete_enrolment(enrolment=enrolment, by=scene.officer)
    assert len(refusal.value.reasons) == 2
    for item in enrolment.support_items.all():
        actions.deliver_support(item=item, by=scene.officer)
        actions.verify_support(item=item, by=scene.officer2)

    with pytest.raises(DomainError):  # the grants room refuses: nothing is paid yet
        actions.complete_enrolment(enrolment=enrolment, by=scene.officer)

    enrolment.refresh_from_db()
    assert enrolment.status == "active"


def test_only_the_head_of_programme_ends_an_enrolment(scene):
    enrolment = active(scene)

    with pytest.raises(NotPermitted):
        actions.exit_enrolment(enrolment=enrolment, reason="x", by=scene.officer)
    assert actions.exit_enrolment(enrolment=enrolment, reason="Départ", by=scene.head).status == "exited"


def test_a_pause_has_a_reason_and_a_day_to_look_again(scene):
    enrolment = active(scene)

    for reason, day in ((" ", today() + dt.timedelta(days=9)), ("Maladie", today())):
        with pytest.raises(InvalidValue):
            actions.pause_enrolment(enrolment=enrolment, reason=reason, review_on=day, by=scene.officer)
    actions.pause_enrolment(
        enrolment=enrolment, reason="Maladie", review_on=today() + dt.timedelta(days=9), by=scene.officer
    )
    with pytest.raises(DomainError):
        actions.deliver_support(item=enrolment.support_items.first(), by=scene.officer)
    assert actions.resume_enrolment(enrolment=enrolment, by=scene.officer).status == "active"


def test_the_diagnostic_uses_the_grid_of_the_version_once_a_moment(scene):
    enrolment = active(scene)

    for scores in ({"product": 3}, {"product": 3, "market": 6}, {"product": 3, "market": 2, "other": 1}):
        with pytest.raises(InvalidValue):
            actions.record_diagnostic(enrolment=enrolment, moment="entry", scores=scores, by=scene.officer)
    actions.record_diagnostic(enrolment=enrolment, moment="entry", scores={"product": 3, "market": 2}, by=scene.officer)
    with pytest.raises(DomainError):
        actions.record_diagnostic(
            enrolment=enrolment, moment="entry", scores={"product": 4, "market": 2}, by=scene.officer
        )


def test_an_account_verified_for_another_party_does_not_help(scene):
    application = scene.approved()
    verified_account(scene.application("draft").party)
    agreement = actions.send_agreement(
        agreement=actions.draft_agreement(application=application, by=scene.officer), by=scene.officer
    )
    actions.sign_agreement(agreement=agreement, by=scene.officer)

    with pytest.raises(NotReadyToEnrol):
        actions.enrol(application=application, by=scene.officer)
