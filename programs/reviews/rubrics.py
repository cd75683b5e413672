"""A rubric as published, and what a set of scores is worth under it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from foundation.errors import InvalidValue
from foundation.words import in_language


@dataclass(frozen=True)
class Criterion:
    """One question to the reviewer; `weight` is its part of 100."""

    code: str
    name: Mapping[str, str]
    help: Mapping[str, str]
    weight: Decimal
    lowest: Decimal
    highest: Decimal

    @property
    def label(self) -> str:
        return in_language(self.name)

    @property
    def guidance(self) -> str:
        return in_language(self.help)

    def is_extreme(self, score: Decimal) -> bool:
        return score in (self.lowest, self.highest)


def criteria_of(definition: Mapping[str, Any]) -> list[Criterion]:
    """The criteria of a rubric's definition, in order."""
    scale = definition.get("scale") or {}
    if not isinstance(scale, Mapping):  # a bare number is the highest score
        scale = {"max": scale}
    found = []
    for row in definition["criteria"]:
        found.append(
            Criterion(
                code=row["code"],
                name=row.get("name") or row.get("label") or {},
                help=row.get("help") or {},
                weight=Decimal(str(row["weight"])),
                lowest=Decimal(str(row.get("min", scale.get("min", 0)))),
                highest=Decimal(str(row.get("max", scale.get("max", 5)))),
            )
        )
    return found


def check_scores(
    criteria: list[Criterion], scores: Mapping[str, Any], comments: Mapping[str, str]
) -> dict[str, Decimal]:
    """Every criterion scored within its scale, extremes explained. Raises InvalidValue with each sentence."""
    reasons, clean = [], {}
    for criterion in criteria:
        given = scores.get(criterion.code)
        try:
            score = Decimal(str(given))
        except InvalidOperation:
            reasons.append(_("Give a score for “%(criterion)s”.") % {"criterion": criterion.label})
            continue
        if not (criterion.lowest <= score <= criterion.highest) or score * 2 != int(score * 2):
            reasons.append(
                _("The score for “%(criterion)s” goes from %(lowest)s to %(highest)s, by halves.")
                % {"criterion": criterion.label, "lowest": criterion.lowest, "highest": criterion.highest}
            )
            continue
        if criterion.is_extreme(score) and not (comments.get(criterion.code) or "").strip():
            reasons.append(
                _("Explain the lowest or highest score you gave for “%(criterion)s”.") % {"criterion": criterion.label}
            )
        clean[criterion.code] = score
    unknown = set(scores) - {criterion.code for criterion in criteria}
    if unknown:
        reasons.append(_("Some of these criteria are not in the rubric."))
    if reasons:
        raise InvalidValue(_("The review is not complete."), reasons=reasons)
    return clean


def weighted_total(criteria: list[Criterion], scores: Mapping[str, Decimal]) -> Decimal:
    """The score out of 100: each criterion's place on its scale, times its share of the weights."""
    weights = sum(criterion.weight for criterion in criteria)
    points = sum(
        criterion.weight * (scores[criterion.code] - criterion.lowest) / (criterion.highest - criterion.lowest)
        for criterion in criteria
    )
    return (points * 100 / weights).quantize(Decimal("0.01"), ROUND_HALF_UP)
