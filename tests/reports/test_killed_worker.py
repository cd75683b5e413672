"""A real worker is killed -9 in the middle of a build: the report is built once, and nothing half-made is left."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from accounts.jobs import running
from accounts.jobs.actions import tell_workers
from accounts.jobs.models import Job
from reports.documents.actions import _folders, request_report
from reports.documents.models import ReportFile, Snapshot
from tests.factories.accounts import StaffFactory
from tests.factories.reports import BoardMeetingFactory

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def worker(broker: str, log: Path) -> Iterator[subprocess.Popen]:
    """One Celery worker on this test's own database and broker, in a process group of its own."""
    address = re.sub(r"(//[^/]*/)[^?]*", rf"\g<1>{connection.settings_dict['NAME']}", os.environ["DATABASE_URL"])
    environment = os.environ | {"DATABASE_URL": address, "REDIS_URL": broker, "JOB_LEASE_SECONDS": "3"}
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "config",
        "worker",
        "--queues",
        "jobs,celery",
        "--concurrency",
        "1",
        "--loglevel",
        "INFO",
        "--without-gossip",
        "--without-mingle",
    ]
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """The worker and its children at once, as the machine would."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


def wait_for(condition: Callable[[], bool], log: Path, patience: float = 120) -> None:
    until = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < until, log.read_text(errors="replace")[-3000:]
        time.sleep(0.05)


def stored_files() -> set[str]:
    storage = ReportFile._meta.get_field("file").storage
    return {f"{folder}/{name}" for folder in _folders(storage, "reports") for name in storage.listdir(folder)[1]}


@pytest.mark.django_db(transaction=True)
def test_a_build_whose_worker_is_killed_is_finished_once(broker, tmp_path):
    meeting = BoardMeetingFactory(held_on=date(2023, 12, 27))
    before, log = stored_files(), tmp_path / "worker.log"
    job = request_report(meeting=meeting, language="fr", by=StaffFactory(role="officer"))

    with worker(broker, log) as first:
        tell_workers("jobs.run", job_id=job.pk)
        wait_for(lambda: Job.objects.get(pk=job.pk).progress > 0, log)
        kill(first)
    half = Job.objects.get(pk=job.pk)
    assert (half.state, ReportFile.objects.count(), Snapshot.objects.count()) == ("running", 0, 0)

    def is_over() -> bool:
        running.sweep(lambda job_id: tell_workers("jobs.run", job_id=job_id))  # what beat does every few seconds
        return Job.objects.get(pk=job.pk).state in ("done", "failed")

    with worker(broker, log):
        wait_for(is_over, log)

    done = Job.objects.get(pk=job.pk)
    assert (done.state, done.error, done.attempts) == ("done", "", 2)
    made = ReportFile.objects.get()
    assert stored_files() - before == {made.file.name}
    with made.file.open("rb") as file:
        assert file.read(5) == b"%PDF-"
