"""The closed catalogue of eligibility rules. Which rules a call uses, with which numbers and words, is data.

A kind of rule reads one value from a case (the party, its answers, its documents) and judges it against the rule's
parameters. The same judgement serves three times: before an application (the value is what the visitor answers to the
rule's `ask` question), at submission and at screening. A value that is not known is never a refusal: it goes to a person.
Higher rooms register kinds of their own (`RULE_KINDS.register`) for what only they know.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from artisans.parties.models import Party
from artisans.reference.models import Trade
from foundation.registry import Registry
from foundation.schemas import CODE
from foundation.time import today
from foundation.words import in_language
from programs.calls.choices import Outcome
from programs.catalog.conditions import as_number, is_filled

_CODES = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}}


@dataclass(frozen=True)
class Case:
    """Who applies, with which answers; `documents` are the slots that hold a file; `program` is a programme's code."""

    answers: Mapping[str, Any]
    party: Party | None = None
    documents: frozenset[str] = frozenset()
    program: str = ""
    on: dt.date = field(default_factory=today)


@dataclass(frozen=True)
class RuleKind:
    """`read` finds the value (None: unknown), `judge` says what follows; `parameters` is a JSON schema."""

    parameters: Mapping[str, Any]
    read: Callable[[Case, Mapping[str, Any]], Any]
    judge: Callable[[Any, Mapping[str, Any], Case], Outcome]


@dataclass(frozen=True)
class Finding:
    """What one rule said, with the value and parameters it saw."""

    rule: str
    outcome: Outcome
    inputs: Mapping[str, Any]
    sentence: Mapping[str, str]

    def words(self, language: str | None = None) -> str:
        return in_language(self.sentence, language)


RULE_KINDS: Registry[RuleKind] = Registry("kind of rule")


def evaluate_rules(definition: Mapping[str, Any], case: Case) -> list[Finding]:
    """Each rule of a rule set on this case, in order."""
    return [
        _finding(rule, RULE_KINDS[rule["kind"]].read(case, rule["parameters"]), case) for rule in definition["rules"]
    ]


def screener_questions(definition: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The few questions somebody can answer before applying; each has its rule's code."""
    return [{**rule["ask"], "code": rule["code"]} for rule in definition["rules"] if "ask" in rule]


def screen_answers(definition: Mapping[str, Any], answers: Mapping[str, Any]) -> list[Finding]:
    """What the rules say of a visitor's answers ({rule code: value}); rules without a question say nothing."""
    case = Case(answers=answers)
    return [_finding(rule, answers.get(rule["code"]), case) for rule in definition["rules"] if "ask" in rule]


def overall(findings: Iterable[Finding]) -> Outcome:
    """Fail if one fails, else to be examined if one must be, else pass."""
    outcomes = {finding.outcome for finding in findings}
    return next((outcome for outcome in (Outcome.FAIL, Outcome.MANUAL) if outcome in outcomes), Outcome.PASS)


def parameter_schemas() -> dict[str, Any]:
    """The registered catalogue as the schema check wants it."""
    return {name: kind.parameters for name, kind in RULE_KINDS.items()}


def _finding(rule: Mapping[str, Any], value: Any, case: Case) -> Finding:
    outcome = RULE_KINDS[rule["kind"]].judge(value, rule["parameters"], case) if value is not None else Outcome.MANUAL
    if outcome == Outcome.FAIL and rule.get("on_fail") == Outcome.MANUAL:
        outcome = Outcome.MANUAL
    inputs = {"kind": rule["kind"], "value": value, "parameters": rule["parameters"]}
    return Finding(rule["code"], outcome, inputs, rule["sentences"][outcome])


def _schema(required: Iterable[str] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def _pass_if(met: bool) -> Outcome:
    return Outcome.PASS if met else Outcome.FAIL


def _one_of(value: Any, parameters: Mapping[str, Any], _case: Case) -> Outcome:
    return _pass_if(value in parameters["in"])


def _within(number: Any, low: Any, high: Any) -> Outcome:
    """Bounds included; what is not a number is for a person to read."""
    value = as_number(number)
    if value is None:
        return Outcome.MANUAL
    return _pass_if((low is None or value >= as_number(low)) and (high is None or value <= as_number(high)))


# --- who applies


def _category(case: Case, _parameters: Mapping[str, Any]) -> str | None:
    artisan = getattr(case.party, "artisan", None)
    return (artisan.category or None) if artisan else None


def _legal_form(case: Case, _parameters: Mapping[str, Any]) -> str | None:
    organisation = getattr(case.party, "organisation", None)
    if organisation:
        return organisation.legal_form
    return "person" if case.party and case.party.kind == "person" else None


def _profiles(case: Case, _parameters: Mapping[str, Any]) -> list[str] | None:
    if case.party is None:
        return None
    return [
        name
        for name in ("artisan", "organisation", "exporter", "aggregator", "centre")
        if getattr(case.party, name, None)
    ]


def _identifiers(case: Case, _parameters: Mapping[str, Any]) -> list[str] | None:
    if case.party is None:
        return None
    return sorted(case.party.identifiers.filter(is_current=True).values_list("kind", flat=True))


def _any_held(value: Any, parameters: Mapping[str, Any], _case: Case) -> Outcome:
    """Visitors answer yes or no; a case has a list."""
    return _pass_if(value) if isinstance(value, bool) else _pass_if(bool(set(value) & set(parameters["in"])))


RULE_KINDS.register("category")(RuleKind(_schema(["in"], **{"in": _CODES}), _category, _one_of))
RULE_KINDS.register("party_kind")(
    RuleKind(_schema(["in"], **{"in": _CODES}), lambda case, _p: case.party.kind if case.party else None, _one_of)
)
RULE_KINDS.register("legal_form")(RuleKind(_schema(["in"], **{"in": _CODES}), _legal_form, _one_of))
RULE_KINDS.register("profile_held")(RuleKind(_schema(["in"], **{"in": _CODES}), _profiles, _any_held))
RULE_KINDS.register("identifier_held")(RuleKind(_schema(["in"], **{"in": _CODES}), _identifiers, _any_held))


# --- where and what


def _area(case: Case, parameters: Mapping[str, Any]) -> str | None:
    if "question" in parameters:
        return case.answers.get(parameters["question"])
    return case.party.area if case.party else None


def _trades(case: Case, parameters: Mapping[str, Any]) -> list[str] | None:
    if "question" in parameters:
        answer = case.answers.get(parameters["question"])
        return [answer] if answer else None
    if case.party is None:
        return None
    if artisan := getattr(case.party, "artisan", None):
        return [artisan.trade_id, *artisan.other_trades.values_list("code", flat=True)]
    organisation = getattr(case.party, "organisation", None)
    return list(organisation.trades.values_list("code", flat=True)) or None if organisation else None


def _judge_trades(value: Any, parameters: Mapping[str, Any], _case: Case) -> Outcome:
    codes = set(value if isinstance(value, list) else [value])
    if codes & set(parameters.get("trades", ())):
        return Outcome.PASS
    branches = set(Trade.objects.filter(code__in=codes).values_list("branch_id", flat=True))
    return _pass_if(bool((branches | codes) & set(parameters.get("branches", ()))))


RULE_KINDS.register("area")(
    RuleKind(
        _schema(["codes"], codes=_CODES, question=CODE),
        _area,
        lambda value, parameters, _case: _pass_if(str(value).startswith(tuple(parameters["codes"]))),
    )
)
RULE_KINDS.register("trade")(RuleKind(_schema(trades=_CODES, branches=_CODES, question=CODE), _trades, _judge_trades))


# --- how old, how large


def _founded(case: Case, parameters: Mapping[str, Any]) -> Any:
    if "question" in parameters:
        return case.answers.get(parameters["question"])
    organisation = getattr(case.party, "organisation", None)
    if organisation and organisation.founded_on:
        return organisation.founded_on.isoformat()
    artisan = getattr(case.party, "artisan", None)
    return f"{artisan.practising_since}-01-01" if artisan and artisan.practising_since else None


def _judge_age(value: Any, parameters: Mapping[str, Any], case: Case) -> Outcome:
    """Visitors give years; a case has a founding day."""
    if isinstance(value, str):
        founded = dt.date.fromisoformat(value)
        value = case.on.year - founded.year - ((case.on.month, case.on.day) < (founded.month, founded.day))
    return _within(value, parameters.get("min_years"), parameters.get("max_years"))


def _turnover(case: Case, parameters: Mapping[str, Any]) -> Any:
    if "question" in parameters:
        return case.answers.get(parameters["question"])
    exporter = getattr(case.party, "exporter", None)
    latest = exporter.turnovers.filter(currency="MAD").order_by("-year").first() if exporter else None
    return str(latest.export if parameters.get("of") == "export" else latest.total) if latest else None


_YEARS = {"type": "integer", "minimum": 0}
_AMOUNT = {"type": "number", "minimum": 0}
RULE_KINDS.register("age_of_business")(
    RuleKind(_schema(min_years=_YEARS, max_years=_YEARS, question=CODE), _founded, _judge_age)
)
RULE_KINDS.register("turnover_range")(
    RuleKind(
        _schema(min=_AMOUNT, max=_AMOUNT, question=CODE, of={"enum": ["total", "export"]}),
        _turnover,
        lambda value, parameters, _case: _within(value, parameters.get("min"), parameters.get("max")),
    )
)


# --- what was answered and attached


def _answer(case: Case, parameters: Mapping[str, Any]) -> Any:
    value = case.answers.get(parameters["question"])
    return value if is_filled(value) else None


def _judge_equals(value: Any, parameters: Mapping[str, Any], _case: Case) -> Outcome:
    return _pass_if(bool(set(value) & set(parameters["in"])) if isinstance(value, list) else value in parameters["in"])


RULE_KINDS.register("answer_equals")(
    RuleKind(
        _schema(["question", "in"], question=CODE, **{"in": {"type": "array", "minItems": 1}}), _answer, _judge_equals
    )
)
RULE_KINDS.register("answer_at_least")(
    RuleKind(
        _schema(["question", "min"], question=CODE, min={"type": "number"}),
        _answer,
        lambda value, parameters, _case: _within(value, parameters["min"], None),
    )
)
RULE_KINDS.register("answer_at_most")(
    RuleKind(
        _schema(["question", "max"], question=CODE, max={"type": "number"}),
        _answer,
        lambda value, parameters, _case: _within(value, None, parameters["max"]),
    )
)
RULE_KINDS.register("answer_before")(
    RuleKind(
        _schema(["question", "day"], question=CODE, day={"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}),
        _answer,
        lambda value, parameters, _case: _pass_if(
            dt.date.fromisoformat(value) < dt.date.fromisoformat(parameters["day"])
        ),
    )
)
RULE_KINDS.register("document_held")(
    RuleKind(
        _schema(["question"], question=CODE),
        lambda case, parameters: parameters["question"] in case.documents,
        lambda value, _parameters, _case: _pass_if(bool(value)),
    )
)
# Aid already received is never a refusal by machine: somebody compares what each aid pays for.
RULE_KINDS.register("other_aid")(
    RuleKind(
        _schema(["question"], question=CODE),
        _answer,
        lambda value, _parameters, _case: Outcome.MANUAL if value else Outcome.PASS,
    )
)
