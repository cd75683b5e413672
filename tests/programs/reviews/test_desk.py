"""Reviewers chosen by hand, delegations with their end, awards given up on the portal, calls that are decided."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from foundation.errors import DomainError, NotPermitted, StepNotAllowed
from foundation.time import clock_at, now, today
from programs.calls.choices import CallStatus
from programs.reviews import actions
from programs.reviews.actions.assigning import NoReviewer
from programs.reviews.actions.concluding import CallIsUndecided
from programs.reviews.actions.delegating import BeyondDelegation
from programs.reviews.balance import balance_of, candidates_for
from programs.reviews.clock import conclude_decided_calls
from programs.reviews.models import FastTrackDelegation
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import MandateFactory
from tests.factories.programs_money import Scene

pytestmark = pytest.mark.django_db


def at(name: str, *args) -> str:
    return reverse(f"admin:programs_{name}", args=args)


def as_user(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def given(scene):
    """A round with one file, held by two of the three reviewers."""
    application = scene.application("in_review")
    round = actions.open_round(call=scene.call, by=scene.officer)
    actions.assign_reviewers(round=round, reviewers=scene.reviewers[:2], by=scene.officer)
    return round, application


# --- reviewers by hand


def test_a_file_is_taken_back_and_given_to_another(scene, given):
    round, application = given
    first = application.assignments.first()

    made = actions.replace_reviewer(assignment=first, reviewer=scene.reviewers[2], reason="En congé", by=scene.officer)

    first.refresh_from_db()
    assert (first.status, made.replaces, made.reviewer) == ("relieved", first, scene.reviewers[2])
    assert {row.reviewer: row.load for row in balance_of(round)} == {
        scene.reviewers[0]: 0, scene.reviewers[1]: 1, scene.reviewers[2]: 1,
    }  # fmt: skip
    with pytest.raises(StepNotAllowed):
        actions.declare_interest(assignment=first, has_conflict=False, by=first.reviewer)


def test_whoever_scored_keeps_the_file(scene, given):
    _round, application = given
    assignment = application.assignments.first()
    actions.declare_interest(assignment=assignment, has_conflict=False, by=assignment.reviewer)
    actions.submit_review(assignment=assignment, scores={"quality": "3", "market": "3"}, by=assignment.reviewer)

    with pytest.raises(StepNotAllowed):
        actions.replace_reviewer(assignment=assignment, reviewer=scene.reviewers[2], reason="x", by=scene.officer)


def test_a_recused_reviewer_is_replaced_once(scene, given):
    _round, application = given
    assignment = application.assignments.first()
    actions.declare_interest(assignment=assignment, has_conflict=True, reason="Cousin", by=assignment.reviewer)
    another = StaffFactory(role="reviewer")

    actions.replace_reviewer(assignment=assignment, reviewer=scene.reviewers[2], reason="Récusé", by=scene.officer)

    with pytest.raises(DomainError):
        actions.replace_reviewer(assignment=assignment, reviewer=another, reason="Récusé", by=scene.officer)


def test_conflicts_are_shown_before_and_refused_after(scene, given):
    round, application = given
    MandateFactory(user=scene.reviewers[2], party=application.party)

    obstacles = {row.reviewer: row.obstacle for row in candidates_for(round, application)}

    assert all(obstacles[person] for person in scene.reviewers)
    with pytest.raises(NoReviewer):
        actions.assign_reviewer(round=round, application=application, reviewer=scene.reviewers[2], by=scene.officer)
    with pytest.raises(NoReviewer):  # no role for it
        actions.assign_reviewer(round=round, application=application, reviewer=scene.officer2, by=scene.officer)


def test_nobody_chooses_the_reviewers_of_their_own_file(scene, given):
    round, application = given
    MandateFactory(user=scene.officer, party=application.party)

    with pytest.raises(NotPermitted):
        actions.assign_reviewer(round=round, application=application, reviewer=scene.reviewers[2], by=scene.officer)


def test_the_pages_of_a_round_give_and_replace(scene, given):
    round, application = given
    client = as_user(scene.officer)
    page = at("file_reviewers", application.reference)
    data = {"reviewer": scene.reviewers[2].pk, "replaces": application.assignments.first().pk}

    without_reason = client.post(page, data)
    done = client.post(page, data | {"reason": "En congé"})

    assert without_reason.context["form"].errors.keys() == {"reason"}
    assert done.status_code == 302
    assert client.get(at("round", round.pk)).context["lacking"] == 0
    stranger = as_user(StaffFactory(role="officer", program="another"))
    assert stranger.get(page).status_code == 404
    assert stranger.get(at("round", round.pk)).status_code == 404
    assert as_user(scene.reviewers[0]).get(at("rounds")).status_code == 403


# --- delegations


@pytest.fixture
def emergency():
    return Scene(call_fields={"is_fast_track": True})


def closed_session(scene):
    return actions.close_session(session=scene.session(), by=scene.secretary)


def delegation_of(scene, **fields) -> FastTrackDelegation:
    terms = {"cap_per_file": Decimal(40000), "cap_total": Decimal(50000), "valid_until": today() + timedelta(days=30)}
    session = closed_session(scene)
    delegation = actions.delegate_fast_track(session=session, holder=scene.head, by=scene.secretary, **(terms | fields))
    actions.sign_minutes(session=session, minutes="PV", by=scene.secretary)
    return delegation


def test_an_ended_delegation_decides_nothing_more(emergency):
    delegation = delegation_of(emergency)
    first, second = emergency.application(), emergency.application()
    actions.decide_under_delegation(delegation=delegation, application=first, by=emergency.head, amount=Decimal(1000))

    actions.end_delegation(delegation=delegation, reason="Crise passée", by=emergency.secretary)

    with pytest.raises(BeyondDelegation):
        actions.decide_under_delegation(delegation=delegation, application=second, by=emergency.head)
    with pytest.raises(DomainError):
        actions.end_delegation(delegation=delegation, reason="Encore", by=emergency.secretary)
    assert delegation.decisions.count() == 1


def test_a_delegation_is_written_once_whatever_comes(emergency):
    delegation = delegation_of(emergency)

    for change in ({"cap_total": 10**6}, {"holder": emergency.officer}, {"valid_until": today() + timedelta(days=900)}):
        with transaction.atomic(), pytest.raises(DatabaseError):
            FastTrackDelegation.objects.filter(pk=delegation.pk).update(**change)
    with transaction.atomic(), pytest.raises(DatabaseError):
        delegation.delete()


def test_the_page_proposes_shows_the_cap_and_ends(emergency):
    session = closed_session(emergency)
    client = as_user(emergency.secretary)
    page = at("delegations")
    data = {
        "session": session.pk, "holder": emergency.head.pk, "cap_per_file": "40 000", "cap_total": "30 000",
        "valid_until": today() + timedelta(days=30), "sample_percent": 10,
    }  # fmt: skip

    wrong = client.post(page, data)
    right = client.post(page, data | {"cap_total": "400 000"})

    assert wrong.context["form"].errors.keys() == {"cap_total"}
    assert right.status_code == 302
    delegation = FastTrackDelegation.objects.get()
    ((row, may_end),) = client.get(page).context["rows"]
    assert (row.state, row.left, may_end) == ("proposed", Decimal(400000), True)
    client.post(at("delegation_end", delegation.pk), {"reason": "Erreur"})
    delegation.refresh_from_db()
    assert delegation.ended_by == emergency.secretary
    stranger = as_user(StaffFactory(role="secretary", program="another"))
    assert stranger.get(page).context["rows"] == []
    assert stranger.post(at("delegation_end", delegation.pk), {"reason": "x"}).status_code == 404


# --- given up on the portal


def test_an_award_is_given_up_on_the_portal_with_a_reason_and_a_word():
    scene = Scene(places=1)
    first, second = scene.application(score=80), scene.application(score=60)
    scene.decided(count=1)
    client = as_user(first.applicant)
    page = reverse("portal:renounce", args=[first.reference])

    incomplete = client.post(page, {"reason": ""})
    assert incomplete.context["form"].errors.keys() == {"reason", "agrees"}
    assert as_user(UserFactory()).get(page).status_code == 404
    assert client.post(page, {"reason": "Je pars", "agrees": "on"}).status_code == 302

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.outcome_reason) == ("renounced", "Je pars")
    assert second.decisions.get(is_current=True).verdict == "approve"
    assert client.get(page).status_code == 404


def test_a_promotion_on_its_way_still_reads_as_the_waiting_list():
    scene = Scene(places=1)
    first, second = scene.application(score=80), scene.application(score=60)
    scene.decided(count=1)
    first.refresh_from_db()
    actions.renounce_award(application=first, reason="Je pars", by=first.applicant)
    session = second.decisions.get(is_current=True).session
    session.quorum = 1
    session.save()
    actions.add_member(session=session, name="Membre", by=scene.secretary)
    actions.open_session(session=session, by=scene.secretary)
    actions.record_attendance(session=session, present=session.members.all(), by=scene.secretary)
    actions.close_session(session=session, by=scene.secretary)
    actions.adopt_decisions(session=session, by=scene.secretary)
    second.refresh_from_db()

    page = as_user(second.applicant).get(reverse("portal:file", args=[second.reference]))

    assert (second.status, second.public_status) == ("approved", "reserve")
    assert page.context["words"].status == "reserve"
    actions.sign_minutes(session=session, minutes="PV", by=scene.secretary)
    actions.publish_decisions(session=session, by=scene.secretary)
    second.refresh_from_db()
    assert second.public_status == "approved"


# --- a call that is decided


def closed(call):
    call.refresh_from_db()
    call.status, call.closes_at = CallStatus.CLOSED, now() - timedelta(hours=1)
    call.save()
    return call


def test_a_call_is_decided_once_nothing_of_it_is_open():
    scene = Scene(places=1)
    scene.application(score=80)
    scene.application(score=60)
    call = closed(scene.call)

    conclude_decided_calls()
    call.refresh_from_db()
    assert call.status == CallStatus.CLOSED
    scene.decided(count=1, reserve_count=0)
    with pytest.raises(CallIsUndecided) as refusal:  # the refused one may still appeal
        actions.conclude_call(call=call, by=scene.secretary)
    assert len(refusal.value.reasons) == 1
    with pytest.raises(NotPermitted):
        actions.conclude_call(call=call, by=scene.officer)
    with clock_at(now() + timedelta(days=16)):
        conclude_decided_calls()

    call.refresh_from_db()
    assert call.status == CallStatus.DECIDED


def test_decisions_that_are_not_published_keep_a_call_open():
    scene = Scene()
    scene.application()
    call = closed(scene.call)
    scene.decided(publish=False)

    with pytest.raises(CallIsUndecided):
        actions.conclude_call(call=call, by=scene.secretary)


# --- appeals


def test_an_answer_without_reasons_comes_back_with_its_error_beside_the_field(scene):
    scene.application()
    scene.decided(count=0, reserve_count=0)
    refused = scene.call.applications.get()
    appeal = actions.file_appeal(application=refused, text="Je conteste", by=refused.applicant)
    client = as_user(StaffFactory(role="secretary"))

    wrong = client.post(at("appeal_answer", appeal.pk), {"verdict": "uphold", "answer": ""})
    right = client.post(at("appeal_answer", appeal.pk), {"verdict": "dismiss", "answer": "Après examen"})

    appeal.refresh_from_db()
    assert f'id="appeal{appeal.pk}_answer_errors"' in wrong.content.decode()
    assert (wrong.status_code, right.status_code, appeal.status) == (200, 302, "dismissed")
