"""What `ProgramVersion.settings` must hold, checked before a version is published.

Everything that differs between programmes is here, as data: what they give, in which stages, how payment is cut into
tranches and on which evidence, ceilings, delays. Code reads these settings and never a programme's code or name.

support_kinds          kinds of `catalog.choices.SupportKind` the programme may record
services               [{code, kind, name}] the catalogue of services offered
stages                 [{code, name, days}] the way of a beneficiary, for timelines
diagnostic             [{code, name}] axes of the grid, the same at entry, mid-way and exit; `diagnostic_scale` {min, max}
tranche_plan           null without cash, or {"default": plan, "plans": {plan: [{percent, name, evidence: [{code, name,
                       light}]}]}, "choose": [{"plan": plan, "when": condition on the answers}]}; see `tranche_parts`
ceilings               {"per_file": MAD, "fast_track_first": MAD} (either may be absent)
service_standard_days  working days from receipt to decision, less the time the applicant had to act
correction_days        calendar days an applicant has to correct
agreement_days         calendar days to sign the agreement
appeal_days            calendar days to appeal after publication
late_minutes           a draft begun before closing may still be handed in so long after it
reminder_days          days before closing on which people with drafts are reminded
review_days            days a reviewer has
consent_notice         version of the notice people must have agreed to
origin                 a sentence that says where these settings come from; shown with them
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from foundation.errors import InvalidValue
from foundation.schemas import CODE, WORDS, at, problems, repeated
from programs.catalog import conditions
from programs.catalog.choices import SupportKind

_DAYS = {"type": "integer", "minimum": 1, "maximum": 730}
_NAMED = {
    "type": "object",
    "properties": {"code": CODE, "name": WORDS},
    "required": ["code", "name"],
    "additionalProperties": False,
}
_PART = {
    "type": "object",
    "properties": {
        "percent": {"type": "number", "exclusiveMinimum": 0, "maximum": 100},
        "name": WORDS,
        "evidence": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"code": CODE, "name": WORDS, "light": {"type": "boolean"}},
                "required": ["code", "name"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["percent", "name", "evidence"],
    "additionalProperties": False,
}
_TRANCHES = {
    "type": ["object", "null"],
    "properties": {
        "default": CODE,
        "plans": {
            "type": "object",
            "minProperties": 1,
            "additionalProperties": {"type": "array", "minItems": 1, "items": _PART},
        },
        "choose": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"plan": CODE, "when": conditions.SCHEMA},
                "required": ["plan", "when"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["default", "plans"],
    "additionalProperties": False,
}
SETTINGS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "support_kinds": {"type": "array", "minItems": 1, "items": {"enum": SupportKind.values}},
        "services": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"code": CODE, "kind": {"enum": SupportKind.values}, "name": WORDS},
                "required": ["code", "kind", "name"],
                "additionalProperties": False,
            },
        },
        "stages": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "properties": {"code": CODE, "name": WORDS, "days": _DAYS},
                "required": ["code", "name"],
                "additionalProperties": False,
            },
        },
        "diagnostic": {"type": "array", "items": _NAMED},
        "diagnostic_scale": {
            "type": "object",
            "properties": {"min": {"type": "integer"}, "max": {"type": "integer"}},
            "required": ["min", "max"],
            "additionalProperties": False,
        },
        "tranche_plan": _TRANCHES,
        "ceilings": {
            "type": "object",
            "properties": {"per_file": {"type": "number", "exclusiveMinimum": 0}, "fast_track_first": {"type": "number", "exclusiveMinimum": 0}},
            "additionalProperties": False,
        },
        "service_standard_days": _DAYS,
        "correction_days": _DAYS,
        "agreement_days": _DAYS,
        "appeal_days": _DAYS,
        "review_days": _DAYS,
        "late_minutes": {"type": "integer", "minimum": 0, "maximum": 240},
        "reminder_days": {"type": "array", "items": _DAYS},
        "consent_notice": {"type": "string", "minLength": 1, "maxLength": 20},
        "origin": WORDS,
    },
    "required": [
        "support_kinds", "services", "stages", "diagnostic", "tranche_plan", "ceilings", "service_standard_days",
        "correction_days", "agreement_days", "appeal_days", "review_days", "late_minutes", "reminder_days",
        "consent_notice", "origin",
    ],
    "additionalProperties": False,
}  # fmt: skip


class SettingsAreWrong(InvalidValue):
    """`reasons` has one sentence per problem, each naming its place."""

    code = "settings_wrong"


def settings_problems(settings: Mapping[str, Any]) -> list[str]:
    """What keeps these settings from being published; empty when nothing does."""
    found = problems(SETTINGS, settings)
    if found:
        return found
    for key in ("services", "stages", "diagnostic"):
        found += [
            at([key], _("“%(code)s” occurs twice.") % {"code": code})
            for code in repeated(row["code"] for row in settings[key])
        ]
    if settings["diagnostic"] and "diagnostic_scale" not in settings:
        found.append(at(["diagnostic_scale"], _("A diagnostic needs its scale.")))
    for row in settings["services"]:
        if row["kind"] not in settings["support_kinds"]:
            found.append(
                at(["services"], _("“%(code)s” is of a kind the programme does not give.") % {"code": row["code"]})
            )
    return found + _plan_problems(settings["tranche_plan"])


def check_settings(settings: Mapping[str, Any]) -> None:
    """Raises SettingsAreWrong with every reason."""
    if reasons := settings_problems(settings):
        raise SettingsAreWrong(_("These settings cannot be published."), reasons=reasons)


def tranche_parts(settings: Mapping[str, Any], answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The instalments for a file with these answers: [{percent, name, evidence}], percents adding up to 100; empty without cash."""
    plan = settings.get("tranche_plan")
    if not plan:
        return []
    chosen = next(
        (rule["plan"] for rule in plan.get("choose", ()) if conditions.holds(rule["when"], answers)), plan["default"]
    )
    return plan["plans"][chosen]


def ceiling(settings: Mapping[str, Any], name: str = "per_file") -> Decimal | None:
    """A ceiling in dirhams, or None where the programme has none."""
    value = settings.get("ceilings", {}).get(name)
    return None if value is None else Decimal(str(value))


def _plan_problems(plan: Mapping[str, Any] | None) -> list[str]:
    if not plan:
        return []
    found = []
    for name, parts in plan["plans"].items():
        if sum(Decimal(str(part["percent"])) for part in parts) != 100:
            found.append(at(["tranche_plan", "plans", name], _("The percentages must add up to 100.")))
    for name in [plan["default"], *(rule["plan"] for rule in plan.get("choose", ()))]:
        if name not in plan["plans"]:
            found.append(at(["tranche_plan"], _("There is no plan “%(name)s”.") % {"name": name}))
    return found
