"""Who comes first and how much: pure arithmetic over a published scale. Nothing is read or written here."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Damage:
    """What the score and the amount are computed from; stored with the score."""

    structure: int
    premises_loss: Decimal
    equipment_loss: Decimal
    stock_loss: Decimal
    other_aid: Decimal
    activity: str
    workers: int
    only_income: bool
    dependants: int
    endangered: bool
    area: str

    def as_json(self) -> dict[str, Any]:
        return {name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Score:
    total: Decimal
    parts: dict[str, Decimal]


def score(damage: Damage, scale: Mapping[str, Any]) -> Score:
    """Points out of 100, each part within its weight."""
    shares = {
        "structure": _number(scale["structure"][str(damage.structure)]),
        "losses": _share(damage.equipment_loss + damage.stock_loss, scale["losses_full_at"]),
        "activity": _number(scale["activity"].get(damage.activity, 0)),
        "workers": _share(damage.workers, scale["workers_full_at"]),
        "household": (_number(int(damage.only_income)) + _share(damage.dependants, scale["dependants_full_at"])) / 2,
        "endangered": _number(int(damage.endangered)),
        "area": _number(scale["area"].get(damage.area, 0)),
    }
    parts = {
        name: (_number(weight) * shares[name]).quantize(CENT, ROUND_HALF_UP)
        for name, weight in scale["weights"].items()
    }
    return Score(sum(parts.values(), Decimal(0)), parts)


def covered_loss(damage: Damage, scale: Mapping[str, Any]) -> Decimal:
    """The assessed loss that this aid may make good: premises only from the grade on that the scale names."""
    losses = {"premises": damage.premises_loss, "equipment": damage.equipment_loss, "stock": damage.stock_loss}
    if damage.structure < scale["premises_from_grade"]:
        losses["premises"] = Decimal(0)
    return sum((losses[name] for name in scale["covered"]), Decimal(0))


def aid(damage: Damage, scale: Mapping[str, Any], requested: Decimal | None = None) -> Decimal:
    """Never above the cap, the loss that other aid leaves uncovered, or what was asked."""
    left = max(covered_loss(damage, scale) - damage.other_aid, Decimal(0))
    limits = [left, _number(scale["cap"])]
    if requested is not None:
        limits.append(requested)
    return min(limits).quantize(CENT)


def items(damage: Damage) -> set[str]:
    """The things the aid pays for; the same thing is never paid for twice."""
    losses = {"premises": damage.premises_loss, "equipment": damage.equipment_loss, "stock": damage.stock_loss}
    return {name for name, loss in losses.items() if loss > 0}


def _number(value: Any) -> Decimal:
    return Decimal(str(value))


def _share(value: Any, full_at: Any) -> Decimal:
    return min(_number(value) / _number(full_at), Decimal(1))
