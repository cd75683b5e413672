"""Child processes that never outlive the one who started them. Standard library only.

A process is named by its pid *and* the moment it started: a bare pid may belong to a stranger by the time we signal it.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

LAUNCHER = Path(__file__).with_name("launch.py")
POLL_SECONDS = 0.02
ORPHAN_SECONDS = 15.0


class RunnerError(Exception):
    """Something the person at the keyboard can act on; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """The account a server runs under when we are root, since PostgreSQL refuses to run as root."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Identity:
    """One process, told apart from a later one that was given the same pid."""

    name: str
    pid: int
    started: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def is_alive(self) -> bool:
        return start_of(self.pid) == self.started

    def signal(self, number: int) -> None:
        """Signal the whole group that the process leads; nothing happens when it is gone."""
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)


def start_of(pid: int) -> str | None:
    """When the process started, as the system tells it; None when it is gone or only waits to be reaped."""
    if sys.platform == "linux":
        try:
            text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        except OSError:
            return None
        fields = text[text.rindex(")") + 2 :].split()
        return None if fields[0] in "ZX" else fields[19]
    answer = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split(maxsplit=1)
    return None if len(answer) < 2 or answer[0].startswith("Z") else answer[1].strip()


class Child:
    """A process we started, leader of its own group, which is sent `orphan_signal` when we die in whatever way.

    Start children from the main thread: Linux counts the death of the *thread* that started a child as the parent's.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        log: Path | None = None,
        folder: Path | None = None,
        account: Account | None = None,
        stop_signal: int = signal.SIGTERM,
        orphan_signal: int | None = None,
        pass_fds: Iterable[int] = (),
    ) -> None:
        self.name = name
        self.stop_signal = stop_signal
        self.log = log
        uid, gid = (account.uid, account.gid) if account else (-1, -1)
        numbers = (os.getpid(), int(orphan_signal or stop_signal), uid, gid)
        launcher = [sys.executable, "-I", "-S", str(LAUNCHER), *map(str, numbers)]
        with contextlib.ExitStack() as stack:
            output = stack.enter_context(open(log, "ab")) if log else None
            self.popen = subprocess.Popen(
                [*launcher, *map(str, command)],
                env=dict(environment),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                start_new_session=True,
                pass_fds=tuple(pass_fds),
            )
        self.identity = Identity(name, self.popen.pid, start_of(self.popen.pid) or "")

    def is_alive(self) -> bool:
        return self.popen.poll() is None

    def tail(self, lines: int = 15) -> str:
        """The last lines the process wrote, for the message that tells of its failure."""
        if self.log is None or not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])

    def ask_to_stop(self) -> None:
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.popen.pid, self.stop_signal)

    def stop(self, patience: float = 8.0) -> None:
        """Ask, wait, insist; afterwards nobody of its group is left."""
        if self.is_alive():
            self.ask_to_stop()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.popen.wait(patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()


def end(leftovers: Iterable[Identity], patience: float = 6.0) -> list[Identity]:
    """End processes of an earlier run that still live, by pid and start time; returns those that were found alive."""
    found = [leftover for leftover in leftovers if leftover.is_alive()]
    for number in (signal.SIGINT, signal.SIGKILL):
        for leftover in found:
            leftover.signal(number)
        if wait_for(lambda: not any(leftover.is_alive() for leftover in found), patience):
            break
    return found


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def watch_over(lines: Iterable[str], patience: float = ORPHAN_SECONDS) -> None:
    """Reads who runs, a JSON list a line, until the supervisor that writes it is gone; the last named are killed when they
    still live `patience` seconds later. Half a line, of a supervisor killed while it wrote, does not count."""
    named: list[Identity] = []
    for line in lines:
        if line.endswith("\n"):
            named = [Identity(**row) for row in json.loads(line)]
    if not wait_for(lambda: not any(process.is_alive() for process in named), patience):
        for process in named:
            process.signal(signal.SIGKILL)


if __name__ == "__main__":
    watch_over(sys.stdin)
