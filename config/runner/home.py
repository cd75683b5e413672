"""Where a running copy keeps its state: one folder, one owner at a time.

`var/` in the checkout, or SANAD_HOME. Two checkouts never meet. A second copy of the *same* checkout on another PORT gets
a folder of its own (`var/beside-PORT`), with its own database; on the same PORT it is refused.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from config.runner.processes import Identity, RunnerError
from config.runner.servers import SOCKETS_PREFIX, SYSTEM_DATA, give, is_walkable

ROOT = Path(__file__).resolve().parent.parent.parent
# Read by config.settings.local, so that `manage.py` in another terminal talks to the running copy.
ENVIRONMENT_FILE = "environment"
# Everything that a copy makes in its state folder, but for the lock and the fonts, which are no state.
DATA_FOLDERS = ("postgres", "valkey")
FOLDERS = ("media", "static", "logs")
FILES = (
    "secrets.json",
    "processes.json",
    ENVIRONMENT_FILE,
    "prepared",
    "sockets",
    "celerybeat-schedule*",
)
NOT_SOURCE = frozenset({"var", "tests", "docs", "__pycache__"})
NOT_SOURCE_ENDINGS = (".pyc", ".mo", ".po", ".md", ".log")


class Home:
    """The state folder of one running copy, held by a lock until the process ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.logs = folder / "logs"
        self.logs.mkdir(exist_ok=True)
        self.secrets_file = folder / "secrets.json"
        self.processes_file = folder / "processes.json"
        self._lock: int | None = None

    # --- one owner at a time

    def take(self, port: int) -> bool:
        """Whether this process holds the folder from now on. The lock is the kernel's: it ends with us, however we end."""
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return False
        os.ftruncate(lock, 0)
        os.write(lock, str(port).encode())
        self._lock = lock
        return True

    def port_of_owner(self) -> int:
        with contextlib.suppress(OSError, ValueError):
            return int((self.folder / "lock").read_text() or 0)
        return 0

    # --- data of the embedded servers

    def data_folder(self, name: str) -> Path:
        """A folder that the servers' account can reach and nobody else can read; not made yet for PostgreSQL's sake."""
        if is_walkable(self.folder):
            return self.folder / name
        # A checkout in root's own closed home: the servers run as nobody and could not walk there.
        key = hashlib.sha256(str(self.folder.resolve()).encode()).hexdigest()[:12]
        outside = SYSTEM_DATA / key
        outside.mkdir(parents=True, exist_ok=True)
        SYSTEM_DATA.chmod(0o755)
        outside.chmod(0o755)
        return outside / name

    def made_data_folder(self, name: str) -> Path:
        folder = self.data_folder(name)
        folder.mkdir(exist_ok=True)
        give(folder)
        return folder

    def forget(self) -> None:
        """Delete all state. Only what we made, by name: the folder may be one that somebody chose (SANAD_HOME)."""
        for name in DATA_FOLDERS:
            folder = self.data_folder(name)
            shutil.rmtree(folder, ignore_errors=True)
        if folder.parent != self.folder:
            folder.parent.rmdir()
        for name in FOLDERS:
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for name in FILES:
            for path in self.folder.glob(name):
                path.unlink()

    # --- what the children are told

    def secrets(self) -> dict[str, str]:
        """The keys of this copy, made once and kept: without them its encrypted columns are noise."""
        if not self.secrets_file.exists():
            key = lambda: base64.b64encode(secrets.token_bytes(32)).decode()  # noqa: E731
            made = {"SECRET_KEY": secrets.token_urlsafe(50), "FIELD_KEYS": f"lookup:{key()},first:{key()}"}
            write_privately(self.secrets_file, json.dumps(made))
        return json.loads(self.secrets_file.read_text(encoding="utf-8"))

    def publish(self, environment: Mapping[str, str]) -> None:
        """Leave word of the running copy for commands in other terminals."""
        lines = [f"{name}={value}\n" for name, value in environment.items()]
        write_privately(self.folder / ENVIRONMENT_FILE, "".join(lines))

    def withdraw(self) -> None:
        (self.folder / ENVIRONMENT_FILE).unlink(missing_ok=True)

    # --- what was prepared

    def was_prepared_by(self, state_of_code: str) -> bool:
        """Whether the last preparation of database and static files ended well and was made by this very code."""
        with contextlib.suppress(OSError):
            return (self.folder / "static").is_dir() and (self.folder / "prepared").read_text(
                encoding="utf-8"
            ) == state_of_code
        return False

    def note_prepared_by(self, state_of_code: str) -> None:
        write_privately(self.folder / "prepared", state_of_code)

    # --- who was started

    def remember(self, processes: Iterable[Identity]) -> None:
        write_privately(self.processes_file, json.dumps([process.as_dict() for process in processes]))

    def remembered(self) -> list[Identity]:
        try:
            return [Identity(**row) for row in json.loads(self.processes_file.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError):
            return []

    def remember_sockets(self, folder: Path) -> None:
        write_privately(self.folder / "sockets", str(folder))

    def remove_old_sockets(self) -> None:
        """The socket folder that a killed run left in the system's folder for temporary files."""
        with contextlib.suppress(OSError):
            folder = Path((self.folder / "sockets").read_text(encoding="utf-8"))
            if folder.name.startswith(SOCKETS_PREFIX):
                shutil.rmtree(folder, ignore_errors=True)


def fingerprint(root: Path) -> str:
    """Changes when any source file of the checkout changes, or the packages it stands on."""
    stamps = []
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if name not in NOT_SOURCE and not name.startswith(".")]
        for name in files:
            if not name.endswith(NOT_SOURCE_ENDINGS):
                found = os.stat(os.path.join(folder, name))
                stamps.append(f"{folder}/{name} {found.st_mtime_ns} {found.st_size}")
    return hashlib.sha256("\n".join(sorted(stamps)).encode()).hexdigest()


def write_privately(path: Path, text: str) -> None:
    """Whole or not at all, readable by us only."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def choose_home(port: int, named: str = "") -> Home:
    """The folder this copy may use, taken. Raises RunnerError when the same copy already runs."""
    home = Home(Path(named).resolve() if named else ROOT / "var")
    if home.take(port):
        return home
    owner = home.port_of_owner()
    if named or owner == port:
        raise RunnerError(
            f"Sanad already runs from {home.folder}: http://127.0.0.1:{owner}/\n"
            f"Stop that one first, or start a second copy beside it: PORT={port + 1} make run"
        )
    beside = Home(ROOT / "var" / f"beside-{port}")
    if not beside.take(port):
        raise RunnerError(f"Sanad already runs from {beside.folder}: http://127.0.0.1:{port}/\nStop that one first.")
    print(
        f"  A copy already runs here on port {owner}; this one keeps its own data in {beside.folder.relative_to(ROOT)}/.",
        flush=True,
    )
    return beside
