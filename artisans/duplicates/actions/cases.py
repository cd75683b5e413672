"""Opening, deciding and closing cases; a case follows its cause by itself."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.duplicates.choices import AGAINST, LOOK, CaseStatus, FoundBy, Reason
from artisans.duplicates.matching import Twin, probes_of, twins_of_many
from artisans.duplicates.models import DuplicateCase
from artisans.duplicates.permissions import can_decide, can_suspect
from artisans.duplicates.scoring_pairs import score_pair
from artisans.duplicates.workflow import CASE, UNDECIDED
from artisans.parties.choices import PartyStatus
from artisans.parties.models import Party
from foundation.errors import InvalidValue, NotPermitted
from foundation.time import now, today

STRONGER = 10  # points above what was known when “different” was decided
_PROOFS = frozenset({Reason.NUMBER, Reason.PHONE, Reason.BIRTH_SAME})


@transaction.atomic
def note_twins(*, party_id: int, twins: Iterable[Twin], found_by: str, by: User) -> list[DuplicateCase]:
    """A case for each pair from `LOOK` on, or the one there is with what is known now. Gives those that are open."""
    cases = [
        note_pair(
            first_id=party_id, second_id=twin.row_id, score=twin.score, reasons=twin.reasons, found_by=found_by, by=by
        )
        for twin in twins
        if twin.score >= LOOK and twin.row_id != party_id
    ]
    return [case for case in cases if case is not None and case.status == CaseStatus.OPEN]


@transaction.atomic
def note_pair(
    *, first_id: int, second_id: int, score: int, reasons: Iterable[str], found_by: str, by: User
) -> DuplicateCase | None:
    """Open the pair's case, or bring it up to date. Two workers that find one pair at once make one case.

    A pair told to be different is asked about again only for a stronger cause.
    """
    first_id, second_id = sorted((first_id, second_id))
    reasons = list(reasons)
    created = DuplicateCase.objects.bulk_create(
        [DuplicateCase(first_id=first_id, second_id=second_id, score=score, reasons=reasons, found_by=found_by, found_at=now())],
        ignore_conflicts=True,
    )  # fmt: skip
    case = _locked(DuplicateCase.objects.get(first_id=first_id, second_id=second_id))
    if case.reference == created[0].reference:
        _record("duplicate.found", case, by, after={"score": score, "reasons": reasons, "found_by": found_by})
        return case
    return _refresh(case, score, reasons, by)


@transaction.atomic
def suspect_pair(*, first: Party, second: Party, reason: str, by: User) -> DuplicateCase:
    """A colleague says that two records may be one person. Such a case is open until somebody decides, however alike they are."""
    if first.pk == second.pk:
        raise InvalidValue(_("This is the record itself: give the reference of the other one."))
    if not (can_suspect(by, first) and can_suspect(by, second)):
        raise NotPermitted(_("Your role does not allow you to decide about these two records."))
    if not reason.strip():
        raise InvalidValue(_("Say why these two may be the same."))
    pair = Party.objects.filter(pk__in=[first.pk, second.pk], status=PartyStatus.ACTIVE)
    found = sorted(pair.select_related("artisan").prefetch_related("identifiers"), key=lambda party: party.pk)
    if len(found) != 2:
        raise InvalidValue(_("One of the two records is no longer in use."))
    if found[0].kind != found[1].kind:
        raise InvalidValue(_("A person and an organisation are never the same record."))
    twin = score_pair(*found)
    case = note_pair(
        first_id=found[0].pk, second_id=found[1].pk, score=twin.score, reasons=twin.reasons, found_by=FoundBy.OFFICER,
        by=by,
    )  # fmt: skip
    if case.status != CaseStatus.OPEN:
        _reopen(case, by, reason.strip())
    DuplicateCase.objects.filter(pk=case.pk).update(found_by=FoundBy.OFFICER)
    _record("duplicate.suspected", case, by, reason=reason.strip()[:500], after={"score": twin.score})
    case.refresh_from_db()
    return case


@transaction.atomic
def keep_different(*, case: DuplicateCase, reason: str, by: User) -> DuplicateCase:
    """Two people. The pair is not asked about again unless something stronger turns up."""
    case = _locked(case)
    _require(by, case)
    if not reason.strip():
        raise InvalidValue(_("Write how you know that these are two people."))
    CASE.take(case, "differ")
    case.decided_at, case.decided_by, case.decision_reason = now(), by, reason.strip()
    case.decided_score, case.decided_reasons, case.deferred_until = case.score, case.reasons, None
    case.save()
    _record("duplicate.different", case, by, reason=reason.strip(), after={"score": case.score})
    return case


@transaction.atomic
def defer_case(*, case: DuplicateCase, until: date, reason: str, by: User) -> DuplicateCase:
    """Not now: the case comes back on that day."""
    case = _locked(case)
    _require(by, case)
    if until <= today():
        raise InvalidValue(_("Give a day in the future."))
    if not reason.strip():
        raise InvalidValue(_("Write what you are waiting for."))
    CASE.take(case, "defer")
    case.deferred_until, case.decision_reason = until, reason.strip()
    case.save()
    _record("duplicate.deferred", case, by, reason=reason.strip(), after={"until": until})
    return case


@transaction.atomic
def reopen_case(*, case: DuplicateCase, reason: str, by: User) -> DuplicateCase:
    """An officer takes a decision back; merged pairs are opened by undoing the merge."""
    case = _locked(case)
    _require(by, case)
    if case.status == CaseStatus.SAME:
        raise InvalidValue(_("These records are one now: undo the merge instead."))
    if not reason.strip():
        raise InvalidValue(_("Write why this is asked again."))
    return _reopen(case, by, reason.strip())


@transaction.atomic
def reopen_due(*, by: User) -> int:
    """Cases put off until today or before are open again; how many."""
    due = DuplicateCase.objects.filter(status=CaseStatus.DEFERRED, deferred_until__lte=today())
    cases = list(due.select_for_update(of=("self",), skip_locked=True))
    for case in cases:
        _reopen(case, by, "")
    return len(cases)


@transaction.atomic
def review_party(*, party: Party, found_by: str, by: User) -> list[DuplicateCase]:
    """After a change: cases of this party whose cause is gone close, others are weighed anew, new twins are noted.

    Gives the open cases.
    """
    for case in DuplicateCase.objects.about(party.pk).exclude(status=CaseStatus.SAME).order_by("pk"):
        weigh_case(case=case, by=by)
    fresh = Party.objects.filter(pk=party.pk, status=PartyStatus.ACTIVE).select_related("artisan")
    twins = twins_of_many(probes_of(fresh.prefetch_related("identifiers")), limit=10).get(party.pk, [])
    return note_twins(party_id=party.pk, twins=twins, found_by=found_by, by=by)


@transaction.atomic
def weigh_case(*, case: DuplicateCase, by: User) -> DuplicateCase:
    """What the pair looks like today: closed if nothing speaks for it or one record is gone, opened if it does again."""
    case = _locked(case)
    both = Party.objects.filter(pk__in=case.party_ids, status=PartyStatus.ACTIVE)
    pair = sorted(both.select_related("artisan").prefetch_related("identifiers"), key=lambda party: party.pk)
    twin = score_pair(*pair) if len(pair) == 2 else None
    # What a colleague suspects needs no likeness; only a record that is gone ends it.
    if twin is None or (twin.score < LOOK and case.found_by != FoundBy.OFFICER):
        if case.status in UNDECIDED:
            CASE.take(case, "close")
            case.deferred_until = None
            if twin is not None:
                case.score, case.reasons = twin.score, list(twin.reasons)
            case.save()
            _record("duplicate.closed", case, by, after={"score": case.score})
        return case
    if twin.score < LOOK and case.status not in UNDECIDED:
        return case
    return _refresh(case, twin.score, list(twin.reasons), by)


def _refresh(case: DuplicateCase, score: int, reasons: list[str], by: User) -> DuplicateCase:
    """The case with what is known now; open again if it was closed, or was decided on less than this."""
    if case.status == CaseStatus.SAME:
        return case
    if case.status == CaseStatus.CLOSED or (case.status == CaseStatus.DIFFERENT and _is_stronger(case, score, reasons)):
        case.score, case.reasons = score, reasons
        return _reopen(case, by, "")
    if (case.score, case.reasons) != (score, reasons) and case.status in UNDECIDED:
        case.score, case.reasons = score, reasons
        case.save(update_fields=["score", "reasons"])
    return case


def _is_stronger(case: DuplicateCase, score: int, reasons: list[str]) -> bool:
    """A proof that nobody had when they decided, or clearly more points."""
    known = set(case.decided_reasons)
    return bool((set(reasons) - known - AGAINST) & _PROOFS) or score >= (case.decided_score or 0) + STRONGER


def _reopen(case: DuplicateCase, by: User, reason: str) -> DuplicateCase:
    before = case.status
    CASE.take(case, "reopen")
    case.deferred_until = case.decided_at = case.decided_by = None
    case.decision_reason = ""
    case.save()
    _record("duplicate.reopened", case, by, reason=reason, before={"status": before}, after={"score": case.score})
    return case


def _locked(case: DuplicateCase) -> DuplicateCase:
    return DuplicateCase.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=case.pk)


def _require(by: User, case: DuplicateCase) -> None:
    if not can_decide(by, case):
        raise NotPermitted(_("Your role does not allow you to decide about these two records."))


def _record(action: str, case: DuplicateCase, by: User, **told: object) -> None:
    """On the timeline of both records, without naming either to the other's reader."""
    for party in (case.first, case.second):
        record(action, target=case, by=by, party=party, area=party.area, **told)


def found_by_import(*, pairs: Iterable[tuple[int, Twin]], by: User) -> int:
    """For the import: parties it has just written, with twins in the register; how many cases are open."""
    return sum(
        len(note_twins(party_id=party_id, twins=[twin], found_by=FoundBy.IMPORT, by=by)) for party_id, twin in pairs
    )
