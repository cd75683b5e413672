"""Who may answer for a beneficiary, and who may send them something."""

from accounts.people.models import User
from artisans.parties.models import Mandate, Party
from markets.intelligence.models import ExportResult
from programs.budget.permissions import may
from programs.catalog.models import Program


def speaks_for(user: User, party: Party) -> bool:
    """Whether the person is the beneficiary or holds a live mandate for them."""
    return Mandate.objects.filter(user=user, party=party, until=None).exists()


def can_record_answer(user: User, result: ExportResult) -> bool:
    """Whether a member of staff may write down an answer received by phone or letter: never on what they declared."""
    return user.has_perm("markets.confirm_exportresult") and user.pk not in {result.declared_by_id, result.sent_by_id}


def may_deliver(user: User, program: Program | None, area: str) -> bool:
    """Whether the person may send market notes to beneficiaries of that programme and area."""
    return may(user, "markets.add_signaldelivery", program=program.code if program else "", area=area)


def may_declare(user: User, party: Party, program: Program) -> bool:
    """The exporter, or staff of the programme and area."""
    return speaks_for(user, party) or may(user, "markets.add_exportresult", program=program.code, area=party.area)


def may_handle(user: User, result: ExportResult) -> bool:
    """Whether the person may send, correct or give up the result."""
    return may(user, "markets.change_exportresult", program=result.program.code, area=result.party.area)
