"""What every test may rely on.

A throw-away database server and broker for the run, a database of its own for each worker, the test settings, no way to
the outside world. `db` / `@pytest.mark.django_db` rolls back; `transaction=True` commits and gets a fresh copy afterwards.
"""

import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.db import connections
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

if "DJANGO_SETTINGS_MODULE" not in os.environ:
    os.environ["DJANGO_SETTINGS_MODULE"] = (
        "config.settings.test"  # before any import of ours: Celery's would pick another
    )

from config.runner.assets import offer_fonts, prepare_assets
from config.runner.processes import RunnerError
from tests.harness import databases, network, sign_in
from tests.harness.browser import HOW_TO_GET, browser, new_page
from tests.harness.servers import RunServers

__all__ = ["browser", "new_page"]  # fixtures, found by pytest here

GIVEN_DATABASE = bool(os.environ.get("DATABASE_URL"))
# Longest first; those that mostly wait (for a browser, for processes) beside those that count.
TAKE_LONG = (
    "tests/e2e/",
    "tests/config/test_supervisor.py",
    "tests/security/test_matrix.py",
    "tests/reports/test_killed_worker.py",
    "tests/config/test_bench.py",
    "tests/config/test_roles.py",
    "tests/reports/documents/",
)
SERVERS = pytest.StashKey[RunServers]()


def worker_name(config: pytest.Config) -> str:
    return getattr(config, "workerinput", {}).get("workerid", "alone")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the servers before anything reads the settings; workers find their addresses in the environment."""
    if os.environ["DJANGO_SETTINGS_MODULE"] != "config.settings.test":
        raise pytest.UsageError("Tests run with config.settings.test: unset DJANGO_SETTINGS_MODULE.")
    worker = worker_name(config)
    if config.option.collectonly or config.option.help:
        os.environ.setdefault("DATABASE_URL", "postgres:///nothing-to-connect-to")
    elif worker == "alone":
        os.environ["SANAD_TEST_RUN"] = str(os.getpid())
        signal.signal(signal.SIGTERM, _interrupt)
        signal.signal(signal.SIGHUP, _interrupt)
        servers = config.stash[SERVERS] = RunServers()
        try:
            prepare_assets()
            servers.start()
        except RunnerError as problem:
            servers.stop()
            raise pytest.UsageError(str(problem)) from problem
        except BaseException:
            servers.stop()
            raise
    else:
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + f"/{number}"
    _make_home(Path(os.environ.get("SANAD_TEST_FOLDER", tempfile.gettempdir())) / f"home-{worker}")
    _load_settings()
    if worker == "alone" and config.getoption("dist", "no") != "no":
        # Workers would inherit it, and pytest-django would load their settings before their own addresses are set above.
        del os.environ["DJANGO_SETTINGS_MODULE"]
    network.close()
    sign_in.strengthen_force_login()


def _make_home(home: Path) -> None:
    """A state folder for uploads and the like; with the folder that WhiteNoise looks for, and the fonts."""
    (home / "static").mkdir(parents=True, exist_ok=True)
    offer_fonts(home)
    os.environ["SANAD_HOME"] = str(home)


def _load_settings() -> None:
    """Touch the settings: pytest-django sets Django up only when they are loaded."""
    assert settings.SETTINGS_MODULE == "config.settings.test"


def _interrupt(number: int, frame: object) -> None:
    """End like Ctrl-C, so that fixtures and servers are stopped."""
    raise KeyboardInterrupt(f"signal {number}")


def pytest_unconfigure(config: pytest.Config) -> None:
    servers = config.stash.get(SERVERS, None)
    if servers:
        _end_run(servers)


def _end_run(servers: RunServers) -> None:
    if GIVEN_DATABASE:
        databases.drop_all_of_run()
    servers.stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest comes first, so that no worker ends alone with it."""

    def place(item: pytest.Item) -> int:
        return next((place for place, start in enumerate(TAKE_LONG) if item.nodeid.startswith(start)), len(TAKE_LONG))

    items.sort(key=place)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """A file stays in one worker (its module fixtures are made once), and so do all tests over the whole running stack."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


class ByFile(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return "tests/e2e" if nodeid.startswith("tests/e2e/") else nodeid.partition("::")[0]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One loud line, since a quiet skip looks like a pass."""
    if any(HOW_TO_GET in str(report.longrepr) for report in terminalreporter.getreports("skipped")):
        terminalreporter.write_line(HOW_TO_GET, red=True, bold=True)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker) -> Iterator[None]:
    """Replaces pytest-django's own: a copy of the run's template instead of a migration per worker."""
    with django_db_blocker.unblock():
        databases.prepare(worker_name(request.config))
    databases.renew_instead_of_truncate()
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def broker() -> Iterator[str]:
    """The address of this worker's own, empty broker database."""
    address = os.environ["REDIS_URL"]
    with redis.Redis.from_url(address) as client:
        client.flushdb()
        yield address
        client.flushdb()


@pytest.fixture
def at_once() -> Callable[..., list[object]]:
    """Run functions in real threads that start together; gives back, in order, what each returned or raised.

    Each thread has its own database connection, so the test needs `django_db(transaction=True)`.
    """

    def run(*functions: Callable[[], object]) -> list[object]:
        outcomes: list[object] = [None] * len(functions)
        barrier = threading.Barrier(len(functions), timeout=20)

        def call(place: int) -> None:
            try:
                barrier.wait()
                outcomes[place] = functions[place]()
            except Exception as problem:
                outcomes[place] = problem
            finally:
                connections.close_all()

        threads = [threading.Thread(target=call, args=(place,), daemon=True) for place in range(len(functions))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert not any(thread.is_alive() for thread in threads), "A thread is still running: a lock is held for ever."
        return outcomes

    return run


@pytest.fixture(autouse=True)
def fresh_lists() -> None:
    """Lists for forms are remembered for a minute by the process; each test reads its own rows."""
    from artisans.reference.queries import forget_choices

    forget_choices()
