"""For tests that drive the whole of Sanad. They all run in one worker: one stack, filled once."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.stack import Stack


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Web, worker and beat over a database filled with the demonstration data; `stack.base_url` is where it answers."""
    running = Stack(Path(os.environ["SANAD_TEST_FOLDER"]) / "stack", seed=True)
    running.start()
    yield running
    running.stop()
