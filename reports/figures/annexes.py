"""Long lists at the end of the pack: aggregated data only. No group of fewer than SMALL_GROUP people has a line of its own."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from artisans.reference.models import Commune
from programs.budget.models import BudgetLine, LedgerEntry
from reports.figures.base import BLOCKS, SMALL_GROUP, Block, Reading, Table, TableRow, Words, names_of, words
from reports.figures.programs import programs_in, read_enrolments

_ELSEWHERE: Words = words("Autres communes (réunies)", "جماعات أخرى (مدمجة)", "Other communes (merged)")


@BLOCKS.register("annexes", order=90)
def collect_annexes(reading: Reading) -> Block:
    """Beneficiaries commune by commune in each programme; the ledger month by month and line by line."""
    block = Block()
    places = {row.code: row for row in Commune.objects.select_related("province__region")}
    for number, program in enumerate(programs_in(reading), start=1):
        at: dict[str, set[int]] = defaultdict(set)
        for enrolment in read_enrolments(program, reading):
            at[enrolment.area].add(enrolment.party_id)
        block.tables[f"communes_{program.code}"] = Table(
            f"Z.{20 + number}",
            words(
                f"{program.name_fr} : bénéficiaires par commune",
                f"{program.name_ar or program.name_fr}: المستفيدون حسب الجماعة",
                f"{program.name_en or program.name_fr}: beneficiaries by commune",
            ),
            ((words("Bénéficiaires", "المستفيدون", "Beneficiaries"), "people"),),
            by_commune(at, places),
            words(
                "Inscrits au plus tard à la date d’arrêté ; les communes de moins de cinq sont réunies.",
                "المسجلون إلى غاية تاريخ الحصر؛ تُجمع الجماعات التي تقل عن خمسة.",
                "Enrolled by the reporting day; communes under five are merged.",
            ),
            "artisans.Party",
        )
    block.tables["ledger"] = _ledger(reading)
    return block


def by_commune(at: dict[str, set[int]], places: dict[str, Commune]) -> tuple[TableRow, ...]:
    """A line for each commune of SMALL_GROUP people or more; the rest rises to province, region and country until it is large enough."""
    shown: list[tuple[str, TableRow]] = []
    rest: dict[str, set[int]] = defaultdict(set)
    for area, ids in at.items():
        if area in places and len(ids) >= SMALL_GROUP:
            place = places[area]
            label = {key: f"{names_of(place.province)[key]} — {names_of(place)[key]}" for key in ("fr", "ar", "en")}
            shown.append((area, TableRow(label, (len(ids),), tuple(ids))))
        else:
            rest[area[:6]] |= ids
    names = {code[:6]: place.province for code, place in places.items()}
    names |= {code[:2]: place.province.region for code, place in places.items()}
    for length in (6, 2):
        risen: dict[str, set[int]] = defaultdict(set)
        for area, ids in rest.items():
            if area in names and len(ids) >= SMALL_GROUP:
                label = {key: f"{names_of(names[area])[key]} — {_ELSEWHERE[key]}" for key in ("fr", "ar", "en")}
                shown.append((f"{area}~", TableRow(label, (len(ids),), tuple(ids))))
            else:
                risen[area[:2] if length == 6 else ""] |= ids
        rest = risen
    last = set().union(*rest.values()) if rest else set()
    shown.sort(key=lambda item: item[0])
    while last and len(last) < SMALL_GROUP and shown:  # nobody is found by subtraction
        smallest = min(shown, key=lambda item: item[1].values[0])
        shown.remove(smallest)
        last |= set(smallest[1].ids)
    rows = [row for _area, row in shown]
    return (*rows, TableRow(_ELSEWHERE, (len(last),), tuple(last))) if last else tuple(rows)


def _ledger(reading: Reading) -> Table:
    """What was allocated, committed and paid on each line in each month of the year."""
    entries = LedgerEntry.objects.filter(
        booked_on__year=reading.as_of.year, booked_on__lte=reading.as_of, recorded_at__lte=reading.known_at
    )
    sums: dict[tuple, dict[str, Decimal]] = defaultdict(dict)
    grouped = entries.annotate(month=TruncMonth("booked_on")).values_list("line", "month", "kind")
    for line, month, kind, amount in grouped.annotate(Sum("amount")).order_by():
        sums[month, line][kind] = amount
    lines = BudgetLine.objects.in_bulk({line for _month, line in sums})
    rows = []
    for (month, line), kinds in sorted(sums.items(), key=lambda item: item[0]):
        label = {key: f"{month:%Y-%m} — {name}" for key, name in names_of(lines[line]).items()}
        values = tuple(kinds.get(kind, Decimal(0)) for kind in ("allocate", "commit", "pay"))
        rows.append(TableRow(label, values, (line,)))
    return Table(
        "Z.20",
        words("Écritures du grand livre par mois et par ligne", "قيود الدفتر حسب الشهر والخط", "Ledger entries by month and line"),
        (
            (words("Alloué", "المخصص", "Allocated"), "MAD"),
            (words("Engagé", "الملتزم به", "Committed"), "MAD"),
            (words("Payé", "المؤدى", "Paid"), "MAD"),
        ),
        tuple(rows),
        words(
            "Sommes des écritures d’allocation, d’engagement et de paiement de l’exercice, par mois de comptabilisation.",
            "مجاميع قيود التخصيص والالتزام والأداء خلال السنة حسب شهر التقييد.",
            "Sums of the year’s entries of allocation, commitment and payment, by month of booking.",
        ),
        "programs.BudgetLine",
    )  # fmt: skip
