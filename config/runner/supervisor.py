"""Starts one copy of Sanad, watches it, restarts what falls over, and leaves nothing behind when it ends."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import signal
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from config.runner.assets import offer_fonts
from config.runner.guard import Guard
from config.runner.home import ROOT, Home, fingerprint
from config.runner.processes import Child, RunnerError, end, wait_for
from config.runner.servers import Postgres, Valkey

# Renamed to its real name once it is filled: a first start that is interrupted begins again, never half full.
DRAFT_DATABASE = "sanad_in_preparation"
MANY_FALLS, WITHIN_SECONDS = 5, 60.0
# What a command in another terminal needs to work on this copy.
PUBLISHED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEYS", "PUBLIC_URL")
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LOG_LIMIT = 5_000_000


class Stopped(BaseException):
    """A signal asked us to end."""


@dataclass
class Service:
    """A child that is to run as long as we do."""

    name: str
    start: Callable[[], Child]
    child: Child | None = None
    falls: list[float] = field(default_factory=list)

    def run(self) -> None:
        self.child = self.start()

    def fell(self) -> bool:
        return self.child is not None and not self.child.is_alive()


class Supervisor:
    """One running copy: `with Supervisor(home, port) as copy: copy.start(); copy.watch()`."""

    def __init__(self, home: Home, port: int, *, seed: bool = True, durable: bool = True, quiet: bool = False) -> None:
        self.home = home
        self.port = port
        self.seed = seed
        self.quiet = quiet
        self.durable = durable
        self.listener: socket.socket | None = None
        self.postgres: Postgres | None = None
        self.valkey: Valkey | None = None
        self.services: list[Service] = []
        self.guard: Guard | None = None
        self.environment: dict[str, str] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> Supervisor:
        return self

    def __exit__(self, *_problem: object) -> None:
        if threading.current_thread() is threading.main_thread():
            for number in STOP_SIGNALS:
                signal.signal(number, signal.SIG_IGN)
        self.stop()

    def say(self, text: str) -> None:
        if not self.quiet:
            print(text, flush=True)

    # --- up

    def start(self) -> None:
        """Everything answers when this returns. Raises RunnerError with a sentence that says what to do."""
        self._hold_port()
        for leftover in end(self.home.remembered()):
            self.say(f"  Ended a leftover of an earlier run: {leftover.name} ({leftover.pid}).")
        self._shorten_logs()
        self.guard = Guard()
        self.environment = self._base_environment()
        offer_fonts(self.home.folder)
        self._start_servers()
        self._prepare()
        self.home.publish({name: self.environment[name] for name in PUBLISHED})
        self.say("  Starting web, worker and beat …")
        self._start_services("web", "worker")
        self._wait_until_ready()
        # Last, because nobody waits for it and its start would take a processor from the other two.
        self._start_services("beat")

    def start_servers_only(self) -> None:
        """PostgreSQL and Valkey over this copy's data, for one command; nothing listens on a port."""
        end(self.home.remembered())
        self.environment = self._base_environment()
        self._start_servers()
        if self.postgres:
            if not self.postgres.has_database():
                raise RunnerError("There is no database here yet: `make run` makes and fills it.")
            self.environment["DATABASE_URL"] = self.postgres.url()

    def _hold_port(self) -> None:
        """Take the port before any other work, and keep it over restarts of the web: callers wait instead of failing."""
        self.listener = socket.socket()
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self.listener.bind(("127.0.0.1", self.port))
            self.listener.listen(128)
        except (OSError, OverflowError) as problem:
            raise RunnerError(
                f"Port {self.port} cannot be used ({problem}). Choose another one: PORT={min(self.port + 1, 65535)} make run"
            ) from problem
        self.port = self.listener.getsockname()[1]

    def _shorten_logs(self) -> None:
        for log in self.home.logs.glob("*.log"):
            if log.stat().st_size > LOG_LIMIT:
                log.replace(log.with_suffix(".log.1"))

    def _base_environment(self) -> dict[str, str]:
        """What the children see: our own environment, and what this copy adds where it was not set."""
        added = {
            **self.home.secrets(),
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "PUBLIC_URL": self.url.rstrip("/"),
        }
        return {
            **added,
            **os.environ,
            "SANAD_HOME": str(self.home.folder),
            "SANAD_SEED": "1" if self.seed else "0",
            "PYTHONUNBUFFERED": "1",
        }

    def _start_servers(self) -> None:
        if not self.environment.get("DATABASE_URL"):
            log = self.home.logs / "postgres.log"
            settings = {} if self.durable else {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            self.postgres = Postgres(
                self.home.data_folder("postgres"), settings={"max_connections": "120", **settings}, log=log
            )
            self.home.remove_old_sockets()
            self._begin("PostgreSQL", Service("postgres", lambda: self._started(self.postgres)))
            self.home.remember_sockets(self.postgres.socket_folder)
        if not self.environment.get("REDIS_URL"):
            log = self.home.logs / "valkey.log"
            self.valkey = Valkey(self.home.made_data_folder("valkey"), durable=self.durable, log=log)
            self._begin("Valkey", Service("valkey", lambda: self._started(self.valkey)))
            self.environment["REDIS_URL"] = self.valkey.url()
            # The last run's sign of life was kept with the rest; it must not pass for this run's.
            self.valkey.command("DEL sanad:heartbeat")

    @staticmethod
    def _started(server: Postgres | Valkey) -> Child:
        server.start()
        return server.child

    def _begin(self, title: str, service: Service) -> None:
        started = time.monotonic()
        self.services.append(service)
        service.run()
        self._remember()
        if title:
            self.say(f"  {title} is up ({time.monotonic() - started:.1f} s).")

    def _remember(self) -> None:
        running = [service.child.identity for service in self.services if service.child]
        self.home.remember(running)
        if self.guard:
            self.guard.tell(running)

    def _prepare(self) -> None:
        """Migrations, reference and demonstration data, static files; left out when the very same code did it last time."""
        fresh = self.postgres is not None and not self.postgres.has_database()
        if fresh:
            self.postgres.create_database(DRAFT_DATABASE)
        if self.postgres:
            self.environment["DATABASE_URL"] = self.postgres.url(*([DRAFT_DATABASE] if fresh else []))
        state_of_code = f"{fingerprint(ROOT)} {self.seed}"
        if self.postgres and not fresh and self.home.was_prepared_by(state_of_code):
            return
        self._run_preparation()
        if fresh:
            self.postgres.rename_database(DRAFT_DATABASE)
            self.environment["DATABASE_URL"] = self.postgres.url()
        self.home.note_prepared_by(state_of_code)

    def _run_preparation(self) -> None:
        """One process, its steps shown as they happen."""
        log = self.home.logs / "prepare.log"
        log.write_bytes(b"")
        output = log if self.quiet else None
        child = Child(
            "prepare",
            self._python("-m", "config.runner.prepare"),
            environment=self.environment,
            folder=ROOT,
            log=output,
        )
        try:
            failed = child.popen.wait() != 0
        finally:
            child.stop(patience=2)
        if failed:
            raise RunnerError(
                f"The database or the files could not be made ready; the reason stands above.\n{child.tail()}\n"
                "If the data may go, `make reset` starts from nothing."
            )

    def _python(self, *arguments: str) -> list[str]:
        return [sys.executable, *arguments]

    def _start_services(self, *names: str) -> None:
        celery = self._python("-m", "celery", "-A", "config", "--quiet")
        schedule = self.home.folder / "celerybeat-schedule"
        web = self._python(
            "-m", "gunicorn", "config.wsgi:application", "--bind", f"fd://{self.listener.fileno()}", "--preload", "--no-control-socket",
            "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--graceful-timeout", "5", "--timeout", "60",
        )  # fmt: skip
        worker = [
            *celery, "worker", "--loglevel", "INFO", "--queues", "celery,jobs", "--concurrency", "2", "--without-gossip", "--without-mingle",
            "--hostname", f"sanad-{self.port}@%h",
        ]  # fmt: skip
        beat = [*celery, "beat", "--loglevel", "WARNING", "--pidfile=", "--schedule", str(schedule)]
        # An orphaned worker does not finish its work first: the lease hands it to the next one.
        known = {
            "web": (web, {"pass_fds": (self.listener.fileno(),)}),
            "worker": (worker, {"orphan_signal": signal.SIGQUIT}),
            "beat": (beat, {}),
        }
        for name in names:
            command, options = known[name]
            start = functools.partial(self._child, name, command, **options)
            self._begin("", Service(name, start))

    def _child(self, name: str, command: list[str], **options: object) -> Child:
        return Child(
            name, command, environment=self.environment, folder=ROOT, log=self.home.logs / f"{name}.log", **options
        )

    # --- ready

    def _wait_until_ready(self, patience: float = 60.0) -> None:
        """The web answers and a heartbeat has come back through broker and worker."""
        fallen = lambda: [service for service in self.services if service.fell()]  # noqa: E731
        last: dict[str, str] = {}

        def is_ready() -> bool:
            last.update(self.readiness())
            return last.get("status") == "ok" or bool(fallen())

        came = wait_for(is_ready, patience)
        for service in fallen():
            raise RunnerError(
                f"The {service.name} process ended at once. It said:\n{service.child.tail(25)}\n\nAll of it: {service.child.log}"
            )
        if not came and last.get("status") != "degraded":
            raise RunnerError(
                f"The web did not become ready in {patience:.0f} s; it answered {last}. Logs: {self.home.logs}"
            )
        if not came:
            self.say(f"  Degraded: {last}. Pages work, background work does not; see {self.home.logs}.")

    def readiness(self) -> dict[str, str]:
        """What /readyz says now; empty while nobody answers."""
        try:
            with urllib.request.urlopen(f"{self.url}readyz", timeout=5) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as problem:
            with contextlib.suppress(ValueError):
                return json.load(problem)
        except (OSError, ValueError):
            pass
        return {}

    # --- watch

    def watch(self) -> None:
        """Restart what ends by itself, until a signal ends us. Raises RunnerError when a service will not stay up."""
        while True:
            for service in self.services:
                if service.fell():
                    self._restart(service)
            time.sleep(0.1)

    def _restart(self, service: Service) -> None:
        moment = time.monotonic()
        service.falls = [fall for fall in service.falls if moment - fall < WITHIN_SECONDS] + [moment]
        if len(service.falls) > MANY_FALLS:
            raise RunnerError(
                f"The {service.name} process ended {len(service.falls)} times within a minute. It said:\n{service.child.tail(25)}\n\n"
                f"All of it: {service.child.log}"
            )
        code = service.child.popen.returncode
        self.say(f"  The {service.name} process ended (code {code}); starting it again.")
        service.child.stop(patience=0)
        service.run()
        self._remember()

    # --- down

    def stop(self) -> None:
        """Ask all of ours at once, then insist; the servers last, because the others still write to them."""
        ours = [
            service.child for service in self.services if service.child and service.name not in ("postgres", "valkey")
        ]
        for child in ours:
            child.ask_to_stop()
        for child in ours:
            child.stop(patience=6)
        for server in (self.valkey, self.postgres):
            if server:
                server.stop()
        self.services.clear()
        self.home.withdraw()
        self.home.remember([])
        if self.guard:
            self.guard.leave()
        if self.listener:
            self.listener.close()


@contextlib.contextmanager
def signals_raise() -> Iterator[None]:
    """The first INT, TERM or HUP raises Stopped; later ones are ignored so that the stop itself is not cut short."""

    def ask(number: int, _frame: object) -> None:
        for other in STOP_SIGNALS:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(signal.Signals(number).name)

    before = {number: signal.signal(number, ask) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
