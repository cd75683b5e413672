"""A worker of Sanad that knows one more kind of work: slow, and leaving a line for each time it began and ended."""

import os
import time
from pathlib import Path

from accounts.jobs.registry import JOB_KINDS, JobResult
from config.celery import app

MARKS = Path(os.environ.get("SANAD_TEST_MARKS", "/nonexistent"))


def mark(word: str) -> None:
    with (MARKS / "marks").open("a", encoding="utf-8") as file:
        file.write(f"{word} {os.getpid()}\n")


@JOB_KINDS.register("tests.slow")
def slow(job, progress) -> JobResult:
    mark("began")
    for percent in range(0, 100, 10):
        progress(percent, "Counting")
        time.sleep(0.25)
    return JobResult(effect=lambda: mark("ended"), file=b"result", file_name="result.txt")


__all__ = ["app"]
