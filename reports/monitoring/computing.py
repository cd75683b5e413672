"""Indicators counted from the files themselves: the same reads as the board report, so the two cannot disagree.

A computation is a function of a `Span` registered in COMPUTATIONS. It answers with the value and the rows it counted.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median

from artisans.parties.choices import PartyKind, Sex
from artisans.parties.models import Party
from artisans.reference.choices import CommuneKind
from foundation.registry import Registry
from markets.intelligence.choices import ResultStatus
from markets.intelligence.models import ExportResult, SignalDelivery
from programs.budget.queries import execution, total
from programs.catalog.models import Program
from programs.emergency.models import DamageAssessment
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.models import Enrolment, SupportItem
from reports.figures.base import Reading
from reports.figures.programs import read_files, share_of_women
from reports.monitoring.choices import Dimension

YOUNG, OLD = 35, 60  # the age bands: under 35, 35 to 59, 60 and more


@dataclass(frozen=True)
class Span:
    """What is counted: facts of one programme dated after `since` (None: since it began) and by `until`, as known at `known_at`."""

    program: Program | None
    since: date | None
    until: date
    known_at: datetime

    @property
    def reading(self) -> Reading:
        return Reading(meeting=None, period_start=self.since or self.until, as_of=self.until, known_at=self.known_at)

    def holds(self, day: date | None) -> bool:
        return day is not None and day <= self.until and (self.since is None or day > self.since)


@dataclass(frozen=True)
class Counted:
    """A value, the rows it was counted from, and the parties by whom it can be broken down."""

    value: Decimal | None
    model: str = ""
    ids: frozenset[int] = frozenset()
    parties: frozenset[int] = frozenset()

    @classmethod
    def rows(cls, model: str, ids: Iterable[int], parties: Iterable[int] = ()) -> "Counted":
        found = frozenset(ids)
        return cls(Decimal(len(found)), model, found, frozenset(parties))


Computation = Callable[[Span], Counted]
COMPUTATIONS: Registry[Computation] = Registry("computation of an indicator")


@COMPUTATIONS.register("files_received")
def files_received(span: Span) -> Counted:
    """Applications submitted in the span; drafts do not count."""
    received = read_files(span.program, span.reading).received
    return Counted.rows("programs.Application", (pk for pk, day in received.items() if span.holds(day)))


@COMPUTATIONS.register("files_selected")
def files_selected(span: Span) -> Counted:
    """Files whose last published decision selects them, first decided in the span."""
    files = read_files(span.program, span.reading)
    return Counted.rows("programs.Application", (pk for pk in files.selected if span.holds(files.decided.get(pk))))


@COMPUTATIONS.register("decision_days")
def decision_days(span: Span) -> Counted:
    """Median of calendar days from receipt to the first published decision, of files decided in the span."""
    files = read_files(span.program, span.reading)
    days = {
        pk: (day - files.received[pk]).days
        for pk, day in files.decided.items()
        if pk in files.received and span.holds(day)
    }
    value = Decimal(str(median(days.values()))) if days else None
    return Counted(value, "programs.Application", frozenset(days))


@COMPUTATIONS.register("decided_in_time")
def decided_in_time(span: Span) -> Counted:
    """Percent of the decisions published in the span that came by the file's due day."""
    files = read_files(span.program, span.reading)
    timed = {pk for pk, day in files.decided.items() if pk in files.due and span.holds(day)}
    kept = sum(files.decided[pk] <= files.due[pk] for pk in timed)
    return Counted(_percent(kept, len(timed)), "programs.Application", frozenset(timed))


@COMPUTATIONS.register("beneficiaries")
def beneficiaries(span: Span) -> Counted:
    """Persons and organisations enrolled in the span, each once."""
    parties = frozenset(row.party_id for row in _enrolments(span) if span.holds(row.enrolled_on))
    return Counted(Decimal(len(parties)), "artisans.Party", parties, parties)


@COMPUTATIONS.register("women_share")
def women_share(span: Span) -> Counted:
    """Percent of women among the persons enrolled in the span; not told of groups under five."""
    rows = [row for row in _enrolments(span) if span.holds(row.enrolled_on) and row.party.kind == PartyKind.PERSON]
    persons = {row.party_id for row in rows}
    women = {row.party_id for row in rows if row.party.sex == Sex.FEMALE}
    return Counted(share_of_women(women, persons), "artisans.Party", frozenset(persons))


@COMPUTATIONS.register("enrolments_completed")
def enrolments_completed(span: Span) -> Counted:
    """Enrolments that ended in the span with their whole plan delivered."""
    rows = [row for row in _enrolments(span) if row.status == EnrolmentStatus.COMPLETED and span.holds(row.ended_on)]
    return Counted.rows("programs.Enrolment", (row.pk for row in rows), (row.party_id for row in rows))


@COMPUTATIONS.register("support_delivered")
def support_delivered(span: Span) -> Counted:
    """Items of support delivered in the span, whether verified or not."""
    items = SupportItem.objects.filter(
        enrolment__program=span.program.code, delivered_on__lte=span.until, recorded_at__lte=span.known_at
    ).values_list("pk", "enrolment__party_id", "delivered_on")
    kept = [(pk, party) for pk, party, day in items if span.holds(day)]
    return Counted.rows("programs.SupportItem", (pk for pk, _party in kept), (party for _pk, party in kept))


@COMPUTATIONS.register("people_supported")
def people_supported(span: Span) -> Counted:
    """Parties who received at least one item of support in the span, each once."""
    parties = support_delivered(span).parties
    return Counted(Decimal(len(parties)), "artisans.Party", parties, parties)


@COMPUTATIONS.register("money_paid")
def money_paid(span: Span) -> Counted:
    """Dirhams paid less refunds on the programme's budget lines, by the booking day of the ledger."""
    rows = execution(program=span.program, as_of=span.until, known_at=span.known_at)
    value = total(rows).paid
    if span.since is not None:
        value -= total(execution(program=span.program, as_of=span.since, known_at=span.known_at)).paid
    return Counted(value, "programs.BudgetLine", frozenset(row.line.pk for row in rows))


@COMPUTATIONS.register("workshops_assessed")
def workshops_assessed(span: Span) -> Counted:
    """Files whose workshop was first visited in the span."""
    first: dict[int, tuple[date, int]] = {}
    visits = DamageAssessment.objects.filter(
        application__program=span.program.code, visited_on__lte=span.until, recorded_at__lte=span.known_at
    ).order_by("-visited_on", "-id")
    for application, day, party in visits.values_list("application_id", "visited_on", "application__party_id"):
        first[application] = (day, party)
    kept = {application: party for application, (day, party) in first.items() if span.holds(day)}
    return Counted.rows("programs.Application", kept, kept.values())


@COMPUTATIONS.register("notes_acted_upon")
def notes_acted_upon(span: Span) -> Counted:
    """Parties who acted upon a market note in the span, each once."""
    rows = SignalDelivery.objects.filter(acted_at__isnull=False, acted_at__lt=span.reading.until)
    if span.program is not None:
        rows = rows.filter(program=span.program)
    if span.since is not None:
        rows = rows.filter(acted_at__gte=_after(span))
    parties = frozenset(rows.values_list("party_id", flat=True))
    return Counted(Decimal(len(parties)), "artisans.Party", parties, parties)


@COMPUTATIONS.register("exports_confirmed")
def exports_confirmed(span: Span) -> Counted:
    """Dirhams of exports that their owners confirmed in the span."""
    rows = ExportResult.objects.filter(status=ResultStatus.CONFIRMED, answered_at__lt=span.reading.until)
    if span.program is not None:
        rows = rows.filter(program=span.program)
    if span.since is not None:
        rows = rows.filter(answered_at__gte=_after(span))
    found = list(rows.values_list("pk", "amount", "party_id"))
    value = sum((amount for _pk, amount, _party in found), Decimal(0))
    return Counted(
        value, "markets.ExportResult", frozenset(pk for pk, _a, _p in found), frozenset(p for _pk, _a, p in found)
    )


def break_down(parties: Iterable[int], dimensions: Iterable[str], on: date) -> dict[str, dict[str, int]]:
    """How many of these parties stand in each group of each breakdown, their age taken on that day.

    Parties of whom a breakdown is not known (an organisation has no sex) are left out of it.
    """
    rows = Party.objects.filter(pk__in=list(parties)).values_list(
        "area", "sex", "birth_date", "artisan__trade__branch__code", "commune__kind"
    )
    found: dict[str, Counter[str]] = {dimension: Counter() for dimension in dimensions}
    for area, sex, born, branch, kind in rows:
        members = {
            Dimension.REGION: area[:2],
            Dimension.SEX: sex,
            Dimension.BRANCH: branch or "",
            Dimension.MILIEU: CommuneKind.RURAL if kind == CommuneKind.RURAL else CommuneKind.URBAN,
            Dimension.AGE: age_band(born, on),
        }
        for dimension, counter in found.items():
            if members[Dimension(dimension)]:
                counter[str(members[Dimension(dimension)])] += 1
    return {dimension: dict(counter) for dimension, counter in found.items()}


def age_band(born: date | None, on: date) -> str:
    """`under_35`, `35_59`, `60_more`, or nothing when the birth date is not known."""
    if born is None:
        return ""
    age = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return "under_35" if age < YOUNG else "35_59" if age < OLD else "60_more"


def _enrolments(span: Span) -> list[Enrolment]:
    return list(
        Enrolment.objects.filter(
            program=span.program.code, enrolled_on__lte=span.until, recorded_at__lte=span.known_at
        ).select_related("party")
    )


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(100) * part / whole).quantize(Decimal("0.1")) if whole else None


def _after(span: Span) -> datetime:
    """The first moment after the day `since`."""
    return Span(span.program, None, span.since, datetime.max.replace(tzinfo=span.known_at.tzinfo)).reading.until


def period_span(program: Program | None, starts_on: date, until: date, known_at: datetime, *, whole: bool) -> Span:
    """The span of a period up to a day; `whole`: counted since the programme began."""
    return Span(program, None if whole else starts_on - timedelta(days=1), until, known_at)
