"""What the pages of an import show of its waiting rows, in the reader's language and within their reach."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import User
from artisans.duplicates.choices import Reason
from artisans.imports.cells import open_cells
from artisans.imports.choices import Outcome
from artisans.imports.cleaning import RowReader
from artisans.imports.models import ImportBatch, PartySource, StagedNumber, StagedRow
from artisans.imports.permissions import areas_of
from artisans.imports.registry import IMPORT_KINDS
from artisans.parties.models import Party
from artisans.reference.models import Commune

PAGE = 50
FAULTS: Mapping[str, str | Promise] = {
    "two_parties": gettext_lazy("These numbers belong to two different beneficiaries."),
    "other_area": gettext_lazy("This beneficiary or commune lies outside your area."),
    "other_kind": gettext_lazy("This number belongs to a beneficiary of another kind (person or organisation)."),
    "needs_request": gettext_lazy(
        "This value was verified: it changes by a change request and another person's approval."
    ),
    "changed_meanwhile": gettext_lazy("A colleague changed this beneficiary since the check: check the list again."),
}
REASONS: Mapping[str, str | Promise] = {
    **{reason.value: reason.label for reason in Reason},
    "number_other_name": gettext_lazy("The number is registered under another name."),
    "same_number_in_file": gettext_lazy("An earlier row of the list has the same number."),
    "told_twice": gettext_lazy("An earlier row of the list says the same."),
    "registered_meanwhile": gettext_lazy("Somebody like them was registered while the list waited."),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong in one cell: our column's label, the heading of the file, what stands there, what to do."""

    column: str
    heading: str
    value: str
    message: str


@dataclass
class RowLine:
    """A waiting row as a page shows it."""

    row: StagedRow
    place: str = ""
    numbers: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    twin: Any = None  # a party the reader may see, or a row of the list
    is_hidden_twin: bool = False
    reasons: list[str] = field(default_factory=list)
    can_differ: bool = True


def waiting(batch: ImportBatch, outcome: str, after: int = 0) -> list[StagedRow]:
    """A page of rows of one group, and one more to tell whether there are others."""
    rows = StagedRow.objects.filter(batch=batch, outcome=outcome, row__gt=after).order_by("row")
    return list(rows[: PAGE + 1])


def lines(batch: ImportBatch, rows: Sequence[StagedRow], user: User) -> list[RowLine]:
    """The rows with all a person needs to judge them; a fixed number of questions for any number of rows."""
    communes = {c.code: c for c in Commune.objects.filter(code__in={row.commune_code for row in rows} - {""})}
    numbers: dict[int, list[str]] = {}
    for number in StagedNumber.objects.filter(batch=batch, row__in=[row.row for row in rows]):
        numbers.setdefault(number.row, []).append(f"{number.get_kind_display()} {number.tail}")
    wanted = {row.twin_party_id for row in rows} | {row.party_id for row in rows if row.outcome == Outcome.CHANGED}
    parties = {
        p.pk: p
        for p in Party.objects.for_user(user).filter(pk__in=wanted - {None}).select_related("commune", "artisan")
    }
    twins = {t.row: t for t in StagedRow.objects.filter(batch=batch, row__in={r.twin_row for r in rows if r.twin_row})}
    sent = {
        s.row: s.party
        for s in PartySource.objects.filter(
            batch=batch, row__in={r.twin_row for r in rows if r.twin_row}
        ).select_related("party__commune")
    }
    reader = fault_reader(batch)
    found = []
    for row in rows:
        line = RowLine(row, place=str(communes.get(row.commune_code, "")), numbers=numbers.get(row.row, []))
        if row.outcome == Outcome.ERROR:
            line.faults = faults(batch, row, reader)
        elif row.outcome == Outcome.CHANGED and row.party_id in parties:
            line.changes = _changes(row, parties[row.party_id], communes)
            line.twin = parties[row.party_id]
        elif row.outcome == Outcome.SUSPECT:
            line.twin = parties.get(row.twin_party_id) or twins.get(row.twin_row) or sent.get(row.twin_row)
            line.is_hidden_twin = line.twin is None
            line.reasons = [str(REASONS.get(code, code)) for code in row.reasons]
            line.can_differ = not {"number_other_name", "same_number_in_file"} & set(row.reasons)
        found.append(line)
    return found


def fault_reader(batch: ImportBatch) -> RowReader:
    kind = IMPORT_KINDS[batch.kind]
    return RowReader(kind, batch.mapping, areas_of(batch.recorded_by, kind.permission))


def faults(batch: ImportBatch, row: StagedRow, reader: RowReader) -> list[Fault]:
    """Everything wrong with a row. Read once more from the cells as sent, so that the sentences come in the reader's language."""
    cells = open_cells(bytes(row.raw)) if row.raw else []
    labels = {column.name: str(column.label) for column in reader.kind.all_columns()}
    headings = batch.layout.get("headings", [])

    def fault(column: str, message: str) -> Fault:
        place = reader.places.get(column)
        value = cells[place] if place is not None and place < len(cells) and cells[place] is not None else ""
        heading = headings[place] if place is not None and place < len(headings) else labels.get(column, column)
        return Fault(labels.get(column, column), heading, str(value), message)

    found = [fault(column, message) for column, message in reader.read(row.row, cells).errors]
    for code in row.error_codes:
        found += [fault(column, str(FAULTS.get(code, code))) for column in row.error_columns]
    return found


def error_table(batch: ImportBatch) -> tuple[list[str], Iterator[list[Any]]]:
    """The wrong rows as they were sent, with what to correct behind them: headings and rows of a file to send again."""
    headings = [
        heading or _("Column %(number)s") % {"number": n} for n, heading in enumerate(batch.layout["headings"], 1)
    ]
    extra = [_("Row of the list"), _("To correct")]
    keep = [n for n, heading in enumerate(headings) if heading not in extra]

    def rows() -> Iterator[list[Any]]:
        reader = fault_reader(batch)
        for row in (
            StagedRow.objects.filter(batch=batch, outcome=Outcome.ERROR).order_by("row").iterator(chunk_size=500)
        ):
            cells = open_cells(bytes(row.raw)) if row.raw else []
            told = " · ".join(f"{fault.heading}: {fault.message}" for fault in faults(batch, row, reader))
            yield [*(cells[n] if n < len(cells) else None for n in keep), row.row, told]

    return [*(headings[n] for n in keep), *extra], rows()


def errors_by_column(batch: ImportBatch) -> list[tuple[str, int]]:
    """How many rows are wrong in which column, most first; counted over the first hundred thousand."""
    labels = {column.name: str(column.label) for column in IMPORT_KINDS[batch.kind].all_columns()}
    counts: dict[str, int] = {}
    for columns in StagedRow.objects.filter(batch=batch, outcome=Outcome.ERROR).values_list("error_columns", flat=True)[
        :100_000
    ]:
        for column in columns:
            counts[column] = counts.get(column, 0) + 1
    return sorted(((labels.get(name, name), count) for name, count in counts.items()), key=lambda pair: -pair[1])


def undecided(batch: ImportBatch) -> int:
    return StagedRow.objects.filter(batch=batch, outcome=Outcome.SUSPECT, decision="").count()


def _changes(row: StagedRow, party: Party, communes: Mapping[str, Commune]) -> list[tuple[str, str, str]]:
    """Column, before, after; numbers of phones by their tails."""
    labels = {column.name: str(column.label) for column in IMPORT_KINDS[row.batch.kind].all_columns()}
    found = []
    for name in row.differences:
        if name == "phone":
            before, after = f"••••{party.phone_tail}" if party.phone_tail else "", f"••••{row.phone_tail}"
        elif name == "commune":
            before, after = str(party.commune), str(communes.get(row.commune_code, row.commune_code))
        elif name == "trade":
            before, after = str(party.artisan.trade_id) if hasattr(party, "artisan") else "", row.trade_code
        else:
            before, after = str(getattr(party, name) or ""), str(getattr(row, name) or "")
        found.append((labels.get(name, name), before, after))
    return found


def sources_of(party: Party) -> Iterable[PartySource]:
    """The lists that name this party, newest first."""
    return party.sources.select_related("batch__recorded_by").order_by("-id")[:20]
