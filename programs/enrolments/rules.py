"""What only this room knows of somebody's eligibility: whether they take part already."""

from collections.abc import Mapping
from typing import Any

from programs.calls.choices import Outcome
from programs.calls.rules import RULE_KINDS, Case, RuleKind
from programs.enrolments.models import Enrolment
from programs.enrolments.workflow import LIVE


def _enrolled(case: Case, _parameters: Mapping[str, Any]) -> bool | None:
    if case.party is None or not case.program:
        return None
    return Enrolment.objects.filter(party=case.party, program=case.program, status__in=LIVE).exists()


RULE_KINDS.register("already_enrolled")(
    RuleKind(
        {"type": "object", "additionalProperties": False},
        _enrolled,
        lambda value, _parameters, _case: Outcome.FAIL if value else Outcome.PASS,
    )
)
