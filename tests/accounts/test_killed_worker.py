"""A real worker process is killed while a job runs: the job is claimed again and ends, once."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from accounts.jobs.actions import enqueue
from accounts.jobs.choices import JobState
from accounts.jobs.models import Job
from tests.factories.accounts import UserFactory

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start_worker(broker, tmp_path):
    """Starts workers (with the beat inside) on this test's own database and broker; none outlives the test."""
    name = connection.settings_dict["NAME"]
    address = urlsplit(os.environ["DATABASE_URL"])
    environment = os.environ | {
        "DATABASE_URL": address._replace(path=f"/{name}").geturl(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "SANAD_TEST_MARKS": str(tmp_path),
    }
    started = []

    def start() -> subprocess.Popen:
        log = (tmp_path / f"worker-{len(started)}.log").open("wb")
        worker = subprocess.Popen(
            [
                sys.executable, "-m", "celery", "-A", "tests.accounts.slow_worker", "worker", "-B",
                "-s", str(tmp_path / f"beat-{len(started)}"), "-c", "1", "-Q", "celery,jobs", "-l", "warning",
                "--without-gossip", "--without-mingle",
            ],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        log.close()
        started.append(worker)
        return worker

    yield start
    for worker in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=10)


def wait_for(condition, seconds: float, what: str):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.1)
    pytest.fail(f"Not within {seconds} s: {what}")


def test_work_of_a_killed_worker_begins_again_and_ends_once(start_worker, tmp_path):
    job = enqueue("tests.slow", by=UserFactory())
    first = start_worker()
    wait_for(lambda: Job.objects.filter(pk=job.pk, progress__gt=0).exists(), 60, "the first worker makes progress")

    start_worker()
    os.killpg(first.pid, signal.SIGKILL)
    wait_for(lambda: Job.objects.filter(pk=job.pk, state=JobState.DONE).exists(), 60, "the job is done")

    job.refresh_from_db()
    marks = [line.split()[0] for line in (tmp_path / "marks").read_text().splitlines()]
    assert job.attempts == 2
    assert marks.count("ended") == 1
    with job.file.open() as file:
        assert file.read() == b"result"
