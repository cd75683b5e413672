"""Site visits: planned, done with what was found, validated by somebody who was not there."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.documents.actions import store_document
from artisans.parties.choices import PartyStatus
from artisans.parties.models import Party
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today
from programs.catalog.models import Program
from reports.monitoring.models import SiteVisit
from reports.monitoring.workflow import VISIT

PHOTOS = 6
PICTURES = frozenset({"jpeg", "png", "webp", "heic"})


@transaction.atomic
def plan_visit(*, party: Party, program: Program, purpose: str, planned_on: date, visitor: User, by: User) -> SiteVisit:
    """Ask somebody to go and look. The day is today or later."""
    if party.status != PartyStatus.ACTIVE:
        raise DomainError(_("This beneficiary is no longer active in the register."))
    if not purpose.strip():
        raise InvalidValue(_("Say what the visit is for."))
    if planned_on < today():
        raise InvalidValue(_("A visit is planned for today or later."))
    visit = SiteVisit.objects.create(
        party=party, program=program, area=party.area, purpose=purpose.strip(), planned_on=planned_on, visitor=visitor,
        planned_by=by, recorded_at=now(), is_demonstration=party.is_demonstration,
    )  # fmt: skip
    record("visit.planned", target=visit, by=by, after={"planned_on": planned_on, "visitor": visitor.pk})
    return visit


@transaction.atomic
def record_visit(
    *,
    visit: SiteVisit,
    visited_on: date,
    findings: str,
    is_as_reported: bool,
    by: User,
    latitude: Decimal | None = None,
    longitude: Decimal | None = None,
    photos: Sequence[BinaryIO] = (),
) -> SiteVisit:
    """Say what was found on the spot. Only the visitor does; the same call twice is refused by the visit's life."""
    visit = _locked(visit)
    if visit.visitor_id != by.pk:
        raise NotPermitted(_("The visitor records the visit."))
    if visited_on > today():
        raise InvalidValue(_("The visit cannot be dated in the future."))
    if not findings.strip():
        raise InvalidValue(_("Say what you found."))
    if (latitude is None) != (longitude is None):
        raise InvalidValue(_("A place needs both latitude and longitude."))
    if len(photos) > PHOTOS:
        raise InvalidValue(_("Attach %(count)s photos at most.") % {"count": PHOTOS})
    visit.visited_on, visit.findings, visit.is_as_reported = visited_on, findings.strip(), is_as_reported
    visit.latitude, visit.longitude = latitude, longitude
    kept = [store_document(photo, by=by, allowed=PICTURES) for photo in photos]
    visit = _move(
        visit, "record", by, ["visited_on", "findings", "is_as_reported", "latitude", "longitude"],
        after={"visited_on": visited_on, "as_reported": is_as_reported, "photos": len(kept)},
    )  # fmt: skip
    visit.photos.set(kept)
    return visit


@transaction.atomic
def validate_visit(*, visit: SiteVisit, by: User) -> SiteVisit:
    """Stand for what the visitor wrote; never the visitor."""
    visit = _locked(visit)
    if visit.visitor_id == by.pk:
        raise NotPermitted(_("A visit is validated by somebody else than the visitor."))
    visit.validated_at, visit.validated_by = now(), by
    return _move(visit, "validate", by, ["validated_at", "validated_by"])


@transaction.atomic
def ask_again(*, visit: SiteVisit, planned_on: date, reason: str, by: User) -> SiteVisit:
    """The findings do not suffice: another visit on another day. What was written stays in the history."""
    if not reason.strip():
        raise InvalidValue(_("Say why another visit is needed."))
    if planned_on < today():
        raise InvalidValue(_("A visit is planned for today or later."))
    visit = _locked(visit)
    visit.planned_on, visit.reason = planned_on, reason.strip()
    return _move(visit, "redo", by, ["planned_on", "reason"], reason=reason)


@transaction.atomic
def cancel_visit(*, visit: SiteVisit, reason: str, by: User) -> SiteVisit:
    """Call off a planned visit, with the reason."""
    if not reason.strip():
        raise InvalidValue(_("Say why the visit is cancelled."))
    visit = _locked(visit)
    visit.reason = reason.strip()
    return _move(visit, "cancel", by, ["reason"], reason=reason)


def _locked(visit: SiteVisit) -> SiteVisit:
    return SiteVisit.objects.select_for_update(of=("self",)).select_related("party", "program").get(pk=visit.pk)


def _move(
    visit: SiteVisit, step: str, by: User, fields: list[str], *, reason: str = "", after: dict | None = None
) -> SiteVisit:
    before = visit.status
    VISIT.take(visit, step)
    visit.save(update_fields=["status", *fields])
    record(
        f"visit.{step}", target=visit, by=by, reason=reason, before={"status": before},
        after={"status": visit.status, **(after or {})},
    )  # fmt: skip
    return visit
