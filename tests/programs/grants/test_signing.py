"""Four people under one content: by action, by SQL and by race."""

from itertools import permutations

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.people.choices import Role
from accounts.people.scopes import forget_assignments
from foundation.errors import DomainError, NotPermitted, StepNotAllowed
from programs.grants import actions
from programs.grants.actions.signing import AlreadySigned, ContentChanged
from programs.grants.models import PaymentBatch, PaymentLine, Signature
from tests.factories.accounts import RoleAssignmentFactory, StaffFactory
from tests.factories.artisans import MandateFactory
from tests.factories.programs_money import Scene

pytestmark = pytest.mark.django_db

LEVELS = {
    "preparer": actions.lock_batch,
    "approver": actions.approve_batch,
    "authoriser": actions.authorise_batch,
    "releaser": actions.release_batch,
}


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def batch(scene) -> PaymentBatch:
    return scene.batch(scene.payable(scene.grant().tranches.get(number=1)))


def everything(person):
    """Give somebody all four roles: nobody is above the rule, whatever roles they collected."""
    for role in (Role.PREPARER, Role.APPROVER, Role.AUTHORISER, Role.RELEASER):
        if not person.role_assignments.filter(role=role).exists():
            RoleAssignmentFactory(user=person, role=role)
    forget_assignments(person)
    return person


def sign_up_to(scene: Scene, batch: PaymentBatch, level: str) -> None:
    """The signatures before `level`."""
    for name, sign in LEVELS.items():
        if name == level:
            return
        sign(batch=batch, by=getattr(scene, name))


def test_four_people_release_a_batch(scene, batch):
    batch = scene.released(batch)

    assert batch.status == "released"
    assert list(batch.signatures.values_list("level", flat=True)) == list(LEVELS)
    assert set(batch.signatures.values_list("content_hash", flat=True)) == {batch.content_hash}


@pytest.mark.parametrize(
    ("first", "second"), [(a, b) for a, b in permutations(LEVELS, 2) if list(LEVELS).index(a) < list(LEVELS).index(b)]
)
def test_whoever_signed_once_signs_nothing_more(scene, batch, first, second):
    person = everything(getattr(scene, first))
    sign_up_to(scene, batch, second)

    with pytest.raises(AlreadySigned):
        LEVELS[second](batch=batch, by=person)

    assert Signature.objects.filter(batch=batch, user=person).count() == 1


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_needs_its_own_role(scene, batch, level):
    sign_up_to(scene, batch, level)
    others = [
        scene.officer,
        scene.head,
        scene.secretary,
        StaffFactory(role="administrator"),
        StaffFactory(role="auditor"),
    ]

    for person in others:
        with pytest.raises(NotPermitted):
            LEVELS[level](batch=batch, by=person)


def test_a_substitute_signs_for_one_person_only_and_not_beside_them(scene, batch):
    substitute = StaffFactory(role=None)
    RoleAssignmentFactory(user=substitute, role=Role.APPROVER, substitutes_for=scene.preparer)
    actions.lock_batch(batch=batch, by=scene.preparer)

    with pytest.raises(AlreadySigned):
        actions.approve_batch(batch=batch, by=substitute)


def test_whoever_was_substituted_does_not_sign_later_on_the_same_batch(scene, batch):
    absent = everything(StaffFactory(role="approver"))
    substitute = StaffFactory(role=None)
    RoleAssignmentFactory(user=substitute, role=Role.APPROVER, substitutes_for=absent)
    actions.lock_batch(batch=batch, by=scene.preparer)
    actions.approve_batch(batch=batch, by=substitute)

    with pytest.raises(AlreadySigned):
        actions.authorise_batch(batch=batch, by=absent)

    signature = Signature.objects.get(batch=batch, level="approver")
    assert (signature.user, signature.principal) == (substitute, absent)


def test_the_database_itself_refuses_a_second_signature_of_the_same_person(scene, batch):
    actions.lock_batch(batch=batch, by=scene.preparer)
    batch.refresh_from_db()

    with pytest.raises(DatabaseError), transaction.atomic():
        Signature.objects.create(
            batch=batch,
            level="approver",
            user=scene.preparer,
            principal=scene.preparer,
            content_hash=batch.content_hash,
        )


@pytest.mark.parametrize("status", ["locked", "approved", "authorised", "released"])
def test_the_database_refuses_a_status_without_its_signatures(batch, status):
    statuses = ["locked", "approved", "authorised", "released"]

    with pytest.raises(DatabaseError), transaction.atomic():
        for step in statuses[: statuses.index(status) + 1]:
            PaymentBatch.objects.filter(pk=batch.pk).update(status=step)

    batch.refresh_from_db()
    assert batch.status == "draft"


@pytest.mark.parametrize(
    "tamper",
    [
        "UPDATE programs_paymentline SET amount = amount + 1 WHERE batch_id = %s",
        "UPDATE programs_paymentline SET payee_name = 'Another' WHERE batch_id = %s",
        "UPDATE programs_paymentline SET status = 'removed' WHERE batch_id = %s",
    ],
)
def test_a_line_changed_after_the_lock_blocks_every_further_signature(scene, batch, tamper):
    sign_up_to(scene, batch, "releaser")
    with connection.cursor() as cursor:
        cursor.execute(tamper, [batch.pk])

    with pytest.raises(ContentChanged):
        actions.release_batch(batch=batch, by=scene.releaser)


def test_another_account_slipped_in_after_the_lock_is_seen(scene, batch):
    sign_up_to(scene, batch, "authoriser")
    line = batch.lines.get()
    line.payee_rib = "007810000123450000007856"
    line.save()

    with pytest.raises(ContentChanged):
        actions.authorise_batch(batch=batch, by=scene.authoriser)


def test_back_to_draft_voids_signatures_and_all_sign_again(scene, batch):
    scene.released(batch)

    batch = actions.reopen_batch(batch=batch, reason="Erreur de libellé", by=scene.approver)
    assert (batch.status, batch.content_hash) == ("draft", "")
    assert not batch.signatures.filter(voided_at=None).exists()

    assert scene.released(batch).status == "released"
    assert batch.signatures.count() == 8


def test_a_locked_batch_takes_no_line_and_loses_none(scene, batch):
    actions.lock_batch(batch=batch, by=scene.preparer)

    with pytest.raises(DomainError):
        actions.remove_line(line=batch.lines.get(), by=scene.preparer)
    with pytest.raises(DomainError):
        actions.add_line(batch=batch, tranche=batch.lines.get().tranche, by=scene.preparer)


def test_levels_come_in_their_order(scene, batch):
    actions.lock_batch(batch=batch, by=scene.preparer)

    with pytest.raises(StepNotAllowed):
        actions.authorise_batch(batch=batch, by=scene.authoriser)


def test_whoever_acts_for_a_payee_signs_nothing_of_theirs(scene, batch):
    MandateFactory(user=scene.preparer, party=batch.lines.get().tranche.grant.party)

    with pytest.raises(DomainError) as refusal:
        actions.lock_batch(batch=batch, by=scene.preparer)

    assert len(refusal.value.reasons) == 1


def test_an_empty_batch_is_not_signed(scene):
    with pytest.raises(DomainError):
        actions.lock_batch(batch=scene.batch(), by=scene.preparer)


@pytest.mark.django_db(transaction=True)
def test_one_person_signing_two_levels_in_the_same_second_signs_once(scene, batch, at_once):
    person = everything(scene.preparer)
    people = [type(person).objects.get(pk=person.pk) for _ in range(8)]

    outcomes = at_once(*(lambda p=p: LEVELS["preparer"](batch=batch, by=p) for p in people))
    outcomes += at_once(*(lambda p=p: LEVELS["approver"](batch=batch, by=p) for p in people))

    assert sum(isinstance(outcome, PaymentBatch) for outcome in outcomes) == 1
    assert Signature.objects.filter(batch=batch).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_tranche_asked_for_by_two_batches_in_the_same_second_sits_in_one(scene, at_once):
    tranche = scene.payable(scene.grant().tranches.get(number=1))
    batches = [scene.batch() for _ in range(8)]

    outcomes = at_once(*(lambda b=b: actions.add_line(batch=b, tranche=tranche, by=scene.preparer) for b in batches))

    assert sum(isinstance(outcome, PaymentLine) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 7


def test_the_database_refuses_a_tranche_in_two_live_lines(scene, batch):
    line = batch.lines.get()
    other = scene.batch()

    with pytest.raises(DatabaseError), transaction.atomic():
        PaymentLine.objects.create(
            batch=other,
            tranche=line.tranche,
            account=line.account,
            amount=1,
            payee_name="x",
            payee_rib="x",
            payee_rib_tail="x",
        )
