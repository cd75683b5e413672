"""Who may act on grants and batches."""

from accounts.people.models import User
from accounts.people.roles import roles_with
from accounts.people.scopes import assignments_of
from artisans.parties.models import Mandate
from programs.budget.permissions import may, require, require_for_line
from programs.grants.choices import SignatureLevel
from programs.grants.models import Grant, PaymentBatch

SIGNING = {
    SignatureLevel.PREPARER: "programs.prepare_batch",
    SignatureLevel.APPROVER: "programs.approve_batch",
    SignatureLevel.AUTHORISER: "programs.authorise_batch",
    SignatureLevel.RELEASER: "programs.release_batch",
    SignatureLevel.COSIGNER: "programs.cosign_batch",
}


def program_of(batch: PaymentBatch) -> str:
    return batch.budget_line.program.code if batch.budget_line.program else ""


def require_on_grant(grant: Grant, permission: str, by: User) -> None:
    require(by, permission, program=grant.program, area=grant.area)


def require_on_batch(batch: PaymentBatch, permission: str, by: User) -> None:
    require_for_line(by, permission, program_of(batch))


def acts_for(user: User, grant: Grant) -> bool:
    return Mandate.objects.filter(user=user, party_id=grant.party_id, until=None).exists()


def may_claim(user: User, grant: Grant) -> bool:
    return acts_for(user, grant) or may(user, "programs.claim_tranche", program=grant.program, area=grant.area)


def principals(user: User, permission: str, program: str) -> list[User]:
    """In whose name this person may use the permission: their own first, else those they stand in for."""
    roles = roles_with(permission)
    found = [row for row in assignments_of(user) if row.role in roles and row.program in ("", program)]
    if any(row.substitutes_for_id is None for row in found):
        return [user]
    return [row.substitutes_for for row in found]
