"""What only this room knows of somebody's eligibility: whether they take part already, and whether a paper is still valid."""

from collections.abc import Mapping
from typing import Any

from artisans.networks.papers import KINDS
from artisans.networks.queries import paper_fact
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


def _paper(case: Case, parameters: Mapping[str, Any]) -> str | None:
    """Unknown without a party: a visitor's paper is looked at by a person."""
    return None if case.party is None else paper_fact(case.party, parameters["paper"], case.on)


RULE_KINDS.register("paper_valid")(
    RuleKind(
        {
            "type": "object",
            "properties": {"paper": {"enum": sorted(KINDS)}},
            "required": ["paper"],
            "additionalProperties": False,
        },
        _paper,
        # A paper nobody has entered yet may exist: a person asks for it. An expired one is a refusal.
        lambda value, _parameters, _case: {"valid": Outcome.PASS, "expired": Outcome.FAIL}.get(value, Outcome.MANUAL),
    )
)
