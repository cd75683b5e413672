"""Money, tied to the ledger line by line."""

from decimal import Decimal
from typing import Any

from programs.budget.models import LedgerEntry
from programs.budget.queries import execution, total
from programs.catalog.models import FiscalYear
from reports.figures.base import BLOCKS, Block, Figure, Reading, Rows, Table, TableRow, names_of, words


@BLOCKS.register("money", order=30)
def collect_money(reading: Reading) -> Block:
    """The execution of the fiscal year of the reporting day, and its totals."""
    year = FiscalYear.objects.filter(starts_on__lte=reading.as_of, ends_on__gte=reading.as_of).first()
    block = Block(extra={"year": year.year if year else reading.as_of.year})
    rows = execution(year=year, as_of=reading.as_of, known_at=reading.known_at) if year else []
    rows = [row for row in rows if row.initial or row.balances.allocated]
    sums = total(rows)
    ids = Rows.of("programs.BudgetLine", (row.line.pk for row in rows))
    for key, number, label, value, definition in (
        ("allocated", "01", words("Crédits ouverts", "الاعتمادات المفتوحة", "Allocated"), sums.allocated,
         words("Allocations et virements de l’exercice.", "التخصيصات والتحويلات خلال السنة المالية.", "Allocations and transfers of the year.")),
        ("reserved", "02", words("Réservé", "المحجوز", "Reserved"), sums.reserved,
         words("Décisions adoptées dont la convention n’est pas signée.", "قرارات مصادق عليها لم توقع اتفاقياتها بعد.", "Adopted decisions whose agreement is not signed.")),
        ("committed", "03", words("Engagé, reste à payer", "الملتزم به، الباقي أداؤه", "Committed, to be paid"), sums.committed,
         words("Conventions signées, moins les paiements.", "الاتفاقيات الموقعة ناقص الأداءات.", "Signed agreements less payments.")),
        ("paid", "04", words("Payé", "المؤدى", "Paid"), sums.paid,
         words("Paiements confirmés par la banque, moins les remboursements.", "الأداءات التي أكدها البنك ناقص المبالغ المسترجعة.", "Payments confirmed by the bank less refunds.")),
        ("available", "05", words("Disponible", "المتوفر", "Available"), sums.available,
         words("Crédits ouverts moins réservé, engagé et payé.", "الاعتمادات ناقص المحجوز والملتزم به والمؤدى.", "Allocated less reserved, committed and paid.")),
    ):  # fmt: skip
        block.add(key, Figure(f"M.{number}", label, value, "MAD", definition, ids))
    engaged = sums.share(sums.engaged)
    paid = sums.share(sums.paid)
    block.add("engaged_rate", _rate("M.06", "Taux d’engagement", "نسبة الالتزام", "Commitment rate", engaged, ids))
    block.add("paid_rate", _rate("M.07", "Taux de paiement", "نسبة الأداء", "Payment rate", paid, ids))
    block.tables["execution"] = _table(rows)
    entries = LedgerEntry.objects.filter(booked_on__lte=reading.as_of, recorded_at__lte=reading.known_at)
    block.extra["ledger"] = {"entries": entries.count(), "last_booked_on": _last_day(entries)}
    return block


def _rate(code: str, fr: str, ar: str, en: str, value: Decimal | None, rows: Rows) -> Figure:
    definition = words(
        "En part des crédits ouverts de l’exercice.",
        "كنسبة من اعتمادات السنة المالية.",
        "As a share of the year’s allocation.",
    )
    return Figure(code, words(fr, ar, en), value, "percent", definition, rows)


def _last_day(entries: Any) -> str | None:
    day = entries.order_by("-booked_on").values_list("booked_on", flat=True).first()
    return day.isoformat() if day else None


def _table(rows: list[Any]) -> Table:
    columns = (
        (words("Crédits", "الاعتمادات", "Allocated"), "MAD"),
        (words("Réservé", "المحجوز", "Reserved"), "MAD"),
        (words("Engagé", "الملتزم به", "Committed"), "MAD"),
        (words("Payé", "المؤدى", "Paid"), "MAD"),
        (words("Disponible", "المتوفر", "Available"), "MAD"),
        (words("Taux d’engagement", "نسبة الالتزام", "Commitment rate"), "percent"),
    )
    lines = tuple(
        TableRow(
            names_of(row.line),
            (
                row.balances.allocated, row.balances.reserved, row.balances.committed,
                row.balances.paid, row.balances.available, row.committed_rate,
            ),
            (row.line.pk,),
        )
        for row in rows
    )  # fmt: skip
    definition = words(
        "Une ligne par ligne budgétaire ; chaque montant est un solde du grand livre à la date d’arrêté.",
        "سطر لكل خط ميزانية؛ كل مبلغ رصيد في الدفتر عند تاريخ الحصر.",
        "One row per budget line; each amount is a ledger balance on the reporting day.",
    )
    return Table(
        "M.20",
        words("Exécution par ligne", "التنفيذ حسب الخط", "Execution by line"),
        columns,
        lines,
        definition,
        "programs.BudgetLine",
    )
