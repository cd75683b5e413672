"""A file comes in: judged by its bytes, kept, its columns mapped, its check asked for; or thrown away."""

import hashlib
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.jobs.actions import cancel_job, enqueue
from accounts.jobs.models import Job
from accounts.people.models import User
from artisans.imports.choices import ImportStatus
from artisans.imports.columns import guess, missing
from artisans.imports.models import ColumnMapping, ImportBatch, StagedNumber, StagedRow
from artisans.imports.permissions import may_import
from artisans.imports.reading import MAX_BYTES, look
from artisans.imports.registry import IMPORT_KINDS
from artisans.imports.workflow import WORKFLOW
from artisans.names import fold
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.files import clean_name
from foundation.time import now


class AlreadyImported(DomainError):
    """The very same file was sent before; `batch` is where it went."""

    code = "already_imported"

    def __init__(self, message: str, batch: ImportBatch) -> None:
        super().__init__(message)
        self.batch = batch


def receive_file(*, kind: str, file: BinaryIO, name: str, source: str, reason: str, by: User) -> ImportBatch:
    """Keep a file for checking. What is no list is refused before anything is kept; the very same file is not taken twice."""
    if kind not in IMPORT_KINDS or not may_import(by, kind):
        raise NotPermitted(_("Your role does not allow you to import this kind of list."))
    if not source.strip() or not reason.strip():
        raise InvalidValue(_("Say where the list comes from and why it is imported."))
    with tempfile.NamedTemporaryFile(prefix="sanad-import-") as spool:
        digest, size = _spool(file, spool)
        layout = look(Path(spool.name))
        spool.seek(0)
        return _keep(kind, spool, layout.as_json(), digest, size, name, source.strip()[:120], reason.strip()[:240], by)


def _spool(file: BinaryIO, spool: BinaryIO) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    if hasattr(file, "seek"):
        file.seek(0)
    while piece := file.read(1024 * 1024):
        size += len(piece)
        if size > MAX_BYTES:
            raise InvalidValue(
                _("The file is larger than %(limit)s MB. Send a smaller one.") % {"limit": MAX_BYTES // 1024**2}
            )
        digest.update(piece)
        spool.write(piece)
    spool.flush()
    return digest.hexdigest(), size


@transaction.atomic
def _keep(
    kind: str, spool: BinaryIO, layout: dict, digest: str, size: int, name: str, source: str, reason: str, by: User
) -> ImportBatch:
    former = ImportBatch.objects.filter(sha256=digest, kind=kind).exclude(
        status__in=[ImportStatus.CANCELLED, ImportStatus.REFUSED]
    )  # fmt: skip
    if (mine := former.filter(recorded_by=by).first()) is not None:
        raise AlreadyImported(
            _("You sent this very file before, as %(reference)s: go on there.") % {"reference": mine.reference}, mine
        )
    remembered = ColumnMapping.objects.filter(kind=kind, source=fold(source)).first()
    mapping = guess(IMPORT_KINDS[kind], layout["headings"], remembered.columns if remembered else None)
    batch = ImportBatch(
        kind=kind, source=source, reason=reason, file_name=clean_name(name)[:160], sha256=digest, size=size, layout=layout,
        mapping=mapping, recorded_by=by,
    )  # fmt: skip
    # The name on disk tells nothing and cannot be chosen by anybody.
    batch.file.save(f"{batch.reference}.{layout['kind']}", File(spool), save=False)
    try:
        batch.save()
        record(
            "import.received", target=batch, by=by, reason=reason, after={"kind": kind, "size": size, "sha256": digest}
        )
    except BaseException:
        batch.file.storage.delete(batch.file.name)
        raise
    return batch


@transaction.atomic
def map_columns(*, batch: ImportBatch, mapping: Mapping[str, str], by: User) -> Job:
    """Say which column is which and have the file checked. Remembered for the next list of the same source."""
    batch = lock_batch(batch)
    if batch.status == ImportStatus.CHECKED:
        if batch.written:
            raise DomainError(
                _("Rows of this list are in the register already: send the file again to read it otherwise.")
            )
        WORKFLOW.take(batch, "remap")
        drop_rows(batch)
        batch.staged_to = batch.matched_to = 0
    elif live_job(batch) is not None:
        raise DomainError(_("The list is being checked now. Stop the work first."))
    kind = IMPORT_KINDS[batch.kind]
    chosen = {str(place): name for place, name in mapping.items() if name}
    if len(set(chosen.values())) != len(chosen):
        raise InvalidValue(_("Two columns of the file are read as the same: choose one of them."))
    if gaps := missing(kind, chosen):
        raise InvalidValue(_("These columns are missing: %(names)s.") % {"names": ", ".join(gaps)})
    if chosen != batch.mapping:
        drop_rows(batch)
        batch.staged_to = batch.matched_to = 0
    batch.mapping = chosen
    batch.counts, batch.checked_at = {}, None
    batch.save()
    columns = {
        fold(heading): chosen.get(str(place), "") for place, heading in enumerate(batch.layout["headings"]) if heading
    }
    ColumnMapping.objects.update_or_create(
        kind=batch.kind, source=fold(batch.source),
        defaults={"columns": columns, "changed_by": by, "changed_at": now()},
    )  # fmt: skip
    record("import.mapped", target=batch, by=by, after={"columns": sorted(chosen.values())})
    return enqueue(
        "imports.check", about=batch, by=by, payload={"back": batch.get_absolute_url()},
        title=_("Check of the list %(reference)s") % {"reference": batch.reference},
    )  # fmt: skip


@transaction.atomic
def cancel_import(*, batch: ImportBatch, by: User, reason: str = "") -> ImportBatch:
    """Throw the list away: waiting rows and file go, what was written before stays, the trace stays."""
    batch = lock_batch(batch)
    if (job := live_job(batch)) is not None:
        cancel_job(job=job, by=by)
    if batch.written:
        WORKFLOW.take(batch, "close")
    else:
        WORKFLOW.take(batch, "cancel")
    forget_file(batch)
    batch.ended_at = now()
    batch.save()
    drop_rows(batch)
    record(
        "import.cancelled" if batch.status == ImportStatus.CANCELLED else "import.closed",
        target=batch,
        by=by,
        reason=reason,
    )
    return batch


def lock_batch(batch: ImportBatch) -> ImportBatch:
    return ImportBatch.objects.select_for_update().get(pk=batch.pk)


def forget_file(batch: ImportBatch) -> None:
    """The file goes once the transaction is sure; the caller saves the row."""
    if batch.file:
        transaction.on_commit(partial(batch.file.storage.delete, batch.file.name))
        batch.file = ""


def drop_rows(batch: ImportBatch) -> None:
    StagedNumber.objects.filter(batch=batch)._raw_delete(StagedNumber.objects.db)
    StagedRow.objects.filter(batch=batch)._raw_delete(StagedRow.objects.db)


def live_job(batch: ImportBatch) -> Job | None:
    return Job.objects.filter(
        about_type=batch._meta.label_lower, about_id=batch.pk, state__in=["queued", "running"]
    ).first()
