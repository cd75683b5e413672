"""What is kept of a frozen file besides the file: the archive copy with its data inside, and both of them signed.

Made by the worker, before anything is kept: a certificate that cannot sign ends the build with its reason.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from foundation import signing
from foundation.pdf_archive import AttachedFile, archive_copy
from foundation.spreadsheets import stream_csv
from foundation.words import in_language
from reports.documents.choices import CopyKind
from reports.documents.models import Report
from reports.figures.collect import canonical

COLUMNS = ("code", "label_fr", "label_ar", "line", "column", "value", "unit", "definition_fr", "source", "rows")


@dataclass(frozen=True)
class SigningState:
    """What officers should know before they freeze: who will sign, until when, or why nobody can."""

    name: str = ""
    until: date | None = None
    why_not: str = ""


def signing_state() -> SigningState | None:
    """None when no certificate is configured: frozen files are then kept unsigned."""
    try:
        certificate = signing.certificate()
    except signing.CannotSign as refusal:
        return SigningState(why_not=refusal.message)
    return certificate and SigningState(certificate.name, certificate.not_after.date())


@dataclass(frozen=True)
class Copy:
    """One more file of the same content, not kept yet."""

    kind: str
    pdf: bytes
    signed_as: str = ""
    certificate_sha256: str = ""


def require_certificate() -> None:
    """Before any work: raises CannotSign when a certificate is configured and cannot be used."""
    signing.certificate()


def copies_of(
    pdf: bytes, data: dict[str, Any], *, report: Report, tell: Callable[[int, str], None]
) -> tuple[Copy, ...]:
    """The archive copy, the same bytes each time, and signed ones when a certificate is configured."""
    tell(0, _("Making the archive copy"))
    archive = archive_copy(
        pdf, attachments=attached(data), created_at=datetime.fromisoformat(data["meta"]["known_at"])
    )  # fmt: skip
    made = [Copy(CopyKind.ARCHIVE, archive)]
    if not signing.is_configured():
        return tuple(made)
    tell(60, _("Signing"))
    reason = _("Report %(reference)s, version %(version)d") % {
        "reference": report.reference, "version": report.version,
    }  # fmt: skip
    for kind, content in ((CopyKind.SIGNED, pdf), (CopyKind.SIGNED_ARCHIVE, archive)):
        signed, certificate = signing.sign_pdf(content, reason=reason)
        made.append(Copy(kind, signed, certificate.name, certificate.sha256))
    return tuple(made)


def attached(data: dict[str, Any]) -> list[AttachedFile]:
    """Every figure as CSV, and the snapshot itself in the spelling whose SHA-256 the pages print."""
    return [
        AttachedFile("figures.csv", b"".join(stream_csv(COLUMNS, figure_rows(data))), _("Every figure of this report")),
        AttachedFile(
            "snapshot.json", canonical(data), _("What the report was made of; its SHA-256 is printed in it"), "Source"
        ),
    ]


def figure_rows(data: dict[str, Any]) -> list[tuple[Any, ...]]:
    """One line a figure, and one a cell of each table, by code."""
    rows = [
        row for node in _coded({key: value for key, value in data.items() if key != "codes"}) for row in _rows(node)
    ]
    return sorted(rows, key=lambda row: (row[0], row[3], row[4]))


def _coded(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "code" in node and "rows" in node and "definition" in node:
            yield node
            return
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from _coded(value)


def _rows(node: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    head = (node["code"], in_language(node["label"], "fr"), in_language(node["label"], "ar"))
    tail = (in_language(node["definition"], "fr"), node.get("source", ""))
    if "lines" not in node:
        yield (*head, "", "", node["value"], node["unit"], *tail, len(node["rows"]["ids"]))
        return
    for line in node["lines"]:
        for column, value in zip(node["columns"], line["values"], strict=True):
            words = (in_language(line["label"], "fr"), in_language(column["label"], "fr"))
            yield (*head, *words, value, column["unit"], *tail, len(line["ids"]))
