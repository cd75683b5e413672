"""The indicators of a report: approved values of the period that holds its day, with plan, forecast and light."""

from typing import Any

from django.utils import translation
from django.utils.functional import Promise

from reports.figures.base import BLOCKS, Block, Figure, Reading, Rows, Words, names_of, words
from reports.monitoring.choices import Light
from reports.monitoring.models import Indicator, ReportingPeriod
from reports.monitoring.queries import Standing, standings, verdict_of

LANGUAGES = ("fr", "ar", "en")


@BLOCKS.register("indicators", order=8)
def collect_indicators(reading: Reading) -> Block:
    """Every followed indicator; without a period on that day the block is empty."""
    block = Block()
    period = (
        ReportingPeriod.objects.filter(starts_on__lte=reading.as_of, ends_on__gte=reading.as_of)
        .order_by("-starts_on", "ends_on")
        .first()
    )
    if period is None:
        return block
    indicators = list(Indicator.objects.filter(is_active=True).select_related("program"))
    rows = standings(indicators, period, on=reading.as_of, known_at=reading.known_at, approved_only=True)
    if not any(row.measurement for row in rows):
        return block
    block.extra["period"] = {
        "code": period.code, "starts_on": period.starts_on.isoformat(), "ends_on": period.ends_on.isoformat(),
    }  # fmt: skip
    groups: dict[int | None, dict[str, Any]] = {}
    for row in rows:
        program = row.indicator.program
        group = groups.setdefault(
            row.indicator.program_id,
            {"program": program.code if program else "", "name": names_of(program) if program else _HOUSE, "rows": []},
        )
        group["rows"].append(_row(block, row))
    block.extra["groups"] = list(groups.values())
    block.extra["lights"] = {value: sum(row.verdict.light == value for row in rows) for value in Light.values}
    return block


_HOUSE = words("Ensemble de l’établissement", "مجموع المؤسسة", "Whole establishment")


def _row(block: Block, row: Standing) -> dict[str, Any]:
    indicator, measurement = row.indicator, row.measurement
    code = f"I.{indicator.code}"
    behind = (measurement.behind if measurement else None) or {}
    counted = Rows.of(behind["model"], behind["ids"]) if behind else _said(measurement)
    definition = words(
        indicator.definition_fr,
        indicator.definition_ar or indicator.definition_fr,
        indicator.definition_en or indicator.definition_fr,
    )
    block.add(
        code,
        Figure(code, names_of(indicator), row.actual, indicator.unit, definition, counted, indicator.source or "Sanad"),
    )
    return {
        "figure_code": code,
        "name": names_of(indicator),
        "unit": indicator.unit,
        "target": _text(row.target),
        "planned": _text(row.planned),
        "actual": _text(row.actual),
        "forecast": _text(row.forecast),
        "light": row.verdict.light.value,
        "light_word": _in_all(Light(row.verdict.light).label),
        "reason": _reason(row),
    }


def _said(measurement: Any) -> Rows:
    return Rows.of("reports.Measurement", [measurement.pk] if measurement else [])


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _in_all(label: str | Promise) -> Words:
    """A lazy text in the three languages of the report."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = str(label)
    return found


def _reason(row: Standing) -> Words:
    """The rule's sentence with its numbers, in the three languages."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[language] = verdict_of(row.indicator, actual=row.actual, planned=row.planned).reason
    return found
