"""The running copy under blows: each child killed, the supervisor killed, everything killed, a second start."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.runner.home import ROOT
from config.runner.processes import wait_for
from tests.harness.stack import Stack

CHILDREN = {"postgres", "valkey", "web", "worker", "beat"}


@pytest.fixture(scope="module")
def copy() -> Iterator[Stack]:
    """One copy for all tests of this file, in the order they stand: each leaves it running."""
    running = Stack(Path(os.environ["SANAD_TEST_FOLDER"]) / f"copy-{os.getpid()}", seed=False).start()
    yield running
    running.stop()


def database_url(copy: Stack) -> str:
    lines = (copy.home / "environment").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)["DATABASE_URL"]


def socket_folder(copy: Stack) -> Path:
    return Path(database_url(copy).partition("?host=")[2])


def is_ready(copy: Stack) -> bool:
    try:
        return copy.readiness()["status"] == "ok"
    except OSError:
        return False


def test_it_runs_five_children_and_says_where(copy: Stack):
    assert set(copy.processes()) == CHILDREN
    assert f"Sanad is ready: http://127.0.0.1:{copy.port}/\n" in copy.said()
    assert copy.get("/healthz") == (200, b'{"status": "ok"}')


def test_its_keys_are_its_own_and_closed_to_others(copy: Stack):
    secrets = copy.home / "secrets.json"

    assert secrets.stat().st_mode & 0o077 == 0
    assert (copy.home / "environment").stat().st_mode & 0o077 == 0
    assert "local-only" not in secrets.read_text()


@pytest.mark.parametrize("name", ["web", "worker", "beat", "valkey", "postgres"])
def test_a_killed_child_is_started_again(copy: Stack, name: str):
    before = copy.processes()[name]

    os.kill(before.pid, signal.SIGKILL)

    assert wait_for(lambda: copy.processes().get(name, before) != before, 20)
    assert wait_for(lambda: is_ready(copy), 40), copy.readiness()
    assert f"The {name} process ended (code -9); starting it again." in copy.said()


def test_a_second_start_on_the_same_port_is_refused_with_a_sentence(copy: Stack):
    answer = subprocess.run(
        [sys.executable, "-m", "config.runner", "run"], cwd=ROOT, env=copy.environment, capture_output=True, text=True
    )

    assert answer.returncode == 1
    assert f"Sanad already runs from {copy.home}: http://127.0.0.1:{copy.port}/" in answer.stderr
    assert set(copy.processes()) == CHILDREN


def test_a_taken_port_is_named_before_anything_is_started(copy: Stack):
    other = Stack(copy.home.with_name(f"{copy.home.name}-other"), seed=False, extra={"PORT": str(copy.port)})

    with pytest.raises(AssertionError, match=f"Port {copy.port} cannot be used"):
        other.start()

    assert other.processes() == {}


def test_killing_the_supervisor_leaves_nobody(copy: Stack):
    orphans = copy.processes()
    groups = [orphan.pid for orphan in orphans.values()]
    # One that hears nothing any more: the guard has to end it.
    os.kill(orphans["beat"].pid, signal.SIGSTOP)

    copy.kill()

    gone = wait_for(lambda: not any(orphan.is_alive() for orphan in orphans.values()), 60)
    assert gone, last_words(copy, [name for name, orphan in orphans.items() if orphan.is_alive()])
    assert wait_for(lambda: not any(members(group) for group in groups), 60)


def test_after_that_it_starts_again_with_its_data(copy: Stack):
    left_behind = socket_folder(copy)
    copy.start()
    assert not left_behind.exists()
    with psycopg.connect(database_url(copy), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('سند')")

    # Everything at once, the way a crashing machine does it.
    victims = copy.processes()
    copy.kill()
    for victim in victims.values():
        victim.signal(signal.SIGKILL)
    copy.start()

    with psycopg.connect(database_url(copy)) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("سند",)
    assert is_ready(copy)


def test_the_term_signal_stops_all_and_cleans_up(copy: Stack):
    children = copy.processes()
    sockets = socket_folder(copy)
    assert set(children) == CHILDREN
    assert sockets.is_dir()

    copy.child.popen.send_signal(signal.SIGTERM)

    assert copy.child.popen.wait(30) == 0
    assert not any(child.is_alive() for child in children.values())
    assert not sockets.exists()
    assert not (copy.home / "environment").exists()
    assert copy.said().endswith("Stopped.\n")


def last_words(copy: Stack, names: list[str]) -> str:
    """What those who should be gone wrote last, for the message of a failure."""
    logs = {name: copy.home / "logs" / f"{name}.log" for name in names}
    return "\n".join(f"{name}:\n{log.read_text()[-3000:] if log.exists() else ''}" for name, log in logs.items())


def members(group: int) -> list[int]:
    """Living processes of a process group; zombies are dead."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except OSError:
            continue
        fields = text[text.rindex(")") + 2 :].split()
        if int(fields[2]) == group and fields[0] not in "ZX":
            found.append(int(folder.name))
    return found
