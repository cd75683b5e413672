"""Who may do what with a value, a period or a visit now."""

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from reports.monitoring.choices import Origin, PeriodStatus
from reports.monitoring.models import Measurement, SiteVisit
from reports.monitoring.workflow import EDITABLE, MEASUREMENT, VISIT

STEPS = {
    "submit": "reports.add_measurement",
    "return": "reports.approve_measurement",
    "approve": "reports.approve_measurement",
}
PERIOD_STEPS = {
    "begin_closing": ("reports.begin_closing", "reports.close_period"),
    "reopen": ("reports.close_period",),
    "close": ("reports.close_period",),
}
VISIT_STEPS = {
    "record": "reports.record_sitevisit",
    "validate": "reports.validate_sitevisit",
    "redo": "reports.validate_sitevisit",
    "cancel": "reports.plan_sitevisit",
}


def covers(user: User, permission: str, program: str) -> bool:
    """Whether the permission reaches this programme's indicators; empty: the whole establishment's."""
    return user.has_perm(permission) and any(scope.program in ("", program) for scope in scopes_of(user, permission))


def steps_for(user: User, measurement: Measurement) -> list[str]:
    """The steps this person may take with the value now."""
    program = measurement.indicator.program.code if measurement.indicator.program_id else ""
    names = [
        name
        for name, permission in STEPS.items()
        if MEASUREMENT.allows(measurement, name) and covers(user, permission, program)
    ]
    if measurement.submitted_by_id == user.pk:
        names = [name for name in names if name != "approve"]
    return names


def may_enter(user: User, indicator, period, measurement: Measurement | None) -> bool:
    """Whether the value may be typed or counted now."""
    if period is None or period.status == PeriodStatus.CLOSED or not indicator.is_active:
        return False
    program = indicator.program.code if indicator.program_id else ""
    return covers(user, "reports.add_measurement", program) and (
        measurement is None or (measurement.status in EDITABLE and measurement.restates_id is None)
    )


def is_counted(indicator) -> bool:
    return indicator.origin == Origin.COMPUTED


def visit_steps_for(user: User, visit: SiteVisit) -> list[str]:
    """The steps this person may take with the visit now."""
    names = [
        name
        for name, permission in VISIT_STEPS.items()
        if VISIT.allows(visit, name) and user.has_perm(permission) and _reaches(user, permission, visit)
    ]
    if "record" in names and visit.visitor_id != user.pk:
        names.remove("record")
    if "validate" in names and visit.visitor_id == user.pk:
        names.remove("validate")
    return names


def _reaches(user: User, permission: str, visit: SiteVisit) -> bool:
    return any(scope.covers(visit.program.code, visit.area) for scope in scopes_of(user, permission))
