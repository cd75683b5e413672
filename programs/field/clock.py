"""What the clock finishes: forms kept by a process that ended, parts that never came, files nobody points at."""

from contextlib import suppress
from datetime import timedelta

from accounts.jobs.registry import CLOCK
from foundation.time import now
from programs.field.actions import finish_waiting
from programs.field.models import FieldFile

FOLDER = "field"
_A_DAY = timedelta(days=1)


@CLOCK.register("field.waiting")
def enter_waiting() -> int:
    return finish_waiting()


@CLOCK.register("field.orphans")
def remove_orphans() -> int:
    """Files left by a process killed between disk and commit."""
    storage = FieldFile._meta.get_field("file").storage
    removed = 0
    with suppress(FileNotFoundError):
        for folder in storage.listdir(FOLDER)[0]:
            names = {f"{FOLDER}/{folder}/{name}" for name in storage.listdir(f"{FOLDER}/{folder}")[1]}
            for name in names - set(FieldFile.objects.filter(file__in=names).values_list("file", flat=True)):
                if storage.get_modified_time(name) < now() - _A_DAY:
                    storage.delete(name)
                    removed += 1
    return removed
