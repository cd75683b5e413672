"""The whole of Sanad running for a test: the very supervisor of `make run`, on a database of its own."""

import contextlib
import json
import os
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from config.runner.home import ROOT
from config.runner.processes import Child, Identity, start_of, wait_for
from config.runner.servers import free_port

# The settings of the tests are not the settings of what is tested here.
OF_THE_TESTS = (
    "DJANGO_SETTINGS_MODULE",
    "DJANGO_ALLOW_ASYNC_UNSAFE",
    "SANAD_HOME",
    "SANAD_TEST_FOLDER",
    "DATABASE_URL",
    "REDIS_URL",
)


class Stack:
    """A running copy: `base_url`, `home` (its state folder), `environment` (for manage.py commands on it)."""

    def __init__(self, home: Path, *, seed: bool, extra: Mapping[str, str] | None = None) -> None:
        self.home = home
        self.port = free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        self.mail_folder = home / "mail"
        self.sms_folder = home / "sms"
        home.mkdir(parents=True, exist_ok=True)
        self.log = home / "make-run.log"
        self.child: Child | None = None
        own = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
        self.environment = {
            **own,
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "SANAD_HOME": str(home),
            "SANAD_SEED": "1" if seed else "0",
            "PORT": str(self.port),
            "EMAIL_URL": f"filemail://{self.mail_folder}",
            "SMS_URL": f"file://{self.sms_folder}",
            **(extra or {}),
        }

    def start(self, patience: float = 180) -> "Stack":
        """Says “Sanad is ready” before this returns; otherwise the test fails with what it said instead."""
        self.log.unlink(missing_ok=True)
        command = [sys.executable, "-m", "config.runner", "run"]
        self.child = Child("stack", command, environment=self.environment, folder=ROOT, log=self.log)
        child = self.child
        ready = wait_for(lambda: "Sanad is ready" in self.said() or not child.is_alive(), patience)
        if not ready or not child.is_alive():
            said = self.said()
            self.stop()
            raise AssertionError(f"The stack did not come up:\n{said}")
        return self

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def stop(self) -> None:
        if self.child:
            self.child.stop(patience=30)

    def kill(self) -> None:
        """kill -9 of the supervisor, and of nobody else."""
        os.kill(self.child.popen.pid, signal.SIGKILL)
        self.child.popen.wait()

    def processes(self) -> dict[str, Identity]:
        """Who runs now, by name: web, worker, beat, and the servers that the environment did not name."""
        with contextlib.suppress(OSError, ValueError):
            rows = json.loads((self.home / "processes.json").read_text(encoding="utf-8"))
            return {row["name"]: Identity(**row) for row in rows if start_of(row["pid"]) == row["started"]}
        return {}

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(self.base_url + path, timeout=15) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as problem:
            return problem.code, problem.read()

    def readiness(self) -> dict:
        return json.loads(self.get("/readyz")[1])
