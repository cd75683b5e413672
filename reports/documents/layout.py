"""From a snapshot to a PDF. Everything printed comes from the snapshot and the narratives; nothing is queried."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from foundation.errors import DomainError
from foundation.pdf import made_with, qr_svg, render_pdf
from foundation.words import direction, in_language
from markets.barometer.presentation import figures, source_of
from reports.documents.choices import PROGRAM_SHAPE, ReportShape
from reports.documents.models import Report
from reports.documents.pictures import pictures_of
from reports.documents.workflow import FROZEN
from reports.figures.collect import digest, find_code

_CODE = re.compile(r"\{([A-Z]\d*\.(?:\d{2}|[A-Z]{3}-\d{2}))\}")
_TEMPLATES = {
    ReportShape.FULL: "reports/pdf/report.html",
    ReportShape.PACK: "reports/pdf/pack.html",
    ReportShape.ANNUAL: "reports/pdf/annual_report.html",
    ReportShape.BRIEF: "reports/pdf/brief.html",
    ReportShape.EMERGENCY: "reports/pdf/emergency_report.html",
    ReportShape.MONITORING: "reports/pdf/monitoring_report.html",
}


@dataclass(frozen=True)
class LaidOut:
    """A finished PDF, how many pages it has and what it was made with."""

    pdf: bytes
    pages: int
    made_with: dict[str, str]


def lay_out(
    data: dict[str, Any],
    *,
    report: Report,
    language: str,
    check_code: str,
    progress: Callable[[int, str], None],
    shape: str = ReportShape.FULL,
) -> LaidOut:
    """The report of a snapshot in one language and shape. The same arguments give the same bytes.

    Raises DomainError when the snapshot holds nothing of what the shape is to print.
    """
    printed = shaped(data, shape)
    with translation.override(language):
        progress(5, _("Drawing the charts"))
        pictures = pictures_of(data, language)
        progress(40, _("Setting the pages"))
        sha256 = digest(data)
        address = check_address(check_code, language)
        context = {
            **_arranged(_numbered(printed)),
            "shape": shape,
            "report": report,
            "is_draft": report.status not in FROZEN,
            "language": language,
            "text_direction": direction(language),
            "pictures": pictures,
            "narratives": {key: narrative(text, data, language) for key, text in data["narratives"].items()},
            "sha256": sha256,
            "check_address": address,
            "barometer_figures": figures(data["barometer"]) if data["barometer"].get("figures") else [],
            "barometer_sources": _sources(data["barometer"]),
            "qr": qr_svg(address, label=_("Check this document"), size_mm=26),
            "style": style(),
            "star": star(),
        }
        html = render_to_string(_TEMPLATES.get(shape, "reports/pdf/program_report.html"), context)
        progress(55, _("Making the PDF"))
        title = f"{in_language(data['meta']['meeting']['title'], language)} — {report.reference} v{report.version}"
    pdf = render_pdf(
        html,
        title=title,
        language=language,
        created_at=datetime.fromisoformat(data["meta"]["known_at"]),
        identifier=f"{report.reference}-{report.version}-{language}-{shape}-{sha256[:16]}-{check_code}",
    )
    progress(95, "")
    with pikepdf.open(BytesIO(pdf)) as document:
        pages = len(document.pages)
    return LaidOut(pdf, pages, made_with())


def shaped(data: dict[str, Any], shape: str) -> dict[str, Any]:
    """What of a snapshot the shape prints: one programme of it, or all. Raises DomainError when it holds none of that."""
    if shape == ReportShape.EMERGENCY and not data["emergency"].get("figures"):
        raise DomainError(_("This report holds no emergency programme."))
    if shape == ReportShape.PACK and "pack" not in data:
        raise DomainError(_("This report was frozen before packs were made: it holds no pack."))
    if shape == ReportShape.MONITORING and not data.get("indicators", {}).get("groups"):
        raise DomainError(_("No indicator was measured in the period of this report."))
    if not shape.startswith(PROGRAM_SHAPE):
        return data
    blocks = [block for block in data["programs"] if block["code"] == shape.removeprefix(PROGRAM_SHAPE)]
    if not blocks:
        raise DomainError(_("This report holds nothing of that programme."))
    return {**data, "programs": blocks}


def _arranged(data: dict[str, Any]) -> dict[str, Any]:
    """The emergency's figures stand on the page of the last fast-track programme."""
    fast = [block["code"] for block in data["programs"] if block["is_fast_track"]]
    for block in data["programs"]:
        block["shows_emergency"] = bool(data["emergency"].get("figures")) and block["code"] == (fast or [""])[-1]
    return data


def _sources(barometer: dict[str, Any]) -> dict[str, str]:
    """Where the headline comes from."""
    head = barometer.get("headline")
    return {"headline": source_of(head["publication"])} if head else {}


def check_address(check_code: str, language: str) -> str:
    """The public page where anyone can check the file."""
    with translation.override(language):
        try:
            path = reverse("report-check", args=[check_code])
        except NoReverseMatch:  # the portal's addresses are not loaded (command line without URLs)
            path = f"/{language}/verifier/{check_code}/"
    return settings.PUBLIC_URL + path


def narrative(text: dict[str, str], data: dict[str, Any], language: str) -> str:
    """The officer's words with `{P1.07}` replaced by the figure of that code, so that text cannot disagree with tables."""
    from_code = _printer(data)
    return _CODE.sub(lambda match: from_code(match[1]), text.get(language) or text.get("fr", ""))


def _printer(data: dict[str, Any]) -> Callable[[str], str]:
    def printed(code: str) -> str:
        figure = find_code(data, code)
        if figure is None or "unit" not in figure:
            return "{" + code + "}"
        return str(render_to_string("reports/pdf/_value.txt", {"figure": figure}).strip())

    return printed


def _numbered(data: dict[str, Any]) -> dict[str, Any]:
    """The snapshot for the template, with the shares that bars need (percent of the longest)."""
    copy = json.loads(json.dumps(data))

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "lines" in node and "columns" in node:
                largest = max((Decimal(line["values"][0] or 0) for line in node["lines"]), default=Decimal(0))
                for line in node["lines"]:
                    amount = Decimal(line["values"][0] or 0)
                    line["share"] = f"{float(100 * amount / largest):.1f}" if largest else "0"
                    line["last_share"] = _last_share(line, node["lines"])
                    line["cells"] = [
                        {"value": value, "unit": column["unit"]}
                        for value, column in zip(line["values"], node["columns"], strict=True)
                    ]
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(copy)
    return copy


def _last_share(line: dict[str, Any], lines: list[dict[str, Any]]) -> str:
    """The last column as percent of its longest."""
    largest = max(Decimal(other["values"][-1] or 0) for other in lines)
    return f"{float(100 * Decimal(line['values'][-1] or 0) / largest):.1f}" if largest > 0 else "0"


@cache
def style() -> SafeString:
    """The tokens of the house and the report's own sheet, as one style element's text."""
    folder = settings.BASE_DIR / "static" / "css"
    tokens = (folder / "tokens.css").read_text(encoding="utf-8")
    light_only = tokens.split("@media", 1)[0]
    return mark_safe(light_only + (folder / "report.css").read_text(encoding="utf-8"))  # noqa: S308 - files of ours


@cache
def star() -> SafeString:
    """The eight-point star of the cover."""
    drawing = (settings.BASE_DIR / "static" / "img" / "zellige-cover.svg").read_text(encoding="utf-8")
    drawing = drawing.replace('width="600" height="600"', 'width="205mm" height="205mm"', 1)
    drawing = drawing.replace('stroke="#0f5c5c"', 'stroke="#cfe4e1"').replace(
        'viewBox="0 0 600 600"', 'viewBox="0 0 600 600" aria-hidden="true"', 1
    )
    drawing = drawing.replace("><path", "><title></title><path", 1)
    return mark_safe(drawing)  # noqa: S308 - a file of ours
