"""The job that makes the file of a long list."""

import tempfile
from functools import partial
from typing import IO, Any

from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.jobs.models import Job
from accounts.jobs.registry import FILE_RULES, JOB_KINDS, JobResult, Progress
from accounts.lists.actions import KIND, require_export, tell_export
from accounts.lists.choices import FileFormat
from accounts.lists.files import Wanted, file_name, wanted_of
from accounts.lists.models import ListExport
from accounts.lists.registry import LISTS, StaffList
from accounts.lists.writing import ROWS_A_PIECE, csv_pieces, xlsx_into
from accounts.people.models import User
from accounts.people.scopes import assignments_of
from foundation.errors import NotPermitted
from foundation.formats import format_number
from foundation.time import now

TEN_MINUTES = "600s"


@JOB_KINDS.register(KIND)
def export(job: Job, progress: Progress) -> JobResult:
    """The file, with the rights its owner has now. Who lost one before the end gets nothing."""
    asked = ListExport.objects.get(pk=job.payload["export"])
    user = User.objects.get(pk=job.owner_id)
    listed = LISTS[asked.list_name]
    require_export(listed, user)
    reach = _reach(user)
    out = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the result, once the job has ended)
    try:
        with translation.override(asked.language), transaction.atomic():
            wanted = wanted_of(listed, user, asked.query, asked.columns)
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [TEN_MINUTES])
            total = wanted.rows.order_by().count()
            rows = _write(out, asked, listed, wanted, total, progress)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    effect = partial(_deliver, asked, reach, wanted.columns, rows)
    return JobResult(effect=effect, file=out, file_name=file_name(listed, asked.file_format))


def _write(out: IO[bytes], asked: ListExport, listed: StaffList, wanted: Wanted, total: int, progress: Progress) -> int:
    def watch(done: int) -> None:
        words = _("%(done)s of %(total)s rows") % {"done": format_number(done), "total": format_number(total)}
        progress(min(99, 100 * done // max(total, 1)), words)

    if asked.file_format == FileFormat.XLSX:
        options: dict[str, Any] = {"title": str(listed.title), "created": now(), "watch": watch}
        return xlsx_into(out, wanted.rows, wanted.sheet, asked.language, **options)
    for number, piece in enumerate(csv_pieces(wanted.rows, wanted.sheet, asked.language)):
        out.write(piece)
        watch(min(total, number * ROWS_A_PIECE))
    return total


def _reach(user: User) -> list[tuple[str, str, str]]:
    return sorted((row.role, row.program, row.area) for row in assignments_of(user))


def _deliver(asked: ListExport, reach: list[tuple[str, str, str]], columns: list[str], rows: int) -> None:
    """In the transaction that ends the job: only to somebody who may still do all that they might when it began."""
    user, listed = User.objects.get(pk=asked.owner_id), LISTS[asked.list_name]
    require_export(listed, user)
    if _reach(user) != reach:
        raise NotPermitted(_("Your roles changed while this list was being written. Ask for it again."))
    tell_export(listed=listed, by=user, query=asked.query, columns=columns, file_format=asked.file_format, rows=rows)


@FILE_RULES.register(KIND)
def may_fetch(job: Job, user: User) -> bool:
    """A file that lies ready is given only as long as its list may be taken away."""
    asked = ListExport.objects.filter(pk=job.payload.get("export")).first()
    listed = LISTS.get(asked.list_name) if asked else None
    return listed is not None and user.is_active and listed.may_open(user) and listed.may_export(user)
