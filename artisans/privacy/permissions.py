"""Who may enter, answer and approve requests about data."""

from accounts.people.models import User
from accounts.people.queries import acts_for
from artisans.parties.models import Party
from artisans.parties.permissions import may
from artisans.privacy.choices import RequestKind
from artisans.privacy.models import DataRequest


def is_own(user: User, party: Party) -> bool:
    return party.mandates.filter(user=user, until=None).exists()


def can_ask(user: User, party: Party) -> bool:
    return may(user, "add_datarequest", party.area) or is_own(user, party)


def can_answer(user: User, request: DataRequest) -> bool:
    """Erasures are approved, not just answered; refusing one asks for the same permission."""
    permission = "approve_erasure" if request.kind == RequestKind.ERASURE else "answer_datarequest"
    if request.kind == RequestKind.ERASURE and acts_for(user) & acts_for(request.requested_by):
        return False
    return may(user, permission, request.area) and not is_own(user, request.party)


def can_take(user: User, party: Party) -> bool:
    """Take the whole record away as a file, for the person or as the person."""
    return may(user, "take_party", party.area) or is_own(user, party)
