"""Reviewing without conflicts, deciding under the budget, publishing once signed, appeals by others."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.outbox.models import Message
from foundation.errors import DomainError, InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import now, today
from programs.budget.actions import BudgetExhausted
from programs.budget.queries import balances
from programs.reviews import actions
from programs.reviews.actions.appeals import AppealNotPossible
from programs.reviews.actions.assigning import NoReviewer
from programs.reviews.actions.committee import NoQuorum
from programs.reviews.models import CommitteeSession, Decision
from programs.reviews.permissions import can_read_as_reviewer
from programs.reviews.queries import ranking, review_progress, workload
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import MandateFactory
from tests.factories.programs_money import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def in_round(scene: Scene, count: int = 1):
    files = [scene.application("in_review") for _ in range(count)]
    round = actions.open_round(call=scene.call, by=scene.officer)
    actions.assign_reviewers(round=round, reviewers=scene.reviewers, by=scene.officer)
    return round, files


def score(assignment, quality="4", market="3"):
    actions.declare_interest(assignment=assignment, has_conflict=False, by=assignment.reviewer)
    return actions.submit_review(
        assignment=assignment, scores={"quality": quality, "market": market}, by=assignment.reviewer
    )


# --- reviewing


def test_files_are_spread_evenly(scene):
    round, files = in_round(scene, 6)

    assert sorted(workload(round).values()) == [4, 4, 4]
    assert all(application.assignments.count() == 2 for application in files)
    assert actions.assign_reviewers(round=round, reviewers=scene.reviewers, by=scene.officer) == []


def test_nobody_reviews_their_own_file_or_that_of_a_party_they_act_for(scene):
    application = scene.application("in_review", applicant=scene.reviewers[0])
    MandateFactory(user=scene.reviewers[1], party=application.party, until=now() + timedelta(days=1))
    round = actions.open_round(call=scene.call, by=scene.officer)

    with pytest.raises(NoReviewer):
        actions.assign_reviewers(round=round, reviewers=scene.reviewers, by=scene.officer)

    assert not application.assignments.exists()


def test_a_conflict_closes_the_file_for_good_and_another_reviewer_takes_over(scene):
    round, (application,) = in_round(scene)
    mine, other = application.assignments.all()
    actions.declare_interest(assignment=mine, has_conflict=True, reason="Fournisseur", by=mine.reviewer)

    with pytest.raises(NotPermitted):
        actions.submit_review(assignment=mine, scores={"quality": "3", "market": "3"}, by=mine.reviewer)
    (replacement,) = actions.assign_reviewers(round=round, reviewers=scene.reviewers, by=scene.officer)

    assert not can_read_as_reviewer(mine.reviewer, application)
    assert (replacement.replaces, replacement.reviewer_id) == (
        mine,
        ({p.pk for p in scene.reviewers} - {mine.reviewer_id, other.reviewer_id}).pop(),
    )


def test_nobody_scores_in_the_place_of_another_or_before_their_word(scene):
    _round, (application,) = in_round(scene)
    one, two = application.assignments.all()

    with pytest.raises(StepNotAllowed):
        actions.submit_review(assignment=one, scores={"quality": "3", "market": "3"}, by=one.reviewer)
    with pytest.raises(NotPermitted):
        actions.declare_interest(assignment=one, has_conflict=False, by=two.reviewer)
    assert not can_read_as_reviewer(one.reviewer, application)


def test_extremes_are_explained_and_scores_stay_on_the_scale(scene):
    _round, (application,) = in_round(scene)
    one = application.assignments.first()
    actions.declare_interest(assignment=one, has_conflict=False, by=one.reviewer)

    with pytest.raises(InvalidValue) as refusal:
        actions.submit_review(assignment=one, scores={"quality": "5", "market": "5.25"}, by=one.reviewer)
    assert len(refusal.value.reasons) == 2
    review = actions.submit_review(
        assignment=one, scores={"quality": "5", "market": "2.5"}, comments={"quality": "Remarquable"}, by=one.reviewer
    )

    assert review.total == Decimal("80.00")


def test_the_last_review_makes_the_file_ready_with_median_mean_and_spread(scene):
    _round, (application,) = in_round(scene)
    one, two = application.assignments.all()
    score(one, "4", "3")
    application.refresh_from_db()
    assert application.status == "in_review"

    score(two, "2", "1")

    application.refresh_from_db()
    assert (application.status, application.score_median, application.score_spread) == ("ready", 52, 40)
    assert review_progress(one.reviewer) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_reviews_in_the_same_second_see_each_other(scene, at_once):
    _round, (application,) = in_round(scene)
    assignments = list(application.assignments.all())
    for assignment in assignments:
        actions.declare_interest(assignment=assignment, has_conflict=False, by=assignment.reviewer)

    at_once(
        *(
            lambda a=a: actions.submit_review(assignment=a, scores={"quality": "3", "market": "3"}, by=a.reviewer)
            for a in assignments
        )
    )

    application.refresh_from_db()
    assert application.status == "ready"


def test_a_review_is_written_once(scene):
    _round, (application,) = in_round(scene)
    review = score(application.assignments.first())

    with pytest.raises(DatabaseError), transaction.atomic():
        type(review).objects.filter(pk=review.pk).update(total=100)


# --- deciding


def test_the_ranking_is_by_score_then_receipt(scene):
    third, first, second = scene.application(score=50), scene.application(score=90), scene.application(score=50)

    type(third).objects.filter(pk=second.pk).update(submitted_at=third.submitted_at.replace(year=2020))

    assert [row.pk for row in ranking(scene.call)] == [first.pk, second.pk, third.pk]


def test_the_money_decides_how_many_are_selected(scene):
    files = [scene.application(score=90 - n, amount_requested=60000) for n in range(5)]

    scene.decided(publish=False, reserve_count=1)

    for application in files:
        application.refresh_from_db()
    assert [application.status for application in files] == ["approved", "approved", "approved", "reserve", "refused"]
    assert balances(scene.line).reserved == 180000


def test_more_than_the_line_holds_is_adopted_neither_whole_nor_in_part(scene):
    files = [scene.application(amount_requested=60000) for _ in range(4)]
    session = scene.session()
    actions.propose_decisions(session=session, count=4, by=scene.secretary)
    actions.close_session(session=session, by=scene.secretary)

    with pytest.raises(BudgetExhausted):
        actions.adopt_decisions(session=session, by=scene.secretary)

    files[0].refresh_from_db()
    assert (files[0].status, balances(scene.line).reserved) == ("ready", 0)


@pytest.mark.django_db(transaction=True)
def test_two_committees_on_one_line_in_the_same_second_do_not_overspend(at_once):
    scene = Scene(allocated="60000")
    other = Scene(allocated="1")
    other.call.budget_line = scene.line
    other.call.save()
    sessions = []
    for place in (scene, other):
        place.application(amount_requested=60000)
        session = place.session()
        actions.propose_decisions(session=session, count=1, by=place.secretary)
        sessions.append((actions.close_session(session=session, by=place.secretary), place.secretary))

    outcomes = at_once(*(lambda s=s, p=p: actions.adopt_decisions(session=s, by=p) for s, p in sessions))

    assert sum(isinstance(outcome, list) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, BudgetExhausted) for outcome in outcomes) == 1
    assert balances(scene.line).reserved == 60000


def test_the_last_place_goes_to_the_first_in_rank():
    scene = Scene(places=1)
    better, other = scene.application(score=80), scene.application(score=70)

    scene.decided()

    better.refresh_from_db(), other.refresh_from_db()
    assert (better.status, other.status) == ("approved", "reserve")


def test_a_session_without_quorum_decides_nothing(scene):
    scene.application()
    session = scene.session(attended=1, quorum=2)

    with pytest.raises(NoQuorum):
        actions.close_session(session=session, by=scene.secretary)


def test_decisions_are_adopted_in_a_closed_session_and_published_once_signed(scene):
    application = scene.application()
    session = scene.session()
    actions.propose_decisions(session=session, by=scene.secretary)
    with pytest.raises(DomainError):
        actions.adopt_decisions(session=session, by=scene.secretary)
    actions.close_session(session=session, by=scene.secretary)
    with pytest.raises(DomainError):
        actions.sign_minutes(session=session, minutes="x", by=scene.secretary)
    actions.adopt_decisions(session=session, by=scene.secretary)
    with pytest.raises(DomainError):
        actions.publish_decisions(session=session, by=scene.secretary)
    application.refresh_from_db()
    assert (application.status, application.public_status) == ("approved", "ready")

    actions.sign_minutes(session=session, minutes="Procès-verbal", by=scene.secretary)
    actions.publish_decisions(session=session, by=scene.secretary)

    application.refresh_from_db()
    assert (application.public_status, application.appeal_until > today()) == ("approved", True)


def test_the_database_publishes_nothing_of_an_unsigned_session(scene):
    scene.application()
    session = scene.session()
    (decision,) = actions.propose_decisions(session=session, by=scene.secretary)

    for change in (
        {"status": "published"},
        {
            "published_at": "2023-10-01T10:00Z",
            "published_by": scene.secretary,
            "adopted_at": "2023-10-01T10:00Z",
            "adopted_by": scene.secretary,
        },
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        CommitteeSession.objects.filter(pk=session.pk).update(status="signed")


def test_letters_are_held_until_publication(scene):
    application = scene.application()
    application.party.set_phone("+212612345678")
    application.party.save()
    session = scene.decided(publish=False)
    assert Message.objects.get().status == "draft"

    actions.publish_decisions(session=session, by=scene.secretary)

    assert Message.objects.get().status == "queued"


def test_departing_from_the_ranking_needs_a_reason_and_respects_the_ceiling(scene):
    scene.application()
    session = scene.session()
    (decision,) = actions.propose_decisions(session=session, by=scene.secretary)

    for options in ({"reason": " "}, {"reason": "Motif", "amount": Decimal(80001)}):
        with pytest.raises(InvalidValue):
            actions.change_proposal(decision=decision, verdict="approve", by=scene.secretary, **options)
    assert (
        actions.change_proposal(
            decision=decision, verdict="refuse", reason="Dossier incomplet", by=scene.secretary
        ).amount
        is None
    )


def test_proposing_again_replaces_the_proposals(scene):
    scene.application()
    session = scene.session()
    actions.propose_decisions(session=session, count=1, by=scene.secretary)

    (decision,) = actions.propose_decisions(session=session, count=0, by=scene.secretary)

    assert (Decision.objects.get(), decision.verdict) == (decision, "reserve")


# --- renouncing, appeals


def test_an_award_given_up_frees_its_money_and_the_next_is_proposed_and_adopted():
    scene = Scene(places=1)
    first, second = scene.application(score=90), scene.application(score=80)
    scene.decided()
    first.refresh_from_db(), second.refresh_from_db()

    actions.renounce_award(application=first, reason="Je pars", by=first.applicant)
    assert balances(scene.line).reserved == 0
    session = CommitteeSession.objects.get(status="planned")
    for n in range(3):
        actions.add_member(session=session, name=f"M{n}", by=scene.secretary)
    actions.open_session(session=session, by=scene.secretary)
    actions.record_attendance(session=session, present=session.members.all(), by=scene.secretary)
    actions.close_session(session=session, by=scene.secretary)
    actions.adopt_decisions(session=session, by=scene.secretary)

    first.refresh_from_db(), second.refresh_from_db()
    assert (first.status, second.status, balances(scene.line).reserved) == ("renounced", "approved", 30000)


def test_only_the_beneficiary_or_an_officer_renounces(scene):
    application = scene.approved()

    for person in (UserFactory(), scene.secretary, StaffFactory(role="officer", program="elsewhere")):
        with pytest.raises(NotPermitted):
            actions.renounce_award(application=application, by=person)


def test_an_appeal_is_answered_by_somebody_who_did_not_decide(scene):
    application = scene.application()
    scene.decided(count=0, reserve_count=0)
    application.refresh_from_db()
    appeal = actions.file_appeal(application=application, text="Erreur de note", by=application.applicant)

    with pytest.raises(AppealNotPossible):
        actions.file_appeal(application=application, text="Encore", by=application.applicant)
    with pytest.raises(NotPermitted):
        actions.answer_appeal(appeal=appeal, upheld=True, answer="Oui", by=scene.secretary)
    actions.answer_appeal(appeal=appeal, upheld=True, answer="Note corrigée", by=StaffFactory(role="secretary"))

    application.refresh_from_db()
    assert (application.status, application.published_at) == ("ready", None)
    scene.decided()
    application.refresh_from_db()
    decisions = list(Decision.objects.filter(application=application).order_by("id"))
    assert (application.status, [d.is_current for d in decisions], decisions[1].replaces) == (
        "approved",
        [False, True],
        decisions[0],
    )


def test_an_appeal_comes_within_its_window_from_the_applicant(scene):
    application = scene.application()
    scene.decided(count=0, reserve_count=0)
    application.refresh_from_db()

    with pytest.raises(NotPermitted):
        actions.file_appeal(application=application, text="x", by=UserFactory())
    type(application).objects.filter(pk=application.pk).update(appeal_until="2020-01-01")
    with pytest.raises(AppealNotPossible):
        actions.file_appeal(application=application, text="x", by=application.applicant)
