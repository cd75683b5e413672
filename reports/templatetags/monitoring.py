"""How pages say a measured value and an act of monitoring."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.audit.models import Event
from foundation.formats import format_money, format_number
from reports.monitoring.choices import Unit

register = template.Library()

_ACTS = {
    "measurement.entered": _("Value entered"),
    "measurement.submit": _("Value submitted"),
    "measurement.return": _("Value sent back"),
    "measurement.approve": _("Value approved"),
    "measurement.restated": _("Value corrected"),
    "visit.planned": _("Visit planned"),
    "visit.record": _("Visit recorded"),
    "visit.validate": _("Visit validated"),
    "visit.redo": _("Another visit asked for"),
    "visit.cancel": _("Visit cancelled"),
}


@register.filter
def measured(value: Any, unit: str) -> SafeString | str:
    """A value with what it counts; a dash when there is none."""
    if value is None or value == "":
        return "—"
    amount = Decimal(str(value))
    language = get_language() or "fr"
    if unit == Unit.MAD:
        text = format_money(amount, 0, language=language)
    else:
        text = format_number(amount, 0 if amount == amount.to_integral_value() else 1, language=language)
        if unit == Unit.PERCENT:
            text = f"{text}\u202f%"
        elif unit == Unit.DAYS:
            text = f"{text} {Unit.DAYS.label}"
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def part_of(part: Any, whole: Any) -> int:
    """Whole percent, 0 when there is nothing to compare with."""
    return int(100 * Decimal(str(part)) / Decimal(str(whole))) if whole else 0


@register.filter
def act_name(event: Event) -> str:
    """What was done, in the reader's words."""
    return str(_ACTS.get(event.action, event.action))
