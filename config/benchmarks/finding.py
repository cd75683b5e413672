"""P3: the search beside the same pattern on the trigram index, and whether it finds the right person."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse

from accounts.people.choices import Role
from accounts.people.models import RoleAssignment, User
from artisans.name_search import LIKELY, Wanted
from artisans.names import fold
from artisans.parties.choices import PartyKind
from artisans.parties.finding import find_parties
from artisans.parties.keys import keys_of
from artisans.parties.models import Party
from artisans.reference.models import Commune
from config.benchmarks.doors import post
from config.benchmarks.parts import PARTS, Bench
from config.benchmarks.timing import Times, side_by_side
from foundation.time import today

PATTERNS = {
    "French": (
        "Fatima El Amrani", "khadija bennani", "Alaoui Mohamed", "Rachid", "Karima Fassi", "ait ouahmane", "Abderrahim El Idr",
        "Hassan Lamrani", "hasan lalaoui", "mrani",
    ),
    "Arabic": ("العلوي محمد", "فاطمة", "خديجة بناني", "عمراني", "حسن الادريسي", "عبدالرحيم", "موحى"),
    "begun": ("fat", "moh", "ben", "amr", "mohamed a", "mohamed al", "khadija ben", "فاط", "محم", "العم"),
    "one or two letters": ("m", "Mo", "f", "ا", "مح"),
    "nobody": ("Zzyxqw Vvkrn", "xhosa qwerty", "edina", "زظغ ضثق", "Przybyszewski Wojciech"),
    "mistyped": ("Mohamd Alauoi", "Fatma Benani", "Khadja Skali", "Rachd Ouazani"),
}  # fmt: skip
OFFERED, AHEAD, TIMES = 8, 30, 12
EVERY = 1  # of the pairs
TYPED = "fatima el amrani"
REGION = "bench.region@sanad.example"
PAIRS = Path(settings.BASE_DIR) / "tests" / "artisans" / "data"


@PARTS.register("P3", order=30)
def search(bench: Bench) -> dict[str, float]:
    """P3. What people type, in both scripts, begun, mistyped, names nobody bears and single letters; for the whole country and
    for an officer of one region; then through the page's own door."""
    all_ours, all_raw, region = Times(), Times(), _officer_of_a_region()
    elsewhere = Times()
    for kind, texts in PATTERNS.items():
        ours, raw = Times(), Times()
        for text in texts:
            mine, floor, theirs = side_by_side(
                _search(text, bench.user), _raw(text), _search(text, region), times=TIMES, warm=1
            )
            ours.all += mine.all
            raw.all += floor.all
            elsewhere.all += theirs.all
        all_ours.all += ours.all
        all_raw.all += raw.all
        bench.tell(f"P3 search, {kind} p95", ours.p95 / raw.p95, ours.p95, "ms")
    bench.tell("P3 search by name p50", all_ours.p50 / all_raw.p50, all_ours.p50, "ms")
    bench.tell("P3 search by name p95", all_ours.p95 / all_raw.p95, all_ours.p95, "ms")
    bench.tell("P3 search by name, the worst", max(all_ours.all) / max(all_raw.all), max(all_ours.all), "ms")
    bench.tell("P3 search, officer of one region p95", elsewhere.p95 / all_raw.p95, elsewhere.p95, "ms")
    bench.tell("P3 floor: LIKE on the trigram index p95", 1, all_raw.p95, "ms")
    _doors(bench)
    if bench.is_whole:
        _right_person(bench)
    return {"P3 search by name p50": all_ours.p50}


def _search(text: str, user: User) -> Callable[[], Any]:
    return lambda: find_parties(text, user, OFFERED)


def _raw(text: str) -> Callable[[], Any]:
    pattern = f"%{fold(text)}%"

    def ask() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, reference, name_fr FROM artisans_party WHERE search LIKE %s ORDER BY sort_fr, id LIMIT 50",
                [pattern],
            )
            return cursor.fetchall()

    return ask


def _doors(bench: Bench) -> None:
    """The box's own answer while somebody types a name letter by letter: session, rights, search, options."""
    address, times = reverse("admin:search_suggestions"), Times()
    for length in range(1, len(TYPED) + 1):
        (one,) = side_by_side(post(bench.client, address, {"q": TYPED[:length]}), times=4, warm=1)
        times.all += one.all
    bench.tell("P3 suggestions through all doors p50", None, times.p50, "ms")
    bench.tell("P3 suggestions through all doors p95", None, times.p95, "ms")


def _right_person(bench: Bench) -> None:
    """The pairs of the tests: as names alone (recall, precision), then put into this register and looked for in it."""
    if not PAIRS.exists():
        return
    positive, negative = _pairs("positive")[::EVERY], _pairs("negative")[::EVERY]
    found = sum(Wanted(query).closeness(registered) >= LIKELY for registered, query in positive)
    wrong = sum(Wanted(query).closeness(registered) >= LIKELY for registered, query in negative)
    bench.tell("P3 recall on the positive pairs", None, found / len(positive), "share")
    bench.tell("P3 precision on all pairs", None, found / (found + wrong), "share")
    same = _same_names(positive)
    with transaction.atomic():
        _register({registered for registered, _query in positive} | {name for pair in negative for name in pair})
        ranks = [_rank(query, same[registered], bench.user) for registered, query in positive]
        first = sum(_rank(query, set(), bench.user) == 1 for _name, query in negative)
        transaction.set_rollback(True)
    bench.tell("P3 right name first, among all", None, sum(rank == 1 for rank in ranks) / len(ranks), "share")
    bench.tell("P3 mean rank of the right name", None, sum(ranks) / len(ranks), "rank")
    bench.tell("P3 the person named before neighbours", None, first / len(negative), "share")


def _rank(query: str, right: set[str], user: User) -> int:
    """How many other names weigh more than the right one, and one; far behind if it is not offered. Right is also the very name
    that was typed. A lower bound of what people see: some of those before bear the same name in yet another spelling."""
    best: dict[tuple[str, str], int] = {}
    for one in find_parties(query, user, AHEAD):
        best.setdefault((one.party.name_fr, one.party.name_ar), one.score)
    typed = sorted(fold(query).split())
    meant = [s for names, s in best.items() if right & set(names) or typed in [sorted(fold(n).split()) for n in names]]
    return 1 + sum(score > max(meant) for score in best.values()) if meant else AHEAD + 1


def _pairs(name: str) -> list[tuple[str, str]]:
    with (PAIRS / f"search_{name}.csv").open(encoding="utf-8", newline="") as file:
        return [(row["registered"], row["query"]) for row in csv.DictReader(file)]


def _same_names(pairs: list[tuple[str, str]]) -> dict[str, set[str]]:
    """For each name, all that the pairs call spellings of it, directly or through another."""
    groups: dict[str, set[str]] = {}
    for pair in pairs:
        group = set(pair).union(*(groups.get(name, ()) for name in pair))
        groups |= dict.fromkeys(group, group)
    return groups


def _register(names: set[str]) -> None:
    commune, by, parties = Commune.objects.order_by("code").first(), User.objects.system(), []
    for number, name in enumerate(sorted(names)):
        party = Party(
            reference=f"BENCH-{number}",
            kind=PartyKind.PERSON,
            name_fr=name,
            commune=commune,
            registered_on=today(),
            recorded_by=by,
        )
        keys_of(party)
        parties.append(party)
    Party.objects.bulk_create(parties)


def _officer_of_a_region() -> User:
    found = User.objects.filter(email=REGION).first()
    if found is None:
        found = User.objects.create_user(email=REGION, full_name="Mesure", is_demonstration=True)
        RoleAssignment.objects.create(user=found, role=Role.OFFICER, area="07", granted_by=User.objects.system())
    return found
