"""An account too young to be paid: two people, neither of them the one who entered or verified it alone."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from accounts.people.choices import Role
from accounts.people.scopes import forget_assignments
from foundation.errors import DomainError, NotPermitted
from programs.grants import actions
from programs.grants.models import AccountClearance
from tests.factories.accounts import RoleAssignmentFactory, StaffFactory
from tests.factories.artisans import MandateFactory
from tests.factories.programs_money import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def grant(scene):
    return scene.enrolled(account_days=1).grant


@pytest.fixture
def account(grant):
    return grant.party.bank_accounts.get()


def vouch(account, by):
    return actions.vouch_for_account(account=account, reason="Urgence", checked="Agence appelée", by=by)


def everything(person):
    for role in (Role.OFFICER, Role.HEAD):
        if not person.role_assignments.filter(role=role).exists():
            RoleAssignmentFactory(user=person, role=role)
    forget_assignments(person)
    return person


def test_nobody_countersigns_what_they_vouched_for(scene, account):
    person = everything(scene.head)
    clearance = vouch(account, person)

    with pytest.raises(NotPermitted):
        actions.countersign_clearance(clearance=clearance, by=person)
    with pytest.raises(DatabaseError), transaction.atomic():
        AccountClearance.objects.filter(pk=clearance.pk).update(
            status="countersigned", answered_by=person, answered_at=clearance.asked_at
        )


def test_whoever_verified_or_entered_the_account_does_not_countersign(scene, account):
    clearance = vouch(account, scene.officer)

    for number in (account.verified_by_id, account.recorded_by_id):
        person = everything(type(scene.head).objects.get(pk=number))
        with pytest.raises(NotPermitted):
            actions.countersign_clearance(clearance=clearance, by=person)

    assert actions.countersign_clearance(clearance=clearance, by=scene.head).status == "countersigned"


def test_whoever_acts_for_the_beneficiary_has_no_word(scene, grant, account):
    MandateFactory(user=scene.officer, party=grant.party)
    MandateFactory(user=scene.head, party=grant.party)

    with pytest.raises(NotPermitted):
        vouch(account, scene.officer)
    clearance = vouch(account, scene.officer2)
    with pytest.raises(NotPermitted):
        actions.countersign_clearance(clearance=clearance, by=scene.head)


def test_a_refusal_leaves_the_account_at_rest_until_somebody_vouches_anew(scene, grant, account):
    refused = actions.refuse_clearance(clearance=vouch(account, scene.officer), reason="Pas urgent", by=scene.head)
    tranche = scene.payable(grant.tranches.get(number=1))

    with pytest.raises(DomainError):
        scene.batch(tranche)
    actions.countersign_clearance(clearance=vouch(account, scene.officer), by=scene.head)

    assert refused.status == "refused"
    assert scene.batch(tranche).lines.count() == 1


def test_an_account_is_vouched_for_once_at_a_time(scene, account):
    vouch(account, scene.officer)

    with pytest.raises(DomainError):
        vouch(account, scene.officer2)
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountClearance.objects.create(account=account, reason="x", checked="x", asked_by=scene.officer2)


def test_the_page_takes_both_steps_and_shows_errors_beside_the_field(client, scene, grant):
    page = reverse("admin:programs_account", args=[grant.reference])
    client.force_login(scene.officer)

    incomplete = client.post(page, {"step": "vouch", "reason": "Urgence"})
    done = client.post(page, {"step": "vouch", "reason": "Urgence", "checked": "Agence appelée"})
    own = client.post(page, {"step": "countersign", "agrees": "on"})

    assert incomplete.status_code == 200
    assert incomplete.context["forms"]["vouch"].errors.keys() == {"checked"}
    assert done.status_code == 302
    assert own.status_code == 404
    clearance = AccountClearance.objects.get()
    client.force_login(scene.head)
    assert client.post(page, {"step": "countersign"}).context["forms"]["countersign"].errors.keys() == {"agrees"}
    assert client.post(page, {"step": "countersign", "agrees": "on"}).status_code == 302
    clearance.refresh_from_db()
    assert (clearance.status, clearance.answered_by) == ("countersigned", scene.head)


def test_the_list_shows_only_what_is_within_reach(client, scene, account):
    vouch(account, scene.officer)
    stranger = StaffFactory(role="head", program="another", area="")
    page = reverse("admin:programs_accounts")

    client.force_login(scene.head)
    mine = client.get(page).context["waiting"]
    client.force_login(stranger)

    assert len(mine) == 1
    assert client.get(page).context["waiting"] == []
