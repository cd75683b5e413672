"""One piece of support: planned, scheduled, delivered, verified by another person."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.documents.models import Document
from artisans.networks.actions import keep_equipment
from artisans.networks.choices import Condition
from artisans.networks.models import CentreEquipment
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today
from programs.catalog.choices import SupportKind
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.models import AssetHandover, Enrolment, Session, SupportItem
from programs.enrolments.permissions import require_on
from programs.enrolments.workflow import LIVE, SUPPORT


@dataclass(frozen=True)
class Handover:
    """What was handed over, for equipment."""

    description: str
    value: Decimal
    serial_number: str = ""
    receipt: Document | None = None
    photo: Document | None = None
    received_by: str = ""
    into_inventory: bool = False  # a centre received it: it becomes a line of its inventory


@transaction.atomic
def add_support(
    *, enrolment: Enrolment, kind: str, title_fr: str, planned_on: date, by: User, title_ar: str = "", service: str = "",
    value: Decimal | None = None,
) -> SupportItem:  # fmt: skip
    """Add to somebody's plan, within the kinds the programme gives."""
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("version").get(pk=enrolment.pk)
    require_on(enrolment, "programs.record_support", by)
    if enrolment.status not in LIVE:
        raise DomainError(_("This enrolment is over."))
    if kind not in enrolment.version.settings["support_kinds"]:
        raise InvalidValue(_("The programme does not give this kind of support."))
    if kind == SupportKind.CASH:
        raise InvalidValue(_("Money is paid through the grant, not recorded here."))
    item = SupportItem.objects.create(
        enrolment=enrolment,
        kind=kind,
        service=service,
        title_fr=title_fr,
        title_ar=title_ar,
        planned_on=planned_on,
        value=value,
    )
    _tell("support.added", item, by)
    return item


@transaction.atomic
def schedule_support(
    *, item: SupportItem, by: User, planned_on: date | None = None, session: Session | None = None
) -> SupportItem:
    """Fix a day, or the session in which it will be given."""
    item = _locked(item, by)
    if session is not None and session.cohort_id != item.enrolment.cohort_id:
        raise DomainError(_("This session is for another group."))
    SUPPORT.take(item, "schedule")
    item.session = session
    item.planned_on = session.held_on if session else (planned_on or item.planned_on)
    item.save(update_fields=["status", "session", "planned_on"])
    _tell("support.scheduled", item, by)
    return item


@transaction.atomic
def deliver_support(
    *,
    item: SupportItem,
    by: User,
    delivered_on: date | None = None,
    value: Decimal | None = None,
    handover: Handover | None = None,
) -> SupportItem:
    """Record that it was given; equipment needs its handover."""
    item = _locked(item, by)
    delivered_on = delivered_on or today()
    if item.enrolment.status != EnrolmentStatus.ACTIVE:
        raise DomainError(_("Support is recorded while the enrolment is active."))
    if not item.enrolment.enrolled_on <= delivered_on <= today():
        raise InvalidValue(_("The date of delivery lies between the enrolment and today."))
    if item.kind == SupportKind.EQUIPMENT and handover is None:
        raise InvalidValue(_("Say what equipment was handed over."))
    SUPPORT.take(item, "deliver")
    item.delivered_on, item.delivered_by = delivered_on, by
    item.value = handover.value if handover else (value if value is not None else item.value)
    item.save(update_fields=["status", "delivered_on", "delivered_by", "value"])
    if handover:
        AssetHandover.objects.create(
            item=item, description=handover.description, serial_number=handover.serial_number, value=handover.value,
            handed_on=delivered_on, receipt=handover.receipt, photo=handover.photo, received_by=handover.received_by,
            equipment=_inventory(item, handover, by) if handover.into_inventory else None,
        )  # fmt: skip
    _tell("support.delivered", item, by)
    return item


@transaction.atomic
def verify_support(*, item: SupportItem, by: User) -> SupportItem:
    """A second person confirms the delivery."""
    item = _locked(item, by)
    if item.delivered_by_id == by.pk:
        raise NotPermitted(_("Support is verified by somebody else than the person who delivered it."))
    SUPPORT.take(item, "verify")
    item.verified_at, item.verified_by = now(), by
    item.save(update_fields=["status", "verified_at", "verified_by"])
    _tell("support.verified", item, by)
    return item


@transaction.atomic
def cancel_support(*, item: SupportItem, reason: str, by: User) -> SupportItem:
    item = _locked(item, by)
    if not reason.strip():
        raise InvalidValue(_("Say why this support is cancelled."))
    SUPPORT.take(item, "cancel")
    item.reason = reason.strip()[:240]
    item.save(update_fields=["status", "reason"])
    _tell("support.cancelled", item, by)
    return item


@transaction.atomic
def unschedule_support(*, item: SupportItem, by: User) -> SupportItem:
    """Its session does not take place: back to the plan."""
    item = _locked(item, by)
    SUPPORT.take(item, "unschedule")
    item.session = None
    item.save(update_fields=["status", "session"])
    _tell("support.unscheduled", item, by)
    return item


def _inventory(item: SupportItem, handover: Handover, by: User) -> CentreEquipment:
    party = item.enrolment.party
    if not hasattr(party, "centre"):
        raise InvalidValue(_("Only a centre of excellence has an inventory."))
    return keep_equipment(
        centre=party.centre, by=by, name=handover.description[:160], serial_number=handover.serial_number,
        value=handover.value, acquired_on=today(), origin=item.title_fr[:160], condition=Condition.NEW,
        photo=handover.photo,
    )  # fmt: skip


def _locked(item: SupportItem, by: User) -> SupportItem:
    item = SupportItem.objects.select_for_update(of=("self",)).select_related("enrolment__party").get(pk=item.pk)
    require_on(item.enrolment, "programs.record_support", by)
    return item


def _tell(action: str, item: SupportItem, by: User) -> None:
    enrolment = item.enrolment
    record(
        action, target=item, by=by, party=enrolment.party, program=enrolment.program, area=enrolment.area, reason=item.reason,
        after={"kind": item.kind, "service": item.service},
    )  # fmt: skip
