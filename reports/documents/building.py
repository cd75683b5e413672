"""Building a report: read, lay out, hand over. Used by the worker and by the command line."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from reports.documents.actions import reading_for
from reports.documents.archive import Copy, copies_of, require_certificate
from reports.documents.choices import ReportShape
from reports.documents.layout import lay_out
from reports.documents.models import Report
from reports.documents.queries import earlier_report
from reports.documents.workflow import FROZEN
from reports.figures.collect import collect, digest

Progress = Callable[[int, str], None]


@dataclass(frozen=True)
class Build:
    """A built report, not kept yet. `data` is None when the frozen snapshot was laid out."""

    data: dict[str, Any] | None
    pdf: bytes
    pages: int
    check_code: str
    made_with: dict[str, str]
    copies: tuple[Copy, ...] = ()  # of a frozen file only


def build(report: Report, *, language: str, progress: Progress, shape: str = ReportShape.FULL) -> Build:
    """Collect (unless frozen) and lay out in that shape; a frozen file gets its copies. Writes nothing.

    Raises CannotSign at once when a frozen file is to be signed and the certificate cannot be used.
    """
    if is_frozen := report.status in FROZEN:
        require_certificate()
        data, fresh = report.snapshots.get(sha256=report.frozen_sha256).data, None
    else:
        data = fresh = _collect(report, progress)
    check_code = _check_code(report, language, shape, data)
    laid_out = lay_out(
        data, report=report, language=language, shape=shape, check_code=check_code,
        progress=lambda percent, step: progress(50 + percent * 44 // 100, step),
    )  # fmt: skip
    copies: tuple[Copy, ...] = ()
    if is_frozen:
        with translation.override(language):
            copies = copies_of(
                laid_out.pdf, data, report=report, tell=lambda percent, step: progress(94 + percent * 5 // 100, step)
            )
    return Build(fresh, laid_out.pdf, laid_out.pages, check_code, laid_out.made_with, copies)


def _collect(report: Report, progress: Progress) -> dict[str, Any]:
    """The figures, and the officers' text as it stands: both are what gets frozen."""

    def told(percent: int, part: str) -> None:
        progress(5 + percent * 45 // 100, _("Collecting figures: %(part)s") % {"part": part})

    data = collect(reading_for(report), progress=told, earlier=earlier_report(report))
    rows = report.narratives.order_by("section")
    data["narratives"] = {row.section: {"fr": row.text_fr, "ar": row.text_ar} for row in rows}
    return data


def _check_code(report: Report, language: str, shape: str, data: dict[str, Any]) -> str:
    """The code of the file that stands for this content already, else a new one."""
    kept = report.snapshots.filter(sha256=digest(data)).first()
    is_draft = report.status not in FROZEN
    made = kept.files.filter(language=language, shape=shape, is_draft=is_draft).first() if kept else None
    return made.check_code if made else secrets.token_urlsafe(16)
