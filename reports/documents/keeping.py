"""A kept PDF is a file and its row, both or neither."""

import hashlib
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.errors import DomainError
from foundation.storing import save_whole
from foundation.time import now
from reports.documents.archive import Copy
from reports.documents.choices import ReportShape
from reports.documents.models import Report, ReportCopy, ReportFile


class FileHasChanged(DomainError):
    """The bytes cannot be made again as they were."""

    code = "file_has_changed"


def sha256_of(content: bytes) -> str:
    """The hash that the check page compares."""
    return hashlib.sha256(content).hexdigest()


def file_name(report: Report, language: str, shape: str, kind: str = "") -> str:
    parts = [f"{report.meeting.code}-v{report.version}-{language}"]
    parts += [part for part in ("" if shape == ReportShape.FULL else shape, kind) if part]
    return "-".join(parts) + ".pdf"


def keep_file(made: ReportFile | ReportCopy, name: str, pdf: bytes) -> None:
    """Write the file, then the row; a row that cannot be kept takes its file with it."""
    field = made._meta.get_field("file")
    made.file.name = save_whole(field.storage, field.generate_filename(made, name), ContentFile(pdf))
    made.sha256 = sha256_of(pdf)
    try:
        with transaction.atomic():
            made.save()
    except BaseException:
        field.storage.delete(made.file.name)
        raise


def keep_copies(original: ReportFile, pdf: bytes, copies: Iterable[Copy]) -> list[ReportCopy]:
    """Keep the copies this file does not have yet; those it has stand.

    Raises FileHasChanged when they were made of other bytes than the kept file: copies must say what it says.
    """
    have = set(original.copies.values_list("kind", flat=True))
    wanted = [copy for copy in copies if copy.kind not in have]
    if wanted and sha256_of(pdf) != original.sha256:
        raise FileHasChanged(
            _("This file was made with other libraries or fonts than today’s: it cannot be made again byte for byte.")
        )
    made: list[ReportCopy] = []
    storage = ReportCopy._meta.get_field("file").storage
    report = original.snapshot.report
    try:
        for copy in wanted:
            row = ReportCopy(
                original=original, kind=copy.kind, signed_as=copy.signed_as,
                certificate_sha256=copy.certificate_sha256, made_at=now(),
            )  # fmt: skip
            keep_file(row, file_name(report, original.language, original.shape, copy.kind), copy.pdf)
            made.append(row)
    except BaseException:
        for row in made:  # their rows go with the transaction that fails
            storage.delete(row.file.name)
        raise
    return made
