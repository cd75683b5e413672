"""What a draft still lacks, as sentences at the field they are about: for people who compose, not for machines.

`schema.py` is the last word on what may be published; these sentences come first and say the same in words a person can act on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foundation.schemas import repeated
from foundation.words import LANGUAGES, in_language
from programs.calls.choices import Outcome
from programs.calls.models import FormVersion, RuleSet, Versioned
from programs.calls.question_types import choices_of
from programs.calls.rules import RULE_KINDS
from programs.catalog import conditions


@dataclass(frozen=True)
class Fault:
    """A sentence, with where it belongs: the code of a section and of a question (or rule, or criterion), and a field."""

    words: str
    section: str = ""
    row: str = ""
    field: str = ""


def faults_of(version: Versioned) -> list[Fault]:
    """Everything a person must put right before this draft can be published."""
    if isinstance(version, FormVersion):
        return form_faults(version.definition)
    if isinstance(version, RuleSet):
        return rules_faults(version.definition)
    return rubric_faults(version.definition)


def form_faults(definition: Mapping[str, Any]) -> list[Fault]:
    found = list(_words(definition.get("title"), _("the title of the form"), field="title"))
    sections = definition.get("sections", [])
    if not sections:
        found.append(Fault(_("The form has no section yet.")))
    for code in repeated(section["code"] for section in sections):
        found.append(Fault(_("Two sections have the code “%(code)s”.") % {"code": code}, code, field="code"))
    everything = [(section["code"], question) for section in sections for question in section["questions"]]
    for code in repeated(question["code"] for _section, question in everything):
        where = next(section for section, question in everything if question["code"] == code)
        found.append(Fault(_("Two questions have the code “%(code)s”.") % {"code": code}, where, code, "code"))
    known = {question["code"]: question for _section, question in everything}
    earlier: set[str] = set()
    for section in sections:
        found += _section_faults(section)
        for question in section["questions"]:
            found += question_faults(question, section["code"], known, earlier)
            earlier.add(question["code"])
    amount = definition.get("amount_question")
    if amount and known.get(amount, {}).get("type") != "money":
        found.append(
            Fault(
                _("The question that says the amount asked for is gone or is no amount of money."),
                field="amount_question",
            )
        )
    return found


def _section_faults(section: Mapping[str, Any]) -> Iterator[Fault]:
    name = in_language(section.get("title")) or section["code"]
    yield from _words(
        section.get("title"), _("the title of the section “%(name)s”") % {"name": name}, section["code"], field="title"
    )
    if section.get("intro"):
        yield from _words(
            section["intro"],
            _("the introduction of the section “%(name)s”") % {"name": name},
            section["code"],
            field="intro",
        )
    if not section["questions"]:
        yield Fault(_("The section “%(name)s” has no question yet.") % {"name": name}, section["code"])


def question_faults(
    question: Mapping[str, Any], section: str, known: Mapping[str, Mapping[str, Any]], earlier: set[str]
) -> Iterator[Fault]:
    """What is wrong with one question. `known` are all questions of the form, `earlier` the codes of those before it."""
    code, kind = question["code"], question["type"]
    name = in_language(question.get("label")) or code
    at = {"section": section, "row": code}
    yield from _words(question.get("label"), _("the label of “%(name)s”") % {"name": name}, **at, field="label")
    for field, sentence in (
        ("help", _("the help of “%(name)s”")), ("example", _("the example of “%(name)s”")), ("unit", _("the unit of “%(name)s”"))
    ):  # fmt: skip
        if question.get(field):
            yield from _words(question[field], sentence % {"name": name}, **at, field=field)
    if kind == "declaration":
        yield from _words(
            question.get("statement"), _("the statement of “%(name)s”") % {"name": name}, **at, field="statement"
        )
    if kind in {"choice", "choices"} and not question.get("choices"):
        yield Fault(_("“%(name)s” has no answer to choose from.") % {"name": name}, **at, field="choices")
    for choice in question.get("choices", ()):
        what = _("the answer “%(choice)s” of “%(name)s”") % {
            "choice": in_language(choice.get("label")) or choice["code"],
            "name": name,
        }
        yield from _words(choice.get("label"), what, **at, field="choices")
    for twice in repeated(choice["code"] for choice in question.get("choices", ())):
        yield Fault(
            _("The answer “%(code)s” of “%(name)s” occurs twice.") % {"code": twice, "name": name},
            **at,
            field="choices",
        )
    if kind == "table":
        yield from _table_faults(question, name, at)
    yield from _limit_faults(question, name, at)
    for field in ("shown_when", "required_when"):
        yield from _condition_faults(question.get(field), name, field, at, known, earlier)


def _table_faults(question: Mapping[str, Any], name: str, at: dict[str, str]) -> Iterator[Fault]:
    columns = question.get("columns", ())
    if not columns:
        yield Fault(_("The table “%(name)s” has no column yet.") % {"name": name}, **at, field="columns")
    for column in columns:
        what = _("the column “%(column)s” of “%(name)s”") % {"column": column["code"], "name": name}
        yield from _words(column.get("label"), what, **at, field="columns")
    for twice in repeated(column["code"] for column in columns):
        yield Fault(
            _("The column “%(code)s” of “%(name)s” occurs twice.") % {"code": twice, "name": name},
            **at,
            field="columns",
        )


def _limit_faults(question: Mapping[str, Any], name: str, at: dict[str, str]) -> Iterator[Fault]:
    low, high = question.get("min"), question.get("max")
    if low is None or high is None or "today" in (low, high):
        return
    try:
        crossed = (
            low > high
            if isinstance(low, str) and isinstance(high, str) and "-" in low
            else Decimal(str(low)) > Decimal(str(high))
        )
    except ArithmeticError:
        crossed = True
    if crossed:
        yield Fault(_("The limits of “%(name)s” are the wrong way round.") % {"name": name}, **at, field="min")


def _condition_faults(
    condition: Mapping[str, Any] | None,
    name: str,
    field: str,
    at: dict[str, str],
    known: Mapping[str, Mapping[str, Any]],
    earlier: set[str],
) -> Iterator[Fault]:
    for other in dict.fromkeys(conditions.questions_in(condition)):
        if other not in known:
            yield Fault(
                _("A condition of “%(name)s” looks at the question “%(other)s”, which was removed.") % {"name": name, "other": other},
                **at, field=field,
            )  # fmt: skip
        elif other not in earlier:
            label = in_language(known[other].get("label")) or other
            yield Fault(
                _("A condition of “%(name)s” looks at “%(other)s”, which comes later: move one of the two.")
                % {"name": name, "other": label},
                **at, field=field,
            )  # fmt: skip
    for test in _tests_in(condition):
        other = known.get(test["question"])
        offered = choices_of(other) if other else None
        if offered is None:
            continue
        wanted = [test[key] for key in ("equals", "contains") if key in test] + list(test.get("in", ()))
        for value in wanted:
            if value not in offered:
                yield Fault(
                    _("A condition of “%(name)s” waits for the answer “%(value)s”, which “%(other)s” does not offer.")
                    % {"name": name, "value": value, "other": in_language(other.get("label")) or other["code"]},
                    **at, field=field,
                )  # fmt: skip


def _tests_in(condition: Mapping[str, Any] | None) -> Iterator[Mapping[str, Any]]:
    if not condition:
        return
    for part in (*condition.get("all", ()), *condition.get("any", ())):
        yield from _tests_in(part)
    if "not" in condition:
        yield from _tests_in(condition["not"])
    if "question" in condition:
        yield condition


def rules_faults(definition: Mapping[str, Any]) -> list[Fault]:
    found: list[Fault] = []
    for code in repeated(rule["code"] for rule in definition["rules"]):
        found.append(Fault(_("Two rules have the code “%(code)s”.") % {"code": code}, row=code, field="code"))
    for rule in definition["rules"]:
        code = rule["code"]
        if rule.get("kind") not in RULE_KINDS:
            found.append(
                Fault(
                    _("The rule “%(code)s” is of a kind that does not exist.") % {"code": code}, row=code, field="kind"
                )
            )
        told = {
            Outcome.PASS: _("the sentence of the rule “%(code)s” when it is met"),
            Outcome.FAIL: _("the sentence of the rule “%(code)s” when it is not met"),
            Outcome.MANUAL: _("the sentence of the rule “%(code)s” when a person must look"),
        }
        for outcome, what in told.items():
            words = rule.get("sentences", {}).get(outcome.value)
            found += _words(words, what % {"code": code}, row=code, field=f"sentence_{outcome}")
    return found


def rubric_faults(definition: Mapping[str, Any]) -> list[Fault]:
    found: list[Fault] = []
    criteria = definition["criteria"]
    if not criteria:
        found.append(Fault(_("The rubric has no criterion yet.")))
    for code in repeated(criterion["code"] for criterion in criteria):
        found.append(Fault(_("Two criteria have the code “%(code)s”.") % {"code": code}, row=code, field="code"))
    for criterion in criteria:
        name = in_language(criterion.get("name")) or criterion["code"]
        found += _words(
            criterion.get("name"),
            _("the name of the criterion “%(name)s”") % {"name": name},
            row=criterion["code"],
            field="name",
        )
        if criterion.get("help"):
            found += _words(
                criterion["help"],
                _("the help of the criterion “%(name)s”") % {"name": name},
                row=criterion["code"],
                field="help",
            )
    total = sum((Decimal(str(criterion.get("weight", 0))) for criterion in criteria), Decimal(0))
    if criteria and total != 100:
        found.append(
            Fault(_("The weights add up to %(total)s; they must add up to 100.") % {"total": total}, field="weight")
        )
    return found


def _words(words: Any, what: str, section: str = "", row: str = "", field: str = "") -> Iterator[Fault]:
    """One fault for each language that lacks."""
    for language in LANGUAGES:
        if not (words or {}).get(language):
            sentence = {
                "fr": _("In French, %(what)s is missing."), "ar": _("In Arabic, %(what)s is missing."), "en": _("In English, %(what)s is missing."),
            }[language]  # fmt: skip
            yield Fault(sentence % {"what": what}, section, row, f"{field}_{language}" if field else "")
