"""Who may answer for a beneficiary."""

from accounts.people.models import User
from artisans.parties.models import Mandate, Party
from markets.intelligence.models import ExportResult


def speaks_for(user: User, party: Party) -> bool:
    """Whether the person is the beneficiary or holds a live mandate for them."""
    return Mandate.objects.filter(user=user, party=party, until=None).exists()


def can_record_answer(user: User, result: ExportResult) -> bool:
    """Whether a member of staff may write down an answer received by phone or letter: never on what they declared."""
    return user.has_perm("markets.confirm_exportresult") and user.pk not in {result.declared_by_id, result.sent_by_id}
