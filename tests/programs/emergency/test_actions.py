"""Damage assessed by two people; aid within the loss, the cap and once for each thing."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from foundation.errors import DomainError, NotPermitted
from foundation.time import today
from programs.applications.models import Application
from programs.emergency import actions
from programs.emergency.actions import AidExceedsLoss, AlreadyAided
from programs.emergency.loading import load_emergency
from programs.emergency.models import DamageAssessment, DisasterEvent, PriorityScore
from programs.emergency.queries import coverage, declared_status
from programs.reviews import actions as reviews
from programs.reviews.amounts import proposed_amount
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CommuneFactory
from tests.factories.programs_calls import ApplicationFactory, CallFactory
from tests.factories.programs_emergency import DamageAssessmentFactory, DisasterEventFactory
from tests.factories.programs_money import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    list(load_emergency())
    scene = Scene(call_fields={"is_fast_track": True})
    actions.link_call(event=DisasterEvent.objects.get(), call=scene.call, by=scene.head)
    return scene


def assessed(scene: Scene, application, *, countersigned: bool = True, **losses) -> DamageAssessment:
    losses = {"premises_loss": Decimal(60000), "structure": 2} | losses
    assessment = actions.assess_damage(application=application, visited_on=today(), by=scene.officer, **losses)
    assessment = actions.submit_assessment(assessment=assessment, by=scene.officer)
    return actions.countersign_assessment(assessment=assessment, by=scene.head) if countersigned else assessment


def delegation(scene: Scene, **caps) -> object:
    holder = StaffFactory(role="head")
    session = reviews.close_session(session=scene.session(), by=scene.secretary)
    caps = {"cap_per_file": Decimal(80000), "cap_total": Decimal(120000)} | caps
    found = reviews.delegate_fast_track(
        session=session, holder=holder, valid_until=today() + dt.timedelta(days=30), by=scene.secretary, **caps
    )
    reviews.sign_minutes(session=session, minutes="Délégation.", by=scene.secretary)
    return found


def test_a_countersigned_assessment_ranks_the_file_and_makes_it_ready(scene):
    application = scene.application("in_review")

    assessed(scene, application, equipment_loss=Decimal(30000))

    application.refresh_from_db()
    score = PriorityScore.objects.get(application=application)
    assert application.status == "ready"
    assert score.inputs["parts"]["structure"] == "24.50"
    assert score.inputs["parts"]["losses"] == "10.00"
    assert application.score_median == score.score


def test_the_one_who_visited_does_not_countersign(scene):
    assessment = assessed(scene, scene.application("in_review"), countersigned=False)
    both = StaffFactory(role="head")

    with pytest.raises(NotPermitted):
        actions.countersign_assessment(assessment=assessment, by=scene.officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        DamageAssessment.objects.filter(pk=assessment.pk).update(
            countersigned_by=scene.officer, countersigned_at="2023-10-01T10:00Z"
        )
    assert actions.countersign_assessment(assessment=assessment, by=both).status == "countersigned"


def test_the_amount_is_the_loss_that_other_aid_leaves_uncovered(scene):
    application = scene.application("in_review", amount_requested=Decimal(80000))
    assessed(scene, application, premises_loss=Decimal(50000), equipment_loss=Decimal(10000), other_aid=Decimal(20000))

    assert proposed_amount(application) == 40000


def test_cracks_alone_open_no_right_to_aid_for_premises(scene):
    application = scene.application("in_review")
    assessed(scene, application, structure=1, premises_loss=Decimal(50000), equipment_loss=Decimal(4000))

    assert proposed_amount(application) == 4000


def test_a_contested_assessment_counts_for_nothing_until_it_is_final(scene):
    application = scene.application("in_review")
    assessment = assessed(scene, application)
    actions.contest_assessment(assessment=assessment, reason="Le four manque", by=application.applicant)
    assert proposed_amount(application) == 0

    actions.finalise_assessment(assessment=assessment, by=scene.head)

    assert proposed_amount(application) == 30000


def test_the_committee_cannot_grant_more_than_was_lost(scene):
    application = scene.application("in_review", amount_requested=Decimal(60000))
    assessed(scene, application, premises_loss=Decimal(30000), other_aid=Decimal(10000))
    application.refresh_from_db()

    with pytest.raises(AidExceedsLoss):
        reviews.decide_under_delegation(
            delegation=(held := delegation(scene)), application=application, amount=Decimal("20000.01"), by=held.holder
        )
    application.refresh_from_db()
    assert application.status == "ready"


def test_nobody_is_aided_twice_for_the_same_thing(scene):
    first = scene.application("in_review")
    assessed(scene, first)
    first.refresh_from_db()
    held = delegation(scene)
    reviews.decide_under_delegation(delegation=held, application=first, by=held.holder)
    second_call = CallFactory(version=scene.call.version, budget_line=scene.line, is_fast_track=True)
    actions.link_call(event=DisasterEvent.objects.get(), call=second_call, by=scene.head)
    second = ApplicationFactory(call=second_call, party=first.party, status="in_review")
    assessed(scene, second)

    with pytest.raises(AlreadyAided):
        actions.refuse_beyond_loss(second, Decimal(1000))


def test_a_delegation_decides_within_its_caps_and_publishes_in_its_signed_session(scene):
    held = delegation(scene, cap_per_file=Decimal(30000), cap_total=Decimal(50000))
    files = [scene.application("in_review") for _ in range(3)]
    for application in files:
        assessed(scene, application)
        application.refresh_from_db()

    with pytest.raises(DomainError):
        reviews.decide_under_delegation(delegation=held, application=files[0], by=scene.head)
    decision = reviews.decide_under_delegation(delegation=held, application=files[0], by=held.holder)
    with pytest.raises(DomainError):
        reviews.decide_under_delegation(delegation=held, application=files[1], by=held.holder)
    reviews.decide_under_delegation(delegation=held, application=files[2], amount=Decimal(20000), by=held.holder)

    files[0].refresh_from_db()
    assert (files[0].status, decision.status, decision.session.status) == ("approved", "published", "signed")
    assert files[0].published_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_delegation_is_not_exceeded_by_decisions_in_the_same_second(scene, at_once):
    held = delegation(scene, cap_per_file=Decimal(30000), cap_total=Decimal(90000))
    files = [scene.application("in_review") for _ in range(8)]
    for application in files:
        assessed(scene, application)
        application.refresh_from_db()

    outcomes = at_once(
        *(lambda a=a: reviews.decide_under_delegation(delegation=held, application=a, by=held.holder) for a in files)
    )

    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 3
    assert all(isinstance(outcome, DomainError) for outcome in outcomes if isinstance(outcome, Exception))


def test_the_communes_are_loaded_once_with_what_is_known_of_each():
    declared = CommuneFactory(code="07.041.05.05")
    unknown = CommuneFactory(code="05.081.03.05")

    list(load_emergency())
    again = list(load_emergency())

    event = DisasterEvent.objects.get()
    assert {row.commune_id: row.declared for row in event.communes.all()} == {declared.pk: "yes", unknown.pk: "unknown"}
    assert not any(loaded.did_something for loaded in again)
    assert declared_status("01.511.01.05") is None


@pytest.mark.parametrize("files", [1, 3])
def test_coverage_asks_as_many_questions_for_one_commune_as_for_many(scene, files, django_assert_num_queries):
    for _ in range(files):
        assessed(scene, scene.application("in_review"))
    CommuneFactory(code="05.081.03.05")
    list(load_emergency(force=True))
    event = DisasterEvent.objects.get()
    with django_assert_num_queries(5):
        rows = coverage(event, Application.objects.for_user(scene.officer))

    asni = next(row for row in rows if row.code == "07.041.05.05")
    assert (asni.files, asni.assessed, asni.state) == (files, files, "assessed")


def test_two_drafts_of_one_visitor_are_one(scene):
    application = scene.application("in_review")
    actions.assess_damage(application=application, visited_on=today(), structure=1, by=scene.officer)

    again = actions.assess_damage(application=application, visited_on=today(), structure=3, by=scene.officer)

    assert (application.assessments.count(), again.structure) == (1, 3)


def test_the_factory_of_a_scale_that_says_nothing_is_still_a_scale():
    assert DamageAssessmentFactory().scale.definition == {}
    assert DisasterEventFactory().code == "seisme-test"
