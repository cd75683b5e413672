"""`/healthz`: the process answers. `/readyz`: what it leans on answers too.

`/readyz` is 503 only when pages cannot work (database away, migrations missing). Without broker, worker or room on the
disk it says `degraded` with 200: the pages work, background work waits in its rows and catches up by itself.
"""

import shutil
from collections.abc import Callable

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.heartbeat import came_back_lately

OK, AWAY = "ok", "away"
ROOM_NEEDED = 200 * 1024 * 1024
_schema_known_complete = False


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"status": OK})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """`status` is ok, degraded or unavailable; `checks` says what was found, without names or addresses."""
    vital = {"database": database(), "migrations": AWAY}
    if vital["database"] == OK:
        vital["migrations"] = migrations()
    others = {"storage": storage(), **background()}
    if any(found != OK for found in vital.values()):
        status = "unavailable"
    else:
        status = OK if all(found == OK for found in others.values()) else "degraded"
    return JsonResponse({"status": status, "checks": vital | others}, status=503 if status == "unavailable" else 200)


def attempt(question: Callable[[], str], *failures: type[Exception]) -> str:
    try:
        return question()
    except failures:
        return AWAY


def database() -> str:
    def ask() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return OK

    return attempt(ask, DatabaseError)


def migrations() -> str:
    """Once complete, a schema stays complete for this code: the answer is kept for the life of the process."""
    global _schema_known_complete
    if _schema_known_complete:
        return OK

    def ask() -> str:
        executor = MigrationExecutor(connection)
        return "missing" if executor.migration_plan(executor.loader.graph.leaf_nodes()) else OK

    answer = attempt(ask, DatabaseError)
    _schema_known_complete = answer == OK
    return answer


def storage() -> str:
    """Uploads and reports can be written, and there is room for them."""

    def ask() -> str:
        settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
        mark = settings.MEDIA_ROOT / ".writable"
        mark.touch()
        mark.unlink(missing_ok=True)
        return OK if shutil.disk_usage(settings.MEDIA_ROOT).free > ROOM_NEEDED else "full"

    return attempt(ask, OSError)


def background() -> dict[str, str]:
    """Broker and worker; the worker cannot be asked without the broker."""
    try:
        return {"broker": OK, "worker": OK if came_back_lately() else AWAY}
    except redis.RedisError:
        return {"broker": AWAY, "worker": AWAY}
