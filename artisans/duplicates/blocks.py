"""The blocks, as one question to the database for any number of probes.

Every arm is an index scan of the searched relation; trigrams of the skeletons cut its rows down before anything is fetched. What
is left is ranked cheaply, and no probe gets more than `most` rows.
"""

from calendar import isleap, mdays
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from django.db import connection

from artisans.duplicates.probes import Among, Candidate, Probe
from artisans.names import fold, skeleton

_NEAR_DAYS = 400  # a slip in day, month or the last figure of the year

_PROBES = """
SELECT q.*, (SELECT array_agg(DISTINCT day::date) FROM unnest(ARRAY[
    q.swapped, q.birth + interval '1 year', q.birth - interval '1 year', q.birth + interval '10 years',
    q.birth - interval '10 years', date_trunc('year', q.birth)
]) day WHERE day::date <> q.birth) AS slips
FROM unnest(%s::int[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[], %s::date[], %s::text[],
                     %s::bytea[], %s::text[])
    AS q(n, own, kind, skeleton, first, last, birth, swapped, area, phone, name)
"""
_PROBES_OF_MANY = """
SELECT q.*, near_text::date[] AS near
FROM unnest(%s::int[], %s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::date[], %s::date[], %s::text[],
                     %s::bytea[], %s::text[])
    AS q(n, own, kind, skeleton, first, last, birth, swapped, area, phone, near_text)
"""

# Two of year, month and day agree, day and month changed places, or the first of January of the same year.
_SLIP = """
((EXTRACT(year FROM p.birth_date) = EXTRACT(year FROM q.birth))::int
 + (EXTRACT(month FROM p.birth_date) = EXTRACT(month FROM q.birth))::int
 + (EXTRACT(day FROM p.birth_date) = EXTRACT(day FROM q.birth))::int >= 2
 OR p.birth_date = q.swapped
 OR (EXTRACT(year FROM p.birth_date) = EXTRACT(year FROM q.birth)
     AND (EXTRACT(doy FROM p.birth_date) = 1 OR EXTRACT(doy FROM q.birth) = 1)))
"""
_AROUND = f"p.birth_date BETWEEN q.birth - {_NEAR_DAYS} AND q.birth + {_NEAR_DAYS}"
_LIKE = "similarity(p.skeleton, q.skeleton)"
_FIRST = "p.area = q.area AND split_part(p.skeleton, ' ', 1) IN (q.first, q.last)"
_LAST = "p.area = q.area AND split_part(p.skeleton, ' ', -1) IN (q.first, q.last)"

# What a row must have in common with a probe: a condition on q and p, and the weight of what it says about the birth date.
_SOUND = (
    # The same skeleton: in the same commune, or with a slip in the birth date anywhere.
    (f"p.skeleton = q.skeleton AND {_AROUND} AND {_SLIP}", 22),
    (
        "p.skeleton = q.skeleton AND p.area = q.area",
        f"CASE WHEN q.birth IS NULL OR p.birth_date IS NULL THEN 5 WHEN {_SLIP} THEN 22 ELSE -12 END",
    ),
)
# For many, every condition is an equality of an index or a list of them: a range of days of a common name costs more than all else.
_NEAR = "p.birth_date = ANY(q.near)"
# Two outer parts that both changed are another name; to look at them is quicker than to count trigrams.
_PART = "(split_part(p.skeleton, ' ', 1) IN (q.first, q.last) OR split_part(p.skeleton, ' ', -1) IN (q.first, q.last))"
_FOR_MANY = (
    # The same birth date; in the same commune the name may be far off.
    (
        f"p.birth_date = q.birth AND (p.area = q.area OR {_PART})"
        f" AND {_LIKE} >= CASE WHEN p.area = q.area THEN 0.2 ELSE 0.4 END",
        32,
    ),
    (f"p.birth_date = q.swapped AND {_PART} AND {_LIKE} >= 0.5", 22),
    # The same commune, a part of the name, a birth date that may be a slip of the pen or is not known.
    (f"{_FIRST} AND {_NEAR} AND {_LIKE} >= 0.4", 22),
    (f"{_LAST} AND {_NEAR} AND {_LIKE} >= 0.4", 22),
    (f"{_FIRST} AND p.birth_date IS NULL AND {_LIKE} >= 0.5", 5),
    (f"{_LAST} AND p.birth_date IS NULL AND {_LIKE} >= 0.5", 5),
    # The same skeleton, with a slip in the birth date anywhere; in the same commune if it is not given. As a list of days the
    # planner would look up each day first.
    (f"p.skeleton = q.skeleton AND {_AROUND} AND ({_NEAR}) IS TRUE", 22),
    ("p.skeleton = q.skeleton AND p.area = q.area AND q.birth IS NULL", 5),
)
# For one probe we can afford the far corners: names hardly alike, another tenth year, a birth date that is not given or quite another.
_FOR_ONE = (
    (f"p.birth_date = q.birth AND greatest({_LIKE}, similarity(p.sort_fr, q.name)) >= 0.25", 32),
    (f"p.birth_date = ANY(q.slips) AND {_LIKE} >= 0.4", 22),
    (f"{_FIRST} AND {_LIKE} >= 0.4", 0),
    (f"{_LAST} AND {_LIKE} >= 0.4", 0),
    *_SOUND,
)

_FAR = """
SELECT q.n, near.id, 20, near.area = q.area AS here, 1.0::real AS alike
FROM q CROSS JOIN LATERAL (
    (SELECT p.id, p.area FROM {table} p WHERE {where} AND p.skeleton = q.skeleton AND p.birth_date > q.birth
     ORDER BY p.birth_date LIMIT 15)
    UNION ALL
    (SELECT p.id, p.area FROM {table} p WHERE {where} AND p.skeleton = q.skeleton AND p.birth_date < q.birth
     ORDER BY p.birth_date DESC LIMIT 15)
) near
"""
_PHONE = """
SELECT q.n, held.id, 60, FALSE, 0::real
FROM q CROSS JOIN LATERAL (SELECT p.id FROM {table} p WHERE {where} AND p.phone_lookup = q.phone LIMIT 10) held
WHERE q.phone IS NOT NULL
"""
_NUMBERS = """
SELECT held.n, p.id, 100, TRUE, 1::real
FROM unnest(%s::int[], %s::text[], %s::bytea[]) AS held(n, kind, lookup)
JOIN {numbers} n ON n.kind = held.kind AND n.value_lookup = held.lookup AND {current}
JOIN {table} p ON p.id = n.{owner} AND {where}
"""
# Probe by probe: joined as a whole, the planner would compare everybody of a commune with everybody else of it.
_ARM = """
SELECT q.n, p.id, {weight}, p.area = q.area, {like}
FROM q CROSS JOIN LATERAL (
    SELECT p.id, p.area, p.skeleton, p.birth_date FROM {table} p WHERE {where} AND {condition} OFFSET 0
) p
"""

_WHOLE = """
WITH q AS MATERIALIZED ({probes}),
found(n, id, weight, here, alike) AS ({arms}),
best AS (
    SELECT n, id, max(weight + CASE WHEN here THEN 14 ELSE 0 END + 20 + 30 * alike) AS points FROM found GROUP BY n, id
),
ranked AS (
    SELECT best.n, best.id, row_number() OVER (PARTITION BY best.n ORDER BY best.points DESC, best.id) AS place
    FROM best JOIN q ON q.n = best.n
    WHERE best.points >= {least} AND best.id IS DISTINCT FROM q.own
)
SELECT ranked.n, p.id, p.name_fr, p.name_ar, p.birth_date, p.area, COALESCE(p.phone_lookup = q.phone, FALSE), {trade}, {kind},
       {sex}, p.skeleton
FROM ranked JOIN q ON q.n = ranked.n JOIN {table} p ON p.id = ranked.id
WHERE ranked.place <= {most} AND (q.kind = '' OR {kind} = '' OR {kind} = q.kind)
"""


def candidates(
    probes: Sequence[Probe], among: Among, *, most: int, least: int, thorough: bool
) -> list[tuple[int, Candidate, str]]:
    """(place of the probe, row, the row's skeleton) of all that the blocks give; `thorough` looks into the far corners too."""
    names = {"table": among.table, "where": among.where}
    conditions = _FOR_ONE if thorough else _FOR_MANY
    arms = [_ARM.format(condition=condition, weight=weight, like=_LIKE, **names) for condition, weight in conditions]
    params: list[object] = list(_columns(probes, thorough=thorough))
    params += among.params * len(arms)
    if thorough:
        arms.append(_FAR.format(**names))
        params += among.params * 2
    if any(probe.phone_lookup for probe in probes):
        arms.append(_PHONE.format(**names))
        params += among.params
    if among.numbers and any(probe.numbers for probe in probes):
        table, owner, current = among.numbers
        arms.append(_NUMBERS.format(numbers=table, owner=owner, current=current, **names))
        params += [*_numbers(probes), *among.params]
    whole = _WHOLE.format(
        probes=_PROBES if thorough else _PROBES_OF_MANY, arms=" UNION ALL ".join(arms), least=int(least), most=int(most), trade=among.trade, kind=among.kind,
        sex=among.sex, table=among.table,
    )  # fmt: skip
    with connection.cursor() as cursor:
        # Many rows would make the planner compile the query for longer than it runs, and a small memory write them to disk.
        cursor.execute("SELECT set_config('jit', 'off', FALSE), set_config('work_mem', '32MB', FALSE)")
        cursor.execute(whole, params)
        rows = cursor.fetchall()
    return [(row[0], Candidate(*row[1:10]), row[10]) for row in rows]


def held_numbers(row_ids: Sequence[int], among: Among) -> dict[int, dict[str, set[bytes]]]:
    """The current numbers of these rows, by kind."""
    found: dict[int, dict[str, set[bytes]]] = {}
    if not among.numbers or not row_ids:
        return found
    table, owner, current = among.numbers
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT n.{owner}, n.kind, n.value_lookup FROM {table} n WHERE n.{owner} = ANY(%s) AND {current}",  # noqa: S608
            [list(row_ids)],
        )
        for owner_id, kind, lookup in cursor.fetchall():
            found.setdefault(owner_id, {}).setdefault(kind, set()).add(bytes(lookup))
    return found


def bearers(skeletons: Sequence[str], among: Among, upto: int) -> dict[str, int]:
    """How many rows sound like each, counted up to a number and no further."""
    if not skeletons:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s, (SELECT count(*) FROM (SELECT FROM {among.table} p WHERE p.skeleton = s LIMIT {int(upto)}) few)"  # noqa: S608
            " FROM unnest(%s::text[]) s",
            [list(skeletons)],
        )
        return dict(cursor.fetchall())


def _columns(probes: Sequence[Probe], *, thorough: bool) -> list[list[object]]:
    rows = []
    for n, probe in enumerate(probes):
        sound = probe.sound or (
            skeleton(probe.name_fr or probe.name_ar)[:120] if probe.name_fr or probe.name_ar else ""
        )
        parts = sound.split(" ")
        rows.append((
            n, probe.own_id, probe.kind, sound or None, parts[0] or None, parts[-1] or None, probe.birth_date,
            _swapped(probe), probe.commune_code or None, probe.phone_lookup,
            fold(probe.name_fr) if thorough else _near(probe.birth_date),
        ))  # fmt: skip
    return [list(column) for column in zip(*rows, strict=True)]


@lru_cache(maxsize=8192)
def _near(day: date | None) -> str | None:
    """The days that one slip makes of this one, as an array of the database: another day, month or figure of the year, day and month
    exchanged, the first of January for a day nobody knew."""
    if day is None:
        return None
    decade, unit = divmod(day.year, 10)
    century = decade // 10
    years = {decade * 10 + n for n in range(10)} | {century * 100 + n * 10 + unit for n in range(10)}
    slips = {(year, day.month, day.day) for year in years | {day.year - 1, day.year + 1}}
    slips |= {(day.year, day.month, n) for n in range(1, 32)} | {(day.year, n, day.day) for n in range(1, 13)}
    slips |= {(day.year, day.day, day.month), (day.year, 1, 1)}
    if (day.month, day.day) == (1, 1):
        slips |= {(day.year, month, n) for month in range(1, 13) for n in range(1, 32)}
    return "{" + ",".join(f"{y}-{m:02d}-{d:02d}" for y, m, d in slips if m <= 12 and d <= _days(y, m)) + "}"


def _days(year: int, month: int) -> int:
    return 28 + isleap(year) if month == 2 else mdays[month]


def _swapped(probe: Probe):
    """Day and month exchanged, where that is a date and another one."""
    day = probe.birth_date
    if day is None or day.day > 12 or day.day == day.month:
        return None
    return day.replace(month=day.day, day=day.month)


def _numbers(probes: Sequence[Probe]) -> list[list[object]]:
    rows = [(n, kind, lookup) for n, probe in enumerate(probes) for kind, lookup in probe.numbers]
    return [list(column) for column in zip(*rows, strict=True)]
