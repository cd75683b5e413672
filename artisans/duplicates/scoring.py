"""How sure we are that two records are one person, 0 to 100, with what speaks for and against it.

Points, not a model: each line can be explained to the officer who reads it. A name alone is never enough (50 of 100): two
people of one name in one commune with different birth dates stay well below `LOOK`. Phones are shared in families, so the same
phone helps a likeness and proves nothing; the same identifier does.
"""

import re
from datetime import date
from functools import lru_cache

from rapidfuzz import fuzz

from artisans.duplicates.choices import Reason
from artisans.duplicates.probes import Candidate, Probe, Twin
from artisans.names import LIKELY, folded, similarity

_COMMON = 50  # bearers of a name from which it says little
_FREQUENT = 10


def weigh(probe: Probe, row: Candidate) -> Twin:
    """The score of one pair and its reasons."""
    if row.same_number:
        return Twin(row.row_id, 100, (Reason.NUMBER, *_reasons(probe, row)), exact=True)
    likeness = likeness_of(probe, row)
    points = max(0, likeness - 50) + _other_points(probe, row)
    if likeness < 60:
        points = min(points, 65)  # a family's phone, brothers of one day: not the same person by that alone
    return Twin(row.row_id, max(0, min(99, points)), _reasons(probe, row, likeness))


def most_of(probe: Probe, row: Candidate) -> int:
    """What the pair would score were the names the same: whoever stays below with that need not have them compared."""
    return 100 if row.same_number else 50 + _other_points(probe, row)


def _other_points(probe: Probe, row: Candidate) -> int:
    """Everything but the name."""
    points = _birth_points(probe.birth_date, row.birth_date) + _place_points(probe, row)
    if row.same_phone:
        points += 20
    if probe.trade_code and row.trade:
        points += 4 if probe.trade_code == row.trade else -1
    if row.other_number:
        points -= 16
    if probe.sex and row.sex and probe.sex != row.sex:
        points -= 15
    if probe.birth_date is None or row.birth_date != probe.birth_date:
        points -= 12 if row.bearers >= _COMMON else 6 if row.bearers >= _FREQUENT else 0
    return points


def likeness_of(probe: Probe, row: Candidate) -> int:
    """How alike the names are, 0 to 100: by sound in the same script, or across the scripts where they have none in common."""
    pairs = [(a, b) for a, b in ((probe.name_fr, row.name_fr), (probe.name_ar, row.name_ar)) if a and b]
    pairs = pairs or [(a, b) for a in (probe.name_fr, probe.name_ar) for b in (row.name_fr, row.name_ar) if a and b]
    return max((name_likeness(*sorted(pair)) for pair in pairs), default=0)


@lru_cache(maxsize=16384)
def name_likeness(a: str, b: str) -> int:
    """By sound (`names.similarity`), or as a clerk's slip: a letter too many, one missing, two exchanged, a space in the wrong place."""
    heard = similarity(a, b)
    return heard if heard >= 97 else max(heard, _slip(folded(a), folded(b)))


def _slip(a: str, b: str) -> int:
    """Likeness as typed. Each part must be near one of the other's: a long family name does not make Hassan of Houcine."""
    if not a or not b:
        return 0
    joined = fuzz.ratio(a.replace(" ", ""), b.replace(" ", ""))
    parts_a, parts_b = a.split(), b.split()
    if len(parts_a) != len(parts_b):
        return max(0, round(joined - 8)) if joined >= 94 else 0
    left, worst = list(parts_b), 100.0
    for part in parts_a:
        best = max(left, key=lambda other, part=part: fuzz.ratio(part, other))
        worst = min(worst, fuzz.ratio(part, best))
        left.remove(best)
    typed = 0.5 * fuzz.token_sort_ratio(a, b) + 0.5 * worst
    typed = max(typed, joined if joined >= 94 and a != b and worst < 60 else 0)
    return max(0, round(typed - 8)) if typed >= 74 else 0


def is_near(a: date, b: date) -> bool:
    """Two of year, month and day agree, day and month changed places, or one is the first of January of the same year."""
    if (a.year == b.year) + (a.month == b.month) + (a.day == b.day) >= 2:
        return True
    if a.year != b.year:
        return False
    return (a.day, a.month) == (b.month, b.day) or (1, 1) in ((a.day, a.month), (b.day, b.month))


def _birth_points(a: date | None, b: date | None) -> int:
    if a is None or b is None:
        return 5
    if a == b:
        # Who does not know the day is written down as born on the first of January.
        return 26 if (a.month, a.day) == (1, 1) else 32
    if is_near(a, b):
        return 22
    return -12 if a.year == b.year else -25


def _place_points(probe: Probe, row: Candidate) -> int:
    if not probe.commune_code or not row.area:
        return 4
    same, near = (24, 10) if "organisation" in (probe.kind, row.kind) else (14, 8)
    if probe.commune_code == row.area:
        return same
    return near if province_of(probe.commune_code) == province_of(row.area) else 0


def province_of(commune_code: str) -> str:
    """`04.441.01.0` lies in province `04.441`."""
    return ".".join(re.split(r"\.", commune_code, maxsplit=2)[:2])


def _reasons(probe: Probe, row: Candidate, likeness: int | None = None) -> tuple[str, ...]:
    likeness = likeness_of(probe, row) if likeness is None else likeness
    found: list[str] = []
    if row.same_phone:
        found.append(Reason.PHONE)
    found.append(
        Reason.NAME_SAME if likeness >= 97 else Reason.NAME_ALIKE if likeness >= LIKELY - 14 else Reason.NAME_DIFFERS
    )
    if probe.birth_date and row.birth_date:
        same, near = probe.birth_date == row.birth_date, is_near(probe.birth_date, row.birth_date)
        found.append(Reason.BIRTH_SAME if same else Reason.BIRTH_NEAR if near else Reason.BIRTH_DIFFERS)
    if probe.commune_code and row.area:
        if probe.commune_code == row.area:
            found.append(Reason.COMMUNE_SAME)
        elif province_of(probe.commune_code) == province_of(row.area):
            found.append(Reason.PROVINCE_SAME)
    if probe.trade_code and probe.trade_code == row.trade:
        found.append(Reason.TRADE_SAME)
    if row.bearers >= _COMMON:
        found.append(Reason.NAME_COMMON)
    if row.other_number and not row.same_number:
        found.append(Reason.NUMBER_DIFFERS)
    if probe.sex and row.sex and probe.sex != row.sex:
        found.append(Reason.SEX_DIFFERS)
    return tuple(str(reason) for reason in found)
