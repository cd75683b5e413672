"""The rules of payment: versions that two people put in force, and more signatures above an amount."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.people.choices import Role
from accounts.people.scopes import forget_assignments
from foundation.errors import DomainError, NotPermitted, StepNotAllowed
from programs.grants import actions
from programs.grants.actions.signing import AlreadySigned, SignaturesMissing
from programs.grants.models import PaymentBatch, PaymentPolicy, Signature
from programs.grants.queries import policy
from tests.factories.accounts import RoleAssignmentFactory, StaffFactory
from tests.factories.programs_grants import PaymentPolicyFactory
from tests.factories.programs_money import Scene

pytestmark = pytest.mark.django_db
FIVE = [{"above": "1000.00", "signatures": 5}]


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def batch(scene) -> PaymentBatch:
    return scene.batch(scene.payable(scene.grant().tranches.get(number=1)))


def test_a_large_batch_needs_five_people(scene, batch):
    PaymentPolicyFactory(thresholds=FIVE)
    fifth = StaffFactory(role="approver")
    batch = actions.lock_batch(batch=batch, by=scene.preparer)
    actions.approve_batch(batch=batch, by=scene.approver)
    actions.authorise_batch(batch=batch, by=scene.authoriser)

    with pytest.raises(SignaturesMissing):
        actions.release_batch(batch=batch, by=scene.releaser)
    with transaction.atomic(), pytest.raises(DatabaseError):
        PaymentBatch.objects.filter(pk=batch.pk).update(status="released")
    actions.cosign_batch(batch=batch, by=fifth)
    batch = actions.release_batch(batch=batch, by=scene.releaser)

    assert batch.required_signatures == 5
    assert batch.status == "released"
    assert batch.signatures.values("principal").distinct().count() == 5


def test_nobody_signs_twice_whatever_roles_they_collected(scene, batch):
    PaymentPolicyFactory(thresholds=FIVE)
    for role in (Role.APPROVER, Role.AUTHORISER, Role.RELEASER):
        RoleAssignmentFactory(user=scene.preparer, role=role)
    forget_assignments(scene.preparer)
    batch = actions.lock_batch(batch=batch, by=scene.preparer)

    with pytest.raises(AlreadySigned):
        actions.cosign_batch(batch=batch, by=scene.preparer)
    actions.cosign_batch(batch=batch, by=scene.approver)
    with pytest.raises(AlreadySigned):
        actions.approve_batch(batch=batch, by=scene.approver)

    assert Signature.objects.filter(batch=batch).count() == 2


def test_cosigners_never_stand_for_one_of_the_four(scene, batch):
    PaymentPolicyFactory(thresholds=[{"above": "1000.00", "signatures": 6}])
    batch = actions.lock_batch(batch=batch, by=scene.preparer)
    for _ in range(2):
        actions.cosign_batch(batch=batch, by=StaffFactory(role="approver"))

    with pytest.raises(DomainError):  # no further one is needed
        actions.cosign_batch(batch=batch, by=StaffFactory(role="approver"))
    with pytest.raises(StepNotAllowed):
        actions.release_batch(batch=batch, by=scene.releaser)
    actions.approve_batch(batch=batch, by=scene.approver)
    with transaction.atomic(), pytest.raises(DatabaseError):
        PaymentBatch.objects.filter(pk=batch.pk).update(status="released")


def test_whoever_approved_a_tranche_does_not_cosign_its_payment(scene, batch):
    PaymentPolicyFactory(thresholds=FIVE)
    batch = actions.lock_batch(batch=batch, by=scene.preparer)

    with pytest.raises(NotPermitted):
        actions.cosign_batch(batch=batch, by=scene.head)


def test_a_later_policy_does_not_change_what_is_locked(scene, batch):
    batch = actions.lock_batch(batch=batch, by=scene.preparer)
    PaymentPolicyFactory(thresholds=FIVE, max_batch_amount=1)

    batch = actions.approve_batch(batch=batch, by=scene.approver)
    assert batch.required_signatures == 4
    with transaction.atomic(), pytest.raises(DatabaseError):
        PaymentBatch.objects.filter(pk=batch.pk).update(required_signatures=5)

    batch = actions.reopen_batch(batch=batch, reason="À revoir", by=scene.approver)
    with pytest.raises(DomainError) as refusal:
        actions.lock_batch(batch=batch, by=scene.preparer)
    assert len(refusal.value.reasons) == 1


def test_a_policy_is_drafted_by_one_and_published_by_another(scene):
    drafted = actions.draft_policy(
        account_rest_days=5, act="Décision 3/2024", thresholds=[(Decimal("1000000"), 6), (Decimal("500000"), 5)],
        by=scene.authoriser,
    )  # fmt: skip

    with pytest.raises(NotPermitted):
        actions.publish_policy(policy=drafted, by=scene.authoriser)
    assert policy().number == 0
    actions.publish_policy(policy=drafted, by=StaffFactory(role="authoriser"))

    assert policy().account_rest_days == 5
    assert policy().thresholds == [
        {"above": "500000.00", "signatures": 5},
        {"above": "1000000.00", "signatures": 6},
    ]


def test_a_published_policy_never_changes(scene):
    published = PaymentPolicyFactory()

    with transaction.atomic(), pytest.raises(DatabaseError):
        PaymentPolicy.objects.filter(pk=published.pk).update(account_rest_days=0)
    with transaction.atomic(), pytest.raises(DatabaseError):
        published.delete()
    with pytest.raises(DomainError):
        actions.discard_policy(policy=published, by=scene.authoriser)


@pytest.mark.parametrize("thresholds", [[(100, 4)], [(100, 9)], [(100, 6), (200, 5)], [(100, 5), (100, 6)], [(-1, 5)]])
def test_thresholds_only_climb(scene, thresholds):
    with pytest.raises(DomainError):
        actions.draft_policy(
            account_rest_days=3, act="x", thresholds=[(Decimal(a), n) for a, n in thresholds], by=scene.authoriser
        )


def test_a_role_of_one_programme_does_not_rule_all_payments(scene):
    local = StaffFactory(role="authoriser", program=scene.program.code)

    with pytest.raises(NotPermitted):
        actions.draft_policy(account_rest_days=0, act="x", by=local)


def test_the_page_drafts_shows_errors_and_publishes(client, scene):
    page = reverse("admin:programs_policies")
    client.force_login(scene.authoriser)

    bad = client.post(page, {"account_rest_days": "3", "act": "Décision", "above_1": "500 000"})
    good = client.post(page, {"account_rest_days": "3", "act": "Décision", "above_1": "500 000", "signatures_1": "5"})
    draft = PaymentPolicy.objects.get()
    client.force_login(StaffFactory(role="authoriser"))
    client.post(reverse("admin:programs_policy_step", args=[draft.number, "publish"]))

    assert bad.context["form"].errors.keys() == {"signatures_1"}
    assert good.status_code == 302
    assert policy().thresholds == [{"above": "500000.00", "signatures": 5}]
    client.force_login(scene.officer)
    assert client.get(page).status_code == 403
