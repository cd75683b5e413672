"""Keeping a file people handed in: no file without its row, no row without its file."""

from collections.abc import Collection
from contextlib import suppress
from datetime import datetime, timedelta
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.documents.models import Document
from foundation.errors import DomainError
from foundation.files import ALL_KINDS, MAX_BYTES, inspect_upload
from foundation.time import now

FOLDER = "documents"


class StorageUnavailable(DomainError):
    """The disk is full or gone; what the person typed is kept."""

    code = "storage_unavailable"


def store_document(
    file: BinaryIO,
    *,
    by: User,
    allowed: Collection[str] = ALL_KINDS,
    max_bytes: int = MAX_BYTES,
    name: str | None = None,
) -> Document:
    """Check the upload by its bytes and keep it. Raises `InvalidValue` with a sentence for the person.

    The file is on disk before the transaction commits and goes away again if it does not. Who may attach it to what is the
    caller's rule; the document itself belongs to nobody until the caller's row points at it.
    """
    inspected = inspect_upload(file, allowed, max_bytes, name)
    document = Document(
        name=inspected.name[:160], mime=inspected.mime, size=inspected.size, sha256=inspected.sha256, uploaded_by=by,
        uploaded_at=now(),
    )  # fmt: skip
    with transaction.atomic():
        try:
            document.file.save(inspected.name, ContentFile(inspected.content), save=False)
        except OSError as error:
            _remove(document)
            raise StorageUnavailable(_("The file could not be kept just now. Try again in a few minutes.")) from error
        try:
            document.save()
        except BaseException:
            _remove(document)
            raise
        # Django drops what waits for the commit when the transaction, or the savepoint, rolls back; dropped means unkept.
        transaction.on_commit(_Pending(document.file.storage, document.file.name).keep)
    return document


def remove_orphans(*, older_than: timedelta = timedelta(days=1)) -> int:
    """Files that no row points at, left by a process killed between disk and commit. Called by the clock; safe to repeat."""
    storage = Document._meta.get_field("file").storage
    limit = now() - older_than
    removed = 0
    with suppress(FileNotFoundError):
        for folder in storage.listdir(FOLDER)[0]:
            names = [f"{FOLDER}/{folder}/{name}" for name in storage.listdir(f"{FOLDER}/{folder}")[1]]
            known = set(Document.objects.filter(file__in=names).values_list("file", flat=True))
            for name in set(names) - known:
                if _written_at(storage, name) < limit:
                    storage.delete(name)
                    removed += 1
    return removed


class _Pending:
    """Deletes its file unless `keep` is called before it is forgotten."""

    def __init__(self, storage: object, name: str) -> None:
        self.storage, self.name, self.is_kept = storage, name, False

    def keep(self) -> None:
        self.is_kept = True

    def __del__(self) -> None:
        if not self.is_kept:
            with suppress(OSError):
                self.storage.delete(self.name)


def _remove(document: Document) -> None:
    if document.file.name:
        with suppress(OSError):
            document.file.storage.delete(document.file.name)


def _written_at(storage: object, name: str) -> datetime:
    return storage.get_modified_time(name)
