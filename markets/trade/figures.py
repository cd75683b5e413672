"""The arithmetic of the barometer: pure functions over exact numbers. A missing figure gives None, never a guess."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

ONE = Decimal(1)


def growth(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """X1 / X0 - 1."""
    if now is None or before is None or before == 0:
        return None
    return now / before - ONE


def share(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """The part of the whole."""
    if part is None or whole is None or whole == 0:
        return None
    return part / whole


def contribution(now: Decimal, before: Decimal, whole_before: Decimal) -> Decimal | None:
    """Points that one part adds to the growth of the whole: (X_i1 - X_i0) / X0. Over all parts they sum to that growth."""
    return None if whole_before == 0 else (now - before) / whole_before


def implied_base(value: Decimal | None, growth_published: Decimal | None) -> Decimal | None:
    """The earlier value that a published growth supposes."""
    if value is None or growth_published is None or growth_published <= -1:
        return None
    return value / (ONE + growth_published)


def cagr(last: Decimal | None, first: Decimal | None, years: int) -> Decimal | None:
    """Mean yearly growth over `years`: (Xn / X0) ** (1 / n) - 1."""
    if last is None or first is None or years <= 0 or first <= 0 or last < 0:
        return None
    if last == 0:
        return -ONE
    return (last / first) ** (ONE / Decimal(years)) - ONE


def month_alone(upto: Decimal | None, upto_month_before: Decimal | None) -> Decimal | None:
    """A month from two totals since January; the caller answers for both being of one vintage."""
    return None if upto is None or upto_month_before is None else upto - upto_month_before


def hhi(shares: Iterable[Decimal]) -> Decimal:
    """Herfindahl-Hirschman index, 1/N (equal parts) to 1 (one part), of shares that sum to one."""
    return sum((part * part for part in shares), Decimal(0))


def normalised_hhi(shares: Sequence[Decimal]) -> Decimal | None:
    """The index freed from the number of parts: 0 equal, 1 all in one. None for a single part."""
    count = len(shares)
    if count < 2:
        return None
    equal = ONE / count
    return (hhi(shares) - equal) / (ONE - equal)


def hhi_bounds(shares: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """Between what the index lies when only some shares are known: the rest scattered to nothing, or all in one part."""
    rest = max(ONE - sum(shares, Decimal(0)), Decimal(0))
    low = hhi(shares)
    return low, low + rest * rest


def top(shares: Iterable[Decimal], count: int = 3) -> Decimal:
    """The sum of the largest shares."""
    return sum(sorted(shares, reverse=True)[:count], Decimal(0))


def rounding_of(percent: Decimal) -> Decimal:
    """How far a percentage printed with its decimals may stand from the exact one, as a ratio: 7 → 0.005, 32.5 → 0.0005."""
    places = max(-percent.normalize().as_tuple().exponent, 0)
    return Decimal(5).scaleb(-places - 3)
