"""The life of a reporting period: open, being closed, closed for good."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue
from foundation.time import now, today
from reports.monitoring.choices import MeasurementStatus
from reports.monitoring.models import Indicator, Measurement, ReportingPeriod
from reports.monitoring.workflow import PERIOD


@dataclass(frozen=True)
class Missing:
    """What stands between a period and its closing."""

    unmeasured: list[Indicator]
    unapproved: list[Measurement]


def missing_in(period: ReportingPeriod) -> Missing:
    """Followed indicators without a value, and values without an approval."""
    current = list(Measurement.objects.current().filter(period=period).select_related("indicator"))
    measured = {row.indicator_id for row in current}
    return Missing(
        unmeasured=list(Indicator.objects.filter(is_active=True).exclude(pk__in=measured)),
        unapproved=[row for row in current if row.status != MeasurementStatus.APPROVED],
    )


@transaction.atomic
def open_period(*, code: str, starts_on: date, ends_on: date, by: User) -> ReportingPeriod:
    """A new stretch of time to measure. Refused when its code or its dates are taken."""
    if ends_on < starts_on:
        raise InvalidValue(_("The end cannot be before the start."))
    if ReportingPeriod.objects.filter(Q(code=code) | Q(starts_on=starts_on, ends_on=ends_on)).exists():
        raise DomainError(_("A period with this code or these dates exists already."))
    period = ReportingPeriod.objects.create(code=code, starts_on=starts_on, ends_on=ends_on)
    record("period.opened", target=period, by=by, after={"code": code, "starts_on": starts_on, "ends_on": ends_on})
    return period


@transaction.atomic
def begin_closing(*, period: ReportingPeriod, by: User) -> ReportingPeriod:
    """Ask for the last values. Refused before the period has ended."""
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    if period.ends_on > today():
        raise DomainError(_("The period has not ended yet."))
    return _move_period(period, "begin_closing", by)


@transaction.atomic
def reopen_period(*, period: ReportingPeriod, by: User, reason: str) -> ReportingPeriod:
    """Go back on a closing that was begun; a closed period stays closed."""
    if not reason.strip():
        raise InvalidValue(_("Say why the period is opened again."))
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    return _move_period(period, "reopen", by, reason=reason)


@transaction.atomic
def close_period(*, period: ReportingPeriod, by: User, reason: str = "") -> ReportingPeriod:
    """Lock the period. Every value is approved; indicators without a value need a reason."""
    period = ReportingPeriod.objects.select_for_update().get(pk=period.pk)
    missing = missing_in(period)
    if missing.unapproved:
        raise DomainError(
            ngettext(
                "%(count)s value is not approved yet.",
                "%(count)s values are not approved yet.",
                len(missing.unapproved),
            )
            % {"count": len(missing.unapproved)},
            reasons=[str(row.indicator) for row in missing.unapproved],
        )
    if missing.unmeasured and not reason.strip():
        raise InvalidValue(
            ngettext(
                "%(count)s indicator has no value: say why the period is closed without it.",
                "%(count)s indicators have no value: say why the period is closed without them.",
                len(missing.unmeasured),
            )
            % {"count": len(missing.unmeasured)}
        )
    period.closed_at, period.closed_by = now(), by
    return _move_period(period, "close", by, reason=reason)


def _move_period(period: ReportingPeriod, step: str, by: User, reason: str = "") -> ReportingPeriod:
    before = period.status
    PERIOD.take(period, step)
    period.save(update_fields=["status", "closed_at", "closed_by"])
    record(
        f"period.{step}",
        target=period,
        by=by,
        reason=reason,
        before={"status": before},
        after={"status": period.status},
    )
    return period
