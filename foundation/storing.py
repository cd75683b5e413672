"""A file in the storage is whole or not there: a full disk leaves nothing half written behind."""

import errno
import secrets
from pathlib import PurePosixPath

from django.core.files.base import File
from django.core.files.storage import Storage

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def save_whole(storage: Storage, name: str, content: File) -> str:
    """Save under this name with a few characters more, which nobody else can be using; returns the name kept.

    When writing fails, what was written is removed and the error goes on.
    """
    path = PurePosixPath(name)
    name = str(path.with_name(f"{path.stem}-{secrets.token_hex(4)}{path.suffix}"))
    try:
        return storage.save(name, content)
    except BaseException:
        storage.delete(name)
        raise


def is_no_room(problem: BaseException | None) -> bool:
    """Whether the error, or the one it came from, says that the disk is full."""
    while problem is not None:
        if isinstance(problem, OSError) and problem.errno in NO_ROOM:
            return True
        problem = problem.__cause__ or problem.__context__
    return False
