"""What only this room knows of somebody's eligibility: whether the disaster was declared for their commune."""

from collections.abc import Mapping
from typing import Any

from foundation.schemas import CODE
from programs.calls.choices import Outcome
from programs.calls.rules import RULE_KINDS, Case, RuleKind
from programs.emergency.choices import Declared
from programs.emergency.models import DisasterCommune


def _commune(case: Case, parameters: Mapping[str, Any]) -> str | None:
    if "question" in parameters:
        return case.answers.get(parameters["question"])
    return case.party.commune_id if case.party else None


def _judge(value: Any, parameters: Mapping[str, Any], _case: Case) -> Outcome:
    """A declared commune passes. One the order does not settle, or the press alone names, goes to a person; the rest fail."""
    communes = DisasterCommune.objects.all()
    if "event" in parameters:
        communes = communes.filter(event__code=parameters["event"])
    known = set(communes.filter(commune_id=value).values_list("declared", flat=True))
    if Declared.YES in known:
        return Outcome.PASS
    if known or not communes.exists():
        return Outcome.MANUAL
    return Outcome.FAIL


RULE_KINDS.register("declared_area")(
    RuleKind(
        {
            "type": "object",
            "properties": {"question": CODE, "event": {"type": "string", "minLength": 1}},
            "additionalProperties": False,
        },
        _commune,
        _judge,
    )
)
