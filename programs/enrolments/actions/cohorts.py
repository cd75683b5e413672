"""Groups of one call: made, filled under their capacity, with a queue for those who come after."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.parties.models import Party
from foundation.errors import DomainError, InvalidValue
from foundation.time import now
from programs.budget.permissions import require_for_line
from programs.calls.models import Call
from programs.enrolments.models import Cohort, Enrolment, WaitingPlace
from programs.enrolments.permissions import require_on
from programs.enrolments.queries import TAKES_A_PLACE, cohort_problem, places_left, waiting_line
from programs.enrolments.workflow import LIVE

FACTS = ("name_fr", "name_ar", "centre", "starts_on", "ends_on", "places")


@dataclass
class Filling:
    """What came of adding people to a group: who has a place, who waits, who was refused and why."""

    joined: list[Enrolment] = field(default_factory=list)
    waiting: list[Enrolment] = field(default_factory=list)
    refused: list[tuple[Enrolment, str]] = field(default_factory=list)


@transaction.atomic
def make_cohort(*, call: Call, by: User, **facts: Any) -> Cohort:
    """A group of the call; in a centre it has at most the centre's places, and as many when none are given."""
    require_for_line(by, "programs.change_enrolment", call.version.program.code)
    cohort = Cohort(call=call)
    _set(cohort, facts)
    cohort.save()
    record("cohort.made", target=cohort, by=by, program=call.version.program.code, after=_told(cohort))
    return cohort


@transaction.atomic
def change_cohort(*, cohort: Cohort, by: User, **facts: Any) -> Cohort:
    """Correct a group. More places are offered at once to those who wait; fewer than are taken cannot be."""
    cohort = lock_cohort(cohort)
    program = cohort.call.version.program.code
    require_for_line(by, "programs.change_enrolment", program)
    before = _told(cohort)
    taken = cohort.enrolments.filter(status__in=TAKES_A_PLACE).count()
    _set(cohort, facts)
    if cohort.places is not None and cohort.places < taken:
        raise DomainError(_("%(taken)s people have a place already.") % {"taken": taken})
    cohort.save()
    after = _told(cohort)
    if after != before:
        record("cohort.changed", target=cohort, by=by, program=program, before=before, after=after)
    promote_waiting(cohort, by)
    return cohort


@transaction.atomic
def join_cohort(*, enrolment: Enrolment, cohort: Cohort, by: User) -> Enrolment:
    """Put somebody into a group of the same call while it has places."""
    cohort = lock_cohort(cohort)
    enrolment = _locked(enrolment)
    require_on(enrolment, "programs.change_enrolment", by)
    if reason := cohort_problem(enrolment.application, cohort):
        raise DomainError(reason)
    return _place(enrolment, cohort, by)


@transaction.atomic
def fill_cohort(*, cohort: Cohort, enrolments: Iterable[Enrolment], by: User) -> Filling:
    """Add many at once, in the order given: places first, then the queue. Who cannot be added is told why; the others are."""
    cohort = lock_cohort(cohort)
    filling = Filling()
    for row in enrolments:
        enrolment = _locked(row)
        require_on(enrolment, "programs.change_enrolment", by)
        if problem := filling_problem(enrolment, cohort):
            filling.refused.append((enrolment, problem))
        elif places_left(cohort) == 0 or waiting_line(cohort).exists():
            # Nobody passes those who wait already.
            _wait(enrolment, cohort, by)
            filling.waiting.append(enrolment)
        else:
            filling.joined.append(_place(enrolment, cohort, by))
    return filling


@transaction.atomic
def leave_cohort(*, enrolment: Enrolment, reason: str, by: User) -> Enrolment:
    """Out of the group, with a reason; the first of the queue gets the place."""
    cohort = Cohort.objects.filter(enrolments=enrolment.pk).first()
    if cohort is None:
        raise DomainError(_("This person is in no group."))
    cohort = lock_cohort(cohort)
    enrolment = _locked(enrolment)
    require_on(enrolment, "programs.change_enrolment", by)
    if not reason.strip():
        raise InvalidValue(_("Say why they leave the group."))
    if enrolment.cohort_id != cohort.pk:
        raise DomainError(_("This person is in no group."))
    if enrolment.attendances.filter(session__cohort=cohort, was_present=True).exists():
        raise DomainError(_("They attended a session of this group: pause or end the enrolment instead."))
    enrolment.cohort = None
    enrolment.save(update_fields=["cohort"])
    record("enrolment.left_cohort", target=enrolment, by=by, reason=reason.strip(), before={"cohort": cohort.reference})
    promote_waiting(cohort, by)
    return enrolment


@transaction.atomic
def leave_waiting(*, place: WaitingPlace, by: User) -> WaitingPlace:
    """Off the queue, without a place."""
    lock_cohort(place.cohort)
    place = WaitingPlace.objects.select_for_update(of=("self",)).select_related("enrolment").get(pk=place.pk)
    require_on(place.enrolment, "programs.change_enrolment", by)
    if place.ended_at is not None:
        raise DomainError(_("This person no longer waits."))
    place.ended_at = now()
    place.save(update_fields=["ended_at"])
    record("enrolment.left_waiting", target=place.enrolment, by=by)
    return place


def promote_waiting(cohort: Cohort, by: User) -> list[Enrolment]:
    """Those who waited longest take what is free. The caller holds the cohort's lock."""
    placed = []
    for place in waiting_line(cohort):
        if places_left(cohort) == 0:
            break
        enrolment = _locked(place.enrolment)
        if filling_problem(enrolment, cohort, waits=True):
            _end(place, was_placed=False)
            continue
        placed.append(_place(enrolment, cohort, by))
    return placed


def filling_problem(enrolment: Enrolment, cohort: Cohort, *, waits: bool = False) -> str:
    """Why this person cannot be in this group at all, or an empty string; a full group is no reason, there is a queue."""
    if enrolment.application.call_id != cohort.call_id:
        return _("This group belongs to another call.")
    if enrolment.status not in LIVE:
        return _("This enrolment is over.")
    if enrolment.cohort_id == cohort.pk:
        return _("Already in this group.")
    if enrolment.cohort_id is not None:
        return _("Already in another group.")
    if not waits and enrolment.waiting.filter(ended_at=None).exists():
        return _("Already waits for a place.")
    return ""


def lock_cohort(cohort: Cohort) -> Cohort:
    """The group before its people, always: two officers filling it at once go one after the other."""
    return Cohort.objects.select_for_update(of=("self",)).select_related("call__version__program").get(pk=cohort.pk)


def _place(enrolment: Enrolment, cohort: Cohort, by: User) -> Enrolment:
    enrolment.cohort = cohort
    enrolment.save(update_fields=["cohort"])
    for place in enrolment.waiting.filter(ended_at=None):
        _end(place, was_placed=place.cohort_id == cohort.pk)
    record("enrolment.joined_cohort", target=enrolment, by=by, after={"cohort": cohort.reference})
    return enrolment


def _wait(enrolment: Enrolment, cohort: Cohort, by: User) -> WaitingPlace:
    place = WaitingPlace.objects.create(cohort=cohort, enrolment=enrolment, asked_at=now(), asked_by=by)
    record("enrolment.waits_for_cohort", target=enrolment, by=by, after={"cohort": cohort.reference})
    return place


def _end(place: WaitingPlace, *, was_placed: bool) -> None:
    place.ended_at, place.was_placed = now(), was_placed
    place.save(update_fields=["ended_at", "was_placed"])


def _set(cohort: Cohort, facts: dict[str, Any]) -> None:
    unknown = set(facts) - set(FACTS)
    if unknown:
        raise TypeError(f"not facts of a cohort: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(cohort, name, value)
    if not cohort.name_fr.strip():
        raise InvalidValue(_("Write the name of the group."))
    if cohort.ends_on and cohort.ends_on < cohort.starts_on:
        raise InvalidValue(_("The end cannot be before the start."))
    capacity = _capacity(cohort.centre)
    if capacity is None:
        return
    if cohort.places is None:
        cohort.places = capacity
    if cohort.places > capacity:
        raise InvalidValue(_("The centre takes %(capacity)s people at most.") % {"capacity": capacity})


def _capacity(centre: Party | None) -> int | None:
    if centre is None:
        return None
    if not hasattr(centre, "centre"):
        raise InvalidValue(_("Choose a centre of excellence."))
    return centre.centre.capacity or None


def _told(cohort: Cohort) -> dict[str, Any]:
    return {name: getattr(cohort, name) for name in FACTS}


def _locked(enrolment: Enrolment) -> Enrolment:
    return (
        Enrolment.objects.select_for_update(of=("self",))
        .select_related("application__call", "party")
        .get(pk=enrolment.pk)
    )
