"""What somebody answers for goes to a colleague who may take it; the rest stays and is counted."""

import pytest
from django.urls import reverse

from accounts.access.actions import hand_over_work
from foundation.errors import NotPermitted
from programs.applications.desk import counters
from programs.reviews import actions
from tests.factories.accounts import RoleAssignmentFactory, StaffFactory
from tests.factories.artisans import MandateFactory
from tests.factories.programs_money import Scene

pytestmark = pytest.mark.django_db


def test_files_move_and_those_the_colleague_may_not_take_stay(client):
    scene = Scene()
    files = [scene.application("screening", officer=scene.officer) for _ in range(3)]
    MandateFactory(user=scene.officer2, party=files[0].party)
    admin = StaffFactory(role="administrator")

    with pytest.raises(NotPermitted):
        hand_over_work(user=scene.officer, to=scene.officer2, by=scene.officer2)
    client.force_login(admin)
    client.post(reverse("admin:accounts_person_hand_over", args=[scene.officer.pk]), {"to": scene.officer2.pk})

    officers = [type(file).objects.get(pk=file.pk).officer for file in files]
    assert officers == [scene.officer, scene.officer2, scene.officer2]


def test_reviews_not_scored_move_without_conflict():
    scene = Scene()
    application = scene.application("in_review")
    round = actions.open_round(call=scene.call, by=scene.officer)
    actions.assign_reviewers(round=round, reviewers=scene.reviewers[:2], by=scene.officer)
    admin = StaffFactory(role="administrator")

    taken = hand_over_work(user=scene.reviewers[0], to=scene.reviewers[1], by=admin)
    moved = hand_over_work(user=scene.reviewers[0], to=scene.reviewers[2], by=admin)

    assert (taken, moved) == ((0, 1), (1, 0))
    assert application.assignments.get(reviewer=scene.reviewers[2]).replaces.reviewer == scene.reviewers[0]


def test_a_substitute_sees_the_files_of_whom_they_stand_in_for():
    scene = Scene()
    scene.application("screening", officer=scene.officer)
    substitute = StaffFactory(role="reviewer")
    RoleAssignmentFactory(user=substitute, role="officer", substitutes_for=scene.officer)

    assert counters(substitute).mine == 1
