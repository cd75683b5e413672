"""Who may be this person already? Exact keys first, then blocks, then a closer look at the few that remain.

    twins_of(Probe("row 7", "Khadija Benomar", "", date(1990, 1, 2), "04.441.01.0"))
    twins_of_many(probes, among=REGISTER, limit=5)         # thousands a second
    twins_of_many(probes, among=Among("staged_rows", where="p.batch_id = %s", params=(7,)), limit=5)

A block is a set of records so small that each can be looked at: the same birth date; the same commune with a part of the name
in common and a birth date that may be a slip of the pen; the same consonant skeleton. Names alone are both slow and blind: a
thousand people are called Mohamed Alaoui. The database cuts each block down by trigrams of the skeletons (`blocks`), then name,
birth date, commune, phone and trade of the few that are left are weighed (`scoring`). Scores from `LOOK` on are worth an
officer's time, from `STRONG` on they are nearly certain; `exact` means that a number proves it.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from artisans.duplicates.blocks import bearers, candidates, held_numbers
from artisans.duplicates.choices import HINT, LOOK, STRONG
from artisans.duplicates.probes import REGISTER, Among, Candidate, Probe, Twin, number_lookup, probes_of
from artisans.duplicates.scoring import most_of, weigh

__all__ = [
    "HINT", "LOOK", "REGISTER", "STRONG", "Among", "Probe", "Twin", "number_lookup", "probes_of", "twins_of", "twins_of_many",
]  # fmt: skip

_BATCH = 2_000
_COMMON = 60
_CLOSELY = 40  # rows weighed for one person
_WORTH = 60  # cheap points from which a row is weighed when there are many


def twins_of(probe: Probe, *, among: Among = REGISTER, limit: int = 20) -> list[Twin]:
    """The likeliest twins of one person, best first, unlikely ones included: the caller compares with `HINT` or `LOOK`."""
    found = _weighed([probe], among, most=_CLOSELY, least=0, thorough=True)
    return found[0][:limit]


def twins_of_many(
    probes: Iterable[Probe], *, among: Among = REGISTER, limit: int = 5, least: int = LOOK
) -> dict[Hashable, list[Twin]]:
    """Twins from `least` on of each probe that has any, by its key, best first. Takes any number, a few thousand at a time."""
    found: dict[Hashable, list[Twin]] = {}
    for batch in _batches(probes):
        weighed = _weighed(batch, among, most=max(8, 2 * limit), least=_WORTH, thorough=False, score=least)
        for n, twins in weighed.items():
            if likely := [twin for twin in twins if twin.score >= least][:limit]:
                found[batch[n].key] = likely
    return found


def _weighed(
    probes: Sequence[Probe], among: Among, *, most: int, least: int, thorough: bool, score: int = 0
) -> dict[int, list[Twin]]:
    """The twins of each probe by its place, best first; those that cannot reach the score are left out unweighed."""
    rows = candidates(probes, among, most=most, least=least, thorough=thorough)
    # What the name is worth matters only where the birth date does not speak.
    sounds = {sound for n, row, sound in rows if row.birth_date is None or row.birth_date != probes[n].birth_date}
    common = bearers(sorted(sounds), among, _COMMON)
    numbers = held_numbers([row.row_id for n, row, _sound in rows if probes[n].numbers], among)
    found: dict[int, list[Twin]] = defaultdict(list)
    for n, row, sound in rows:
        held = numbers.get(row.row_id, {})
        candidate = known(probes[n], row, held, common.get(sound, 0))
        if most_of(probes[n], candidate) >= score:
            found[n].append(weigh(probes[n], candidate))
    for twins in found.values():
        twins.sort(key=lambda twin: (-twin.score, twin.row_id))
    return found


def known(probe: Probe, row: Candidate, held: dict[str, set[bytes]], how_many: int) -> Candidate:
    """The candidate with its numbers compared: the same one, or another of the same kind."""
    same = any(lookup in held.get(kind, ()) for kind, lookup in probe.numbers)
    other = any(kind in held and lookup not in held[kind] for kind, lookup in probe.numbers)
    return replace(row, same_number=same, other_number=other, bearers=how_many) if same or other or how_many else row


def _batches(probes: Iterable[Probe]) -> Iterator[list[Probe]]:
    left = iter(probes)
    while batch := list(islice(left, _BATCH)):
        yield batch
