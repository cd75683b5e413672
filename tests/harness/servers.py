"""One throw-away PostgreSQL and one throw-away Valkey for a whole run of tests.

The controller starts them and the workers inherit their addresses. They end with the run however it ends: normally, by
Ctrl-C or SIGTERM (`stop`), or by kill -9 (they are told of our death); a folder left by a kill -9 is swept by the next run.
"""

import contextlib
import os
import shutil
import signal
from pathlib import Path

from config.runner.processes import start_of
from config.runner.servers import THROW_AWAY, Postgres, Valkey, private_folder

FAST_DISK = Path("/dev/shm")
ROOM_NEEDED = 1 << 30
PREFIX = "sanad-test-"


class RunServers:
    """The servers that the environment does not name already."""

    def __init__(self) -> None:
        parent = _roomy_parent()
        _sweep(parent)
        self.folder = private_folder(parent, prefix=f"{PREFIX}{os.getpid()}-{start_of(os.getpid())}-")
        os.environ["SANAD_TEST_FOLDER"] = str(self.folder)
        self.started: list[Postgres | Valkey] = []

    def start(self) -> None:
        """Afterwards DATABASE_URL and REDIS_URL are set, by whoever ran us or by us."""
        if not os.environ.get("DATABASE_URL"):
            postgres = Postgres(
                self.folder / "postgres",
                settings=THROW_AWAY | {"max_connections": "300"},
                log=self.folder / "postgres.log",
                sockets=self.folder,
            )
            self.started.append(postgres)
            postgres.start()
            os.environ["DATABASE_URL"] = postgres.url("postgres")
        if not os.environ.get("REDIS_URL"):
            valkey = Valkey(self.folder, durable=False, log=self.folder / "valkey.log")
            self.started.append(valkey)
            valkey.start()
            os.environ["REDIS_URL"] = valkey.url()

    def stop(self) -> None:
        while self.started:
            server = self.started.pop()
            # Nothing here is worth a clean shutdown: it would write a checkpoint of data that is thrown away next.
            if isinstance(server, Postgres) and server.child:
                server.child.stop_signal = signal.SIGQUIT
            server.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _roomy_parent() -> Path:
    with contextlib.suppress(OSError):
        if shutil.disk_usage(FAST_DISK).free > ROOM_NEEDED:
            return FAST_DISK
    return Path("/tmp")


def _sweep(parent: Path) -> None:
    """Remove folders of runs that are gone, told by the pid and start time in their names."""
    for folder in parent.glob(f"{PREFIX}*"):
        pid, started = folder.name.removeprefix(PREFIX).split("-")[:2]
        if pid.isdigit() and start_of(int(pid)) != started:
            shutil.rmtree(folder, ignore_errors=True)
