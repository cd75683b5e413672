"""Reads of calls: which are open when, what a visitor may expect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from artisans.parties.models import Party
from programs.calls.choices import CallStatus, CodeKind, Outcome
from programs.calls.models import AccessCode, AccessCodeUse, Call
from programs.calls.rules import Finding, overall, screen_answers, screener_questions


def is_open(call: Call, at: datetime) -> bool:
    """Whether the call takes applications at that moment: the first moment counts, the closing moment does not."""
    return call.status == CallStatus.OPEN and call.opens_at <= at and (call.closes_at is None or at < call.closes_at)


def takes_late(call: Call, at: datetime, begun_at: datetime) -> bool:
    """The rule for late files: one begun before closing may still be handed in for the minutes the programme grants.

    It holds as well once the clock, or a person, has closed the call: the closing moment is what counts.
    """
    if call.closes_at is None or call.status not in (CallStatus.OPEN, CallStatus.CLOSED) or begun_at >= call.closes_at:
        return False
    minutes = call.version.settings.get("late_minutes", 0)
    return call.closes_at <= at < call.closes_at + timedelta(minutes=minutes)


def late_entry(call: Call, party: Party, at: datetime) -> bool:
    """Whether an access code lets this party begin and hand in after the closing moment. The code's end is its deadline."""
    if call.closes_at is None or at < call.closes_at or call.status not in (CallStatus.OPEN, CallStatus.CLOSED):
        return False
    return AccessCodeUse.objects.filter(
        access_code__call=call, access_code__kind=CodeKind.LATE, access_code__expires_at__gt=at, party=party
    ).exists()


def may_begin(call: Call, party: Party, at: datetime) -> bool:
    """Whether this party may begin a file at that moment: the call is open to all, or a code lets them in."""
    if late_entry(call, party, at):
        return True
    if not is_open(call, at):
        return False
    return not call.is_by_invitation or AccessCodeUse.objects.filter(access_code__call=call, party=party).exists()


def takes_codes(call: Call, at: datetime) -> bool:
    """Whether somebody with a code could begin now: the field for it is shown then."""
    if call.status not in (CallStatus.OPEN, CallStatus.CLOSED) or at < call.opens_at:
        return False
    if is_open(call, at):
        return call.is_by_invitation
    return AccessCode.objects.filter(call=call, kind=CodeKind.LATE, revoked_at=None, expires_at__gt=at).exists()


def open_calls(at: datetime, kind: str = "") -> QuerySet[Call]:
    """Calls that take applications at that moment, the soonest to close first; `kind` of party narrows them."""
    calls = Call.objects.filter(status=CallStatus.OPEN, opens_at__lte=at).filter(
        Q(closes_at=None) | Q(closes_at__gt=at)
    )
    if kind:
        calls = calls.filter(audience__in=[kind, "any"])
    return calls.select_related("version__program").order_by("closes_at", "id")


@dataclass(frozen=True)
class Eligibility:
    """What the rules say to a visitor's answers. A promise of nothing: the file itself is examined."""

    outcome: Outcome
    findings: list[Finding]

    def sentences(self, language: str | None = None) -> list[str]:
        """The reasons that matter: those against, or those to be examined, or none."""
        return [finding.words(language) for finding in self.findings if finding.outcome == self.outcome != Outcome.PASS]


def eligibility_questions(call: Call) -> list[Mapping[str, Any]]:
    """The few questions, five at most, that tell a visitor whether applying makes sense; see `questions.question_field`."""
    return screener_questions(call.rules.definition)


def check_eligibility(call: Call, answers: Mapping[str, Any]) -> Eligibility:
    """Judge a visitor's answers ({question code: cleaned value}) without an account; nothing is stored."""
    findings = screen_answers(call.rules.definition, answers)
    return Eligibility(overall(findings), findings)
