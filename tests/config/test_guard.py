"""Whoever does not heed the request to stop is ended by the guard, and nobody else is."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from config.runner.guard import Guard
from config.runner.processes import Identity, start_of, watch_over

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"


@pytest.fixture
def deaf() -> Iterator[subprocess.Popen]:
    """A process that goes on after SIGTERM, as a worker may whose broker vanished."""
    process = subprocess.Popen([sys.executable, "-c", DEAF], stdout=subprocess.PIPE, start_new_session=True)
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def identity(process: subprocess.Popen) -> Identity:
    return Identity("worker", process.pid, start_of(process.pid))


def line(*processes: Identity) -> str:
    return (
        "[" + ", ".join(f'{{"name": "x", "pid": {one.pid}, "started": "{one.started}"}}' for one in processes) + "]\n"
    )


def test_what_outlives_the_supervisor_is_ended(deaf):
    watch_over([line(), line(identity(deaf))], patience=0.1)

    assert deaf.wait(10) == -signal.SIGKILL


def test_what_was_named_before_and_not_last_is_left_alone(deaf):
    watch_over([line(identity(deaf)), line()], patience=0.1)
    # A supervisor killed while it wrote: half a line is not read.
    watch_over([line(), line(identity(deaf)).rstrip("\n")], patience=0.1)

    assert deaf.poll() is None


def test_a_stranger_with_the_same_number_is_left_alone(deaf):
    watch_over([line(Identity("worker", deaf.pid, "0"))], patience=0.1)

    assert deaf.poll() is None


def test_it_leaves_when_told_and_its_death_stops_nobody(deaf):
    guard = Guard()
    guard.tell([identity(deaf)])
    guard.leave()
    assert guard.popen.returncode == 0
    assert deaf.poll() is None

    killed = Guard()
    killed.popen.kill()
    killed.popen.wait()
    killed.tell([identity(deaf)])
    killed.leave()
    assert deaf.poll() is None
