"""An artisan is asked to join a network and answers: on the portal, or with the code sent to their phone."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.networks import emails
from artisans.networks.actions.locking import locked, tell
from artisans.networks.actions.members import join
from artisans.networks.choices import AcceptedBy, InvitationStatus, MemberStatus, NetworkStatus
from artisans.networks.models import Network, NetworkInvitation, NetworkMember
from artisans.networks.permissions import acts_for, require_run
from artisans.networks.workflow import INVITATION
from artisans.parties.models import Party
from artisans.parties.queries import exact_matches
from foundation import crypto
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today

DAYS_TO_ANSWER = 14
ATTEMPTS = 5
INVITATIONS_A_DAY = 30


class WrongCode(DomainError):
    """Not the code of this invitation; after a few attempts the invitation lapses."""

    code = "wrong_code"


@transaction.atomic
def invite_member(*, network: Network, typed: str, by: User) -> NetworkInvitation:
    """Ask whoever has this number, reference or phone. The answer is the same when it is nobody's, so that the register cannot
    be probed: the invitation then simply stays without an answer."""
    network = locked(network)
    require_run(by, network)
    if network.status != NetworkStatus.ACTIVE:
        raise DomainError(_("This network takes no new members now."))
    found = exact_matches(typed)
    if found is None:
        raise InvalidValue(_("Type a reference, a card number or a phone number."))
    if network.invitations.filter(invited_at__gte=now() - timedelta(days=1)).count() >= INVITATIONS_A_DAY:
        raise DomainError(_("That is enough invitations for today. Go on tomorrow."))
    party = Party.objects.active().filter(found).order_by("id").first()
    if party is not None and not _may_be_asked(network, party):
        party = None
    code = f"{secrets.randbelow(1_000_000):06d}"
    invitation = NetworkInvitation.objects.create(
        network=network, party=party, tail="".join(typed.split())[-3:], invited_at=now(), invited_by=by,
        expires_on=today() + timedelta(days=DAYS_TO_ANSWER),
    )  # fmt: skip
    invitation.code_lookup = _hash(invitation, code)
    invitation.save(update_fields=["code_lookup"])
    tell("network.invited", network, by, target=invitation, party=party)
    if party is not None:
        emails.queue_invitation(invitation, code, by)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: NetworkInvitation, by: User) -> NetworkMember:
    """The artisan agrees on the portal."""
    invitation = _waiting(invitation)
    _require_asked(invitation, by)
    return _accept(invitation, AcceptedBy.PORTAL, by)


def accept_with_code(*, invitation: NetworkInvitation, code: str, by: User) -> NetworkMember:
    """The artisan read the code to the aggregator or to an officer. Each wrong code counts, also when the page says no."""
    outcome = _try_code(invitation, code, by)
    if outcome is None:
        raise WrongCode(_("This is not the code of this invitation."))
    return outcome


@transaction.atomic
def decline_invitation(*, invitation: NetworkInvitation, by: User) -> NetworkInvitation:
    invitation = _waiting(invitation)
    _require_asked(invitation, by)
    return _answer(invitation, "decline", by)


@transaction.atomic
def withdraw_invitation(*, invitation: NetworkInvitation, by: User) -> NetworkInvitation:
    """Whoever invites may take it back."""
    invitation = _locked(invitation)
    require_run(by, invitation.network)
    return _answer(invitation, "withdraw", by)


@transaction.atomic
def lapse_invitations(*, by: User) -> int:
    """Those without an answer in time; how many."""
    rows = NetworkInvitation.objects.select_for_update(of=("self",), skip_locked=True).filter(
        status=InvitationStatus.SENT, expires_on__lt=today()
    )
    late = list(rows.select_related("network__aggregator__party", "party").order_by("id")[:500])
    for invitation in late:
        _answer(invitation, "lapse", by)
    return len(late)


@transaction.atomic
def _try_code(invitation: NetworkInvitation, code: str, by: User) -> NetworkMember | None:
    """None is a wrong code: the attempt is counted and committed before the caller refuses."""
    invitation = _waiting(invitation)
    require_run(by, invitation.network)
    digits = "".join(sign for sign in code if sign.isdigit())
    right = secrets.compare_digest(bytes(invitation.code_lookup or b""), _hash(invitation, digits))
    if right and invitation.party is not None:
        return _accept(invitation, AcceptedBy.CODE, by)
    invitation.attempts += 1
    invitation.save(update_fields=["attempts"])
    if invitation.attempts >= ATTEMPTS:
        _answer(invitation, "lapse", by)
    return None


def _accept(invitation: NetworkInvitation, through: str, by: User) -> NetworkMember:
    network = locked(invitation.network)
    _answer(invitation, "accept", by)
    return join(network, invitation.party, by, from_on=today(), through=through)


def _answer(invitation: NetworkInvitation, step: str, by: User) -> NetworkInvitation:
    INVITATION.take(invitation, step)
    invitation.answered_at, invitation.answered_by, invitation.code_lookup = now(), by, None
    invitation.save(update_fields=["status", "answered_at", "answered_by", "code_lookup"])
    action = f"network.invitation_{invitation.status}"
    tell(action, invitation.network, by, target=invitation, party=invitation.party)
    return invitation


def _locked(invitation: NetworkInvitation) -> NetworkInvitation:
    rows = NetworkInvitation.objects.select_for_update(of=("self",))
    return rows.select_related("network__aggregator__party", "party").get(pk=invitation.pk)


def _waiting(invitation: NetworkInvitation) -> NetworkInvitation:
    invitation = _locked(invitation)
    if invitation.status != InvitationStatus.SENT or invitation.expires_on < today():
        raise DomainError(_("This invitation no longer waits for an answer."))
    return invitation


def _require_asked(invitation: NetworkInvitation, by: User) -> None:
    if invitation.party is None or not acts_for(by, invitation.party):
        raise NotPermitted(_("Only the artisan who was asked may answer."))


def _may_be_asked(network: Network, party: Party) -> bool:
    """Not the aggregator itself, not a present member, not somebody who is asked already."""
    return (
        party.pk != network.aggregator.party_id
        and not network.memberships.filter(party=party, status=MemberStatus.ACTIVE).exists()
        and not network.invitations.filter(party=party, status=InvitationStatus.SENT).exists()
    )


def _hash(invitation: NetworkInvitation, code: str) -> bytes:
    return crypto.lookup_hash(f"network-invitation:{invitation.pk}", code)
