"""For tests that drive the whole of Sanad. They all run in one worker: one stack, filled once."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from config.runner.home import ROOT
from tests.e2e.hands import sign_in_as_staff
from tests.harness.stack import Stack


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Web, worker and beat over a small house of our own (see seed.py).

    `stack.base_url` is where it answers, `stack.keys` how its staff sign in.
    """
    running = Stack(Path(os.environ["SANAD_TEST_FOLDER"]) / "stack", seed=False)
    running.start()
    try:
        filled = subprocess.run(
            [sys.executable, "-m", "tests.e2e.seed"],
            cwd=ROOT,
            env=running.environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert filled.returncode == 0, filled.stdout + filled.stderr
        running.keys = json.loads(filled.stdout)
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="session")
def sessions() -> dict[str, list]:
    """Cookies of those who came in, by name: a code of a second factor works once, and doors count how often one knocks."""
    return {}


@pytest.fixture
def at_desk(stack: Stack, sessions: dict[str, list], new_page) -> Callable[..., Page]:
    """A page of a member of staff, by the first part of their address; signed in through the real doors the first time."""

    def open_page(name: str, *, width: int = 1280, language: str = "fr") -> Page:
        page = new_page(width=width, language=language)
        if name in sessions:
            page.context.add_cookies(sessions[name])
        else:
            sign_in_as_staff(page, stack, **stack.keys[name])
            sessions[name] = page.context.cookies()
        return page

    return open_page
