"""From the committee to the bank, and every guard on the way."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.audit.models import Event
from accounts.outbox.models import Message
from foundation.errors import DomainError, NotPermitted, StepNotAllowed
from foundation.time import today
from programs.budget.queries import balances
from programs.enrolments import actions as enrolments
from programs.grants import actions
from programs.grants.actions.claiming import EvidenceMissing
from programs.grants.actions.deciding import NotJustified
from tests.factories.artisans import DocumentFactory
from tests.factories.programs_money import Scene, verified_account

pytestmark = pytest.mark.django_db


def piece(code: str = "invoice") -> actions.Piece:
    return actions.Piece(code=code, document=DocumentFactory())


def test_a_file_goes_from_the_committee_to_the_ledger():
    scene = Scene()

    grant = scene.grant(amount_requested=Decimal("30000.01"))
    found = balances(scene.line)
    assert (found.reserved, found.committed) == (0, Decimal("30000.01"))
    assert [str(tranche.amount) for tranche in grant.tranches.all()] == ["6000.00", "15000.01", "9000.00"]

    for number in (1, 2, 3):
        tranche = grant.tranches.get(number=number)
        assert tranche.status == "claimable"
        tranche = scene.paid(tranche)
        assert tranche.status == "paid"
        actions.justify_tranche(tranche=tranche, by=scene.officer)

    found = balances(scene.line)
    assert (found.committed, found.paid, found.available) == (0, Decimal("30000.01"), Decimal("169999.99"))
    assert Event.objects.filter(action="tranche.paid", party_id=grant.party_id).count() == 3


def test_letters_tell_the_beneficiary_of_each_payment():
    scene = Scene()
    application = scene.application()
    application.party.set_phone("+212612345678")
    application.party.save()
    scene.decided()
    application.refresh_from_db()
    grant = enrolments.enrol(application=scene.signed(application), by=scene.officer).grant

    scene.paid(grant.tranches.get(number=1))

    codes = list(
        Message.objects.filter(party_id=grant.party_id).order_by("id").values_list("template__code", flat=True)
    )
    assert codes == [
        "decision_approved", "agreement_sent", "tranche_claimable", "enrolment_made", "tranche_paid", "tranche_claimable",
    ]  # fmt: skip


def test_a_claim_needs_the_evidence_asked():
    scene = Scene()
    tranche = scene.grant().tranches.get(number=1)
    applicant = tranche.grant.enrolment.application.applicant

    with pytest.raises(EvidenceMissing) as refusal:
        actions.claim_tranche(tranche=tranche, pieces=[piece("photo")], by=applicant)

    assert refusal.value.reasons == ["Facture"]
    tranche.refresh_from_db()
    assert tranche.status == "claimable"


def test_the_first_tranche_of_a_fast_track_call_needs_light_evidence_only_under_its_cap():
    scene = Scene(call_fields={"is_fast_track": True})
    tranche = scene.grant(amount_requested=Decimal(60000)).tranches.get(number=1)

    claimed = actions.claim_tranche(tranche=tranche, pieces=[piece("photo")], by=scene.officer)

    assert claimed.status == "claimed"


def test_a_returned_claim_can_be_claimed_again_with_what_was_missing():
    scene = Scene()
    tranche = scene.grant().tranches.get(number=1)
    tranche = actions.claim_tranche(
        tranche=tranche, pieces=[piece(), piece("photo")], by=tranche.grant.enrolment.application.applicant
    )
    actions.judge_evidence(
        evidence=tranche.evidence.get(code="invoice"), accepted=False, reason="Illisible", by=scene.officer
    )
    with pytest.raises(EvidenceMissing):
        actions.check_evidence(tranche=tranche, accept_all=True, by=scene.officer)

    actions.return_claim(tranche=tranche, reason="Facture illisible", by=scene.officer)
    actions.claim_tranche(tranche=tranche, pieces=[piece()], by=tranche.grant.enrolment.application.applicant)
    tranche = actions.check_evidence(tranche=tranche, accept_all=True, by=scene.officer)

    assert tranche.status == "evidence_checked"


def test_whoever_claims_does_not_check_and_whoever_checks_does_not_approve():
    scene = Scene()
    tranche = scene.grant().tranches.get(number=1)
    actions.claim_tranche(tranche=tranche, pieces=[piece(), piece("photo")], by=scene.officer)

    with pytest.raises(NotPermitted):
        actions.check_evidence(tranche=tranche, accept_all=True, by=scene.officer)
    actions.check_evidence(tranche=tranche, accept_all=True, by=scene.officer2)
    with pytest.raises(NotPermitted):
        actions.approve_tranche(tranche=tranche, by=scene.officer2)
    assert actions.approve_tranche(tranche=tranche, by=scene.head).status == "payable"


def test_the_next_tranche_waits_until_the_one_before_is_justified_or_waived():
    scene = Scene()
    grant = scene.grant()
    first = scene.paid(grant.tranches.get(number=1))
    second = grant.tranches.get(number=2)

    with pytest.raises(NotJustified):
        scene.payable(second)
    actions.waive_justification(tranche=first, reason="Pièces brûlées", by=scene.head)
    second.refresh_from_db()
    assert actions.approve_tranche(tranche=second, by=scene.head).status == "payable"


def test_a_blocked_tranche_returns_to_exactly_where_it_was():
    scene = Scene()
    tranche = scene.payable(scene.grant().tranches.get(number=1))

    blocked = actions.block_tranche(
        tranche=tranche, cause="Permis de construire", authority="Agence urbaine", by=scene.officer
    )
    assert (blocked.status, blocked.blocked_from) == ("blocked", "payable")
    with pytest.raises(StepNotAllowed):
        scene.batch(blocked)
    back = actions.unblock_tranche(tranche=tranche, by=scene.officer)

    assert (back.status, back.blocked_cause) == ("payable", "")


def test_blocking_names_a_cause_and_an_authority():
    scene = Scene()
    tranche = scene.grant().tranches.get(number=1)

    with pytest.raises(DomainError):
        actions.block_tranche(tranche=tranche, cause="Permis", authority=" ", by=scene.officer)


def test_a_pause_holds_the_money_and_an_exit_gives_back_what_was_not_paid():
    scene = Scene()
    grant = scene.grant()
    enrolment = enrolments.start_enrolment(enrolment=grant.enrolment, by=scene.officer)
    first = scene.paid(grant.tranches.get(number=1))
    actions.justify_tranche(tranche=first, by=scene.officer)

    enrolments.pause_enrolment(
        enrolment=enrolment, reason="Maladie", review_on=today() + dt.timedelta(days=30), by=scene.officer
    )
    grant.refresh_from_db()
    assert grant.status == "held"
    with pytest.raises(DomainError):
        scene.payable(grant.tranches.get(number=2))
    enrolments.exit_enrolment(enrolment=enrolment, reason="Atelier fermé", by=scene.head)

    grant.refresh_from_db()
    found = balances(scene.line)
    assert grant.status == "cancelled"
    assert (found.committed, found.paid, found.available) == (0, 6000, 194000)
    assert list(grant.tranches.values_list("status", flat=True)) == ["paid", "cancelled", "cancelled"]


def test_nobody_leaves_while_a_payment_is_under_way():
    scene = Scene()
    grant = scene.grant()
    scene.sent(scene.payable(grant.tranches.get(number=1)))

    with pytest.raises(DomainError):
        enrolments.exit_enrolment(enrolment=grant.enrolment, reason="Parti", by=scene.head)

    grant.enrolment.refresh_from_db()
    assert grant.enrolment.status == "enrolled"


def test_equipment_only_is_one_payment():
    scene = Scene(percents=(100,))

    grant = scene.grant()

    assert [(tranche.number, tranche.amount) for tranche in grant.tranches.all()] == [(1, 30000)]


def test_a_young_account_waits_or_is_vouched_for_and_countersigned():
    scene = Scene()
    grant = scene.enrolled(account_days=1).grant
    tranche = scene.payable(grant.tranches.get(number=1))
    account = grant.party.bank_accounts.get()

    with pytest.raises(DomainError) as refusal:
        scene.batch(tranche)
    assert "3" in refusal.value.reasons[0]
    clearance = actions.vouch_for_account(account=account, reason="Urgence", checked="Agence appelée", by=scene.officer)
    with pytest.raises(DomainError):
        scene.batch(tranche)
    actions.countersign_clearance(clearance=clearance, by=scene.head)

    assert scene.batch(tranche).lines.count() == 1


def test_money_is_not_sent_to_an_account_retired_after_the_lock():
    scene = Scene()
    grant = scene.grant()
    batch = scene.batch(scene.payable(grant.tranches.get(number=1)))
    actions.lock_batch(batch=batch, by=scene.preparer)
    account = grant.party.bank_accounts.get()
    account.status, account.retired_by = "retired", scene.officer
    account.retired_at = account.recorded_at
    account.save()
    verified_account(grant.party)

    with pytest.raises(DomainError) as refusal:
        actions.approve_batch(batch=batch, by=scene.approver)

    assert len(refusal.value.reasons) == 1
