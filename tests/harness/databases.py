"""The databases of a run: a template migrated once, a copy for each worker, a fresh copy after each test that commits.

A copy is a file copy inside the server and takes some hundredths of a second. Tests that commit (`transaction=True`) are
followed by a fresh copy instead of Django's TRUNCATE of all tables: what migrations put in is there again, and the
triggers that forbid TRUNCATE stay on.
"""

import os

import psycopg
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg import sql

# Any number will do; it only has to be the same in all workers of a run.
BUILDING = 7_236_231


def run_prefix() -> str:
    """Two runs against one server must not meet."""
    return f"test_sanad_{os.environ['SANAD_TEST_RUN']}_"


def template_name() -> str:
    return f"{run_prefix()}template"


def maintenance() -> psycopg.Connection:
    """A connection beside Django's, to a database that no test uses."""
    parameters = connection.get_connection_params()
    parameters = {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}
    return psycopg.connect(dbname="postgres", autocommit=True, **parameters)


def prepare(worker: str) -> None:
    """Point Django at this worker's own copy; the first worker of the run builds the template."""
    with maintenance() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        if not exists(server, template_name()):
            build_template(server)
        create_copy(server, run_prefix() + worker)
    point_at(run_prefix() + worker)


def build_template(server: psycopg.Connection) -> None:
    draft = f"{run_prefix()}draft"
    drop(server, draft)
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
    point_at(draft)
    call_command("migrate", interactive=False, verbosity=0)
    connections.close_all()
    server.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(draft), sql.Identifier(template_name()))
    )


def create_copy(server: psycopg.Connection, name: str) -> None:
    drop(server, name)
    command = "CREATE DATABASE {} TEMPLATE {}" + (" STRATEGY file_copy" if server.info.server_version >= 150000 else "")
    server.execute(sql.SQL(command).format(sql.Identifier(name), sql.Identifier(template_name())))


def drop(server: psycopg.Connection, name: str) -> None:
    """FORCE, because a thread of a race test may still hold a connection."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def point_at(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name


def renew() -> None:
    """Give the current database back the state that the migrations left."""
    name = connection.settings_dict["NAME"]
    connections.close_all()
    with maintenance() as server:
        create_copy(server, name)


def renew_instead_of_truncate() -> None:
    TransactionTestCase._fixture_teardown = lambda _self: renew()


def drop_all_of_run() -> None:
    """For a server that outlives the run (DATABASE_URL was given)."""
    with maintenance() as server:
        for (name,) in server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [run_prefix()]
        ).fetchall():
            drop(server, name)
