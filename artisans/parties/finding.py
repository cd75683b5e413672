"""Finding in the register: a number or a reference exactly, else a name by its words and sounds; best first, within one's reach.

No text can make a query walk the register: every look-up is one condition of an index, planned as if all its rows were wanted and
stopped after a fixed number of them (`_first`). Names are then weighed by `artisans.name_search`.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection
from django.db.models import BooleanField, Func, Q, QuerySet, Value
from rapidfuzz import fuzz, process

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from artisans import identifiers
from artisans.name_search import LIKELY, LONGEST, Wanted, area_keys
from artisans.names import skeleton
from artisans.parties.choices import BankAccountStatus, IdentifierKind
from artisans.parties.models import SEARCH_WORDS, BankAccount, Identifier, Party
from foundation import crypto
from foundation.characters import tidy
from foundation.errors import InvalidValue
from foundation.phones import normalise_phone
from foundation.references import normalise_reference

OFFERED = 50
"""A name less close than this is not worth a line."""
_FEW = 1_000
_OWN = 200  # parties one applicant may act for; far above any real number
_AS_TYPED, _WHOLE, _SOUNDING, _WIDER = 300, 60, 2_000, 1_000  # rows looked at
_WEIGHED = 150  # names weighed by our own measure, which takes the time of a hundred cruder ones
_ENOUGH = 10  # rows that begin as typed: no need to guess further
_TRIGRAM = 3
_SHOWN = ("commune__province", "artisan__trade")


@dataclass(frozen=True)
class Found:
    """A party that a text finds, how close (100: the very number or name), and by what: number, reference or name."""

    party: Party
    score: int
    by: str

    @property
    def is_likely(self) -> bool:
        return self.score >= LIKELY


def find_parties(text: str, user: User, limit: int = 20) -> list[Found]:
    """The best hits among the active parties within this person's reach, best first; never a hint of any other."""
    text = tidy(text[:LONGEST])
    rows = Party.objects.for_user(user).active()
    exact = exact_matches(text)
    if exact is not None:
        numbered = list(rows.select_related(*_SHOWN).filter(exact).order_by("sort_fr", "id")[:limit])
        if numbered:
            reference = normalise_reference(text)
            return [Found(row, 100, "reference" if row.reference == reference else "number") for row in numbered]
    scopes = scopes_of(user, "artisans.view_party")
    return _named(Wanted(text), rows, [scope.area for scope in scopes] if scopes else None, limit)


def search_parties(text: str, user: User, limit: int = 20) -> list[Party]:
    """The parties of `find_parties`."""
    return [found.party for found in find_parties(text, user, limit)]


def matching(queryset: QuerySet[Party], text: str) -> QuerySet[Party]:
    """The rows of the queryset that the text finds: a number exactly, else who has words beginning so or a spelling of them."""
    exact = exact_matches(text)
    if exact is not None:
        numbered = queryset.filter(exact)
        if numbered.exists():
            return numbered
    wanted = Wanted(text)
    if not wanted.words:
        return queryset.none()
    if wanted.is_short:
        return queryset.filter(Q(sort_fr__startswith=wanted.folded) | Q(sort_ar__startswith=wanted.folded))
    condition = _Has(wanted.beginnings() or wanted.beginning() or wanted.exactly())
    numbers = [row.id for row in _first(Party.objects.filter(condition), _FEW + 1)]
    if len(numbers) > _FEW:
        return queryset.filter(condition)
    # Rare names: fetched by number, so that no plan walks the whole register in name order for them.
    near = _Ranking(wanted)
    near.look(Party.objects.active())
    numbers += [number for score, number in near.best(_FEW) if score >= LIKELY]
    if not numbers:
        numbers = [row.id for row in _first(_containing(Party.objects.all(), wanted), _FEW)]
    return queryset.filter(pk__in=set(numbers))


def exact_matches(text: str) -> Q | None:
    """Who has this reference, identifier, account (any kind, any spelling) or phone (Arabic digits too); None for plain words."""
    text = tidy(text[:LONGEST])
    reference = normalise_reference(text)
    found = Q(reference=reference) if reference else Q()
    if not any(character.isdigit() for character in text):
        return found or None  # a reference may be letters only, a number never
    found |= holders(text)
    with suppress(InvalidValue):
        lookup = crypto.lookup_hash("rib", identifiers.check_rib(text).value)
        accounts = BankAccount.objects.filter(rib_lookup=lookup).exclude(status=BankAccountStatus.RETIRED)
        found |= Q(pk__in=accounts.values("party_id"))
    with suppress(InvalidValue):
        found |= Q(phone_lookup=crypto.lookup_hash("phone", normalise_phone(text)))
    return found or None


def holders(text: str) -> Q:
    """Who holds this text as a number of any kind; an empty condition if it can be none."""
    numbers = Q()
    for kind in (IdentifierKind.CNIE, IdentifierKind.ICE, IdentifierKind.RNA, IdentifierKind.PASSPORT):
        with suppress(InvalidValue):
            numbers |= _is(kind, identifiers.CHECKS[kind](text).value)
    # "53805 Casablanca", "RC Casablanca/53805": the number with its court, in either order; alone with any commercial court.
    match = re.fullmatch(r"(?:rc\W*)?(\d{1,7})\W+(\D{3,})|(?:rc\b\W*)?(\D{3,}?)\W+(\d{1,7})", text, re.IGNORECASE)
    alone = re.fullmatch(r"rc\W*(\d{1,7})", text, re.IGNORECASE)
    if match:
        with suppress(InvalidValue):
            numbers |= _is(IdentifierKind.RC, identifiers.check_rc(match[1] or match[4], match[2] or match[3]).value)
    elif alone:
        for court in identifiers.COURTS:
            with suppress(InvalidValue):
                numbers |= _is(IdentifierKind.RC, identifiers.check_rc(alone[1], court).value)
    if not numbers:
        return Q()
    # A subquery, not a join: one row a party, whatever it holds.
    return Q(pk__in=Identifier.objects.filter(numbers, is_current=True).values("party_id"))


class _Row(NamedTuple):
    id: int
    name_fr: str
    name_ar: str
    search: str


class _Has(Func):
    """The register's words and sounds answer this query; takes the index by asking with its very expression."""

    arg_joiner = " @@ "
    template = "(%(expressions)s::tsquery)"
    output_field = BooleanField()
    conditional = True

    def __init__(self, query: str) -> None:
        super().__init__(SEARCH_WORDS, Value(query))


class _Ranking:
    """Candidates of one typed name, gathered from narrow to wide queries, and weighed once each."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._rows: dict[int, _Row] = {}
        self._scores: dict[tuple[str, str], int] = {}

    def add(self, rows: Iterable[_Row]) -> int:
        found = {row.id: row for row in rows}
        self._rows |= found
        return len(found)

    def look(self, rows: QuerySet[Party], areas: Iterable[str] = ()) -> None:
        """By the words as typed and the whole as typed; then by beginnings; then by sounds, wider while nobody likely is found."""
        wanted, within = self.wanted, _within(areas)

        def ask(query: str, most: int) -> int:
            return self.add(_first(rows.filter(_Has(f"({query}){within}")), most)) if query else 0

        many = ask(wanted.exactly(), _AS_TYPED)
        self.add(_first(rows.filter(skeleton=skeleton(wanted.text)[:120]), _WHOLE))
        self.add(_starting(rows, wanted, _WHOLE))
        begun = many or ask(wanted.beginning(), _AS_TYPED)
        if begun >= _AS_TYPED or not wanted.parts:
            return
        ask(wanted.sounding(), _SOUNDING)
        for query, most in ((wanted.roughly, _WIDER), (wanted.mistyped, _WIDER), (wanted.beginnings, _AS_TYPED)):
            if begun < _ENOUGH and not self.has_likely:
                ask(query(), most)

    @property
    def has_likely(self) -> bool:
        return any(score >= LIKELY for score, _number in self.best(1))

    def best(self, limit: int) -> list[tuple[int, int]]:
        """Score and number of the closest, best first."""
        by_name: dict[tuple[str, str], list[_Row]] = {}
        for row in self._rows.values():
            by_name.setdefault((row.name_fr, row.name_ar), []).append(row)
        for name in self._worth_weighing(by_name):
            if name not in self._scores:
                self._scores[name] = self.wanted.closeness(*name)
        ranked = sorted((-score, *name) for name, score in self._scores.items() if score >= OFFERED)
        found: list[tuple[int, int]] = []
        for score, *name in ranked:
            found += [(-score, row.id) for row in sorted(by_name[tuple(name)])]
            if len(found) >= limit:
                break
        return found[:limit]

    def _worth_weighing(self, by_name: dict[tuple[str, str], list[_Row]]) -> Iterable[tuple[str, str]]:
        if len(by_name) <= _WEIGHED:
            return by_name
        written = {name: rows[0].search for name, rows in by_name.items()}
        nearest = process.extract(self.wanted.folded, written, scorer=fuzz.token_set_ratio, limit=_WEIGHED)
        return [name for _search, _score, name in nearest]


def _named(wanted: Wanted, rows: QuerySet[Party], areas: list[str] | None, limit: int) -> list[Found]:
    if not wanted.words:
        return []
    ranking = _Ranking(wanted)
    if areas is None:
        # An applicant: themselves and those they act for, each of them weighed.
        ranking.add(_Row(*row) for row in rows.order_by("pk").values_list(*_Row._fields)[:_OWN])
    elif wanted.is_short:
        return _beginning(wanted, rows, limit)
    else:
        ranking.look(rows, areas)
    best = ranking.best(limit)
    if not best and areas is not None:
        best = [(OFFERED, row.id) for row in _first(_containing(rows, wanted), limit)]
    return _fetched(rows, best)


def _beginning(wanted: Wanted, rows: QuerySet[Party], limit: int) -> list[Found]:
    """The first names in the order of the letters, by the indexes made for beginnings."""
    found = {row.id: OFFERED for row in _starting(rows, wanted, limit)}
    return _fetched(rows, [(score, number) for number, score in found.items()][:limit])


def _starting(rows: QuerySet[Party], wanted: Wanted, most: int) -> list[_Row]:
    """The first names that begin with the whole of the text, in the order of the letters, by the indexes made for beginnings."""
    found = []
    if rows.query.is_empty() or not wanted.folded:
        return found
    for column in ("sort_fr", "sort_ar"):
        begin = rows.filter(**{f"{column}__startswith": wanted.folded}).order_by()
        sql, parameters = begin.values_list(*_Row._fields).query.sql_with_params()
        with connection.cursor() as cursor:
            # ~<~ is the order of these indexes under any collation; the text is the ORM's, its values are parameters.
            cursor.execute(f"{sql} ORDER BY artisans_party.{column} USING ~<~ LIMIT %s", (*parameters, most))
            found += [_Row(*row) for row in cursor.fetchall()]
    return found


def _containing(rows: QuerySet[Party], wanted: Wanted) -> QuerySet[Party]:
    """Who has the typed words within others, by the trigram index; nobody if none is long enough for it."""
    words = [word for word in wanted.words if len(word) >= _TRIGRAM]
    condition = Q()
    for word in words:
        condition &= Q(search__contains=word)
    return rows.filter(condition) if words else rows.none()


def _fetched(rows: QuerySet[Party], best: list[tuple[int, int]]) -> list[Found]:
    parties = {
        party.pk: party for party in rows.select_related(*_SHOWN).filter(pk__in=[number for _score, number in best])
    }
    return [Found(parties[number], score, "name") for score, number in best if number in parties]


def _first(rows: QuerySet[Party], most: int) -> list[_Row]:
    """So many of the rows, whichever come first.

    The materialised part is planned as if all its rows were read, so by the index of its condition; but it runs only until
    enough have come. Under a plain LIMIT the planner likes to walk the table and hope, and a name that nobody bears then costs
    a second.
    """
    if rows.query.is_empty():
        return []
    sql, parameters = rows.order_by().values_list(*_Row._fields).query.sql_with_params()
    with connection.cursor() as cursor:
        # The text is the ORM's own, its values are parameters.
        cursor.execute(f"WITH found AS MATERIALIZED ({sql}) SELECT * FROM found LIMIT %s", (*parameters, most))  # noqa: S608
        return [_Row(*row) for row in cursor.fetchall()]


def _within(areas: Iterable[str]) -> str:
    """The areas as a part of the query, where all of them are regions or lie within provinces; else nothing (rows are scoped
    by their own condition anyhow: this one only spares looking at those elsewhere)."""
    keys = [area_keys(area.rstrip(".")) for area in areas]
    if not keys or not all(keys):
        return ""
    alternatives = " | ".join(f"'{key[-1]}'" for key in keys)
    return f" & ({alternatives})"


def _is(kind: str, value: str) -> Q:
    # Kind and hash together are the unique index.
    return Q(kind=kind, value_lookup=crypto.lookup_hash(f"identifier:{kind}", value))
