"""What both sides of a network promised, and whether they kept it."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.networks.actions.locking import locked, tell
from artisans.networks.choices import CommitmentKind, CommitmentSide
from artisans.networks.models import Commitment, Network, NetworkMember
from artisans.networks.permissions import require_keep
from artisans.networks.workflow import COMMITMENT
from foundation.errors import DomainError, InvalidValue
from foundation.time import today


@transaction.atomic
def record_commitment(
    *, network: Network, side: str, kind: str, text: str, due_on: date, by: User, from_on: date | None = None,
    member: NetworkMember | None = None,
) -> Commitment:  # fmt: skip
    """One promise of one side, towards all members or one of them, to be kept by a day."""
    network = locked(network)
    require_keep(by, network)
    if side not in CommitmentSide.values or kind not in CommitmentKind.values or not text.strip():
        raise InvalidValue(_("A commitment says who promises what."))
    if member is not None and member.network_id != network.pk:
        raise DomainError(_("This person is not a member of this network."))
    from_on = from_on or today()
    if due_on < from_on:
        raise InvalidValue(_("The end cannot be before the start."))
    commitment = Commitment.objects.create(
        network=network, member=member, side=side, kind=kind, text=text.strip()[:300], from_on=from_on, due_on=due_on
    )
    tell(
        "commitment.recorded", network, by, target=commitment, party=member.party if member else None,
        after={"side": side, "kind": kind, "due": due_on},
    )  # fmt: skip
    return commitment


@transaction.atomic
def judge_commitment(*, commitment: Commitment, step: str, note: str, by: User) -> Commitment:
    """Met, not met (and perhaps met later), or no longer asked; each with what was seen."""
    commitment = (
        Commitment.objects.select_for_update(of=("self",))
        .select_related("network__aggregator__party", "member__party")
        .get(pk=commitment.pk)
    )
    require_keep(by, commitment.network)
    if not note.strip():
        raise InvalidValue(_("Write what was seen."))
    COMMITMENT.take(commitment, step)
    commitment.judged_on, commitment.judged_by, commitment.note = today(), by, note.strip()[:500]
    commitment.save(update_fields=["status", "judged_on", "judged_by", "note"])
    member = commitment.member
    tell(
        f"commitment.{commitment.status}", commitment.network, by, target=commitment, party=member.party if member else None,
        reason=commitment.note,
    )  # fmt: skip
    return commitment
