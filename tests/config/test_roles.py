"""The two database roles of production, made by the very file that the operator runs."""

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from config.runner.home import ROOT
from tests.config.test_production import COMPLETE
from tests.harness import databases

ROLES = (ROOT / "docs/operate/roles.sql").read_text(encoding="utf-8")
# Names of this run: the server may be somebody's, with roles of the real names.
OWNER, APPLICATION = (f"sanad_{kind}_{os.getpid()}" for kind in ("owner", "app"))


@pytest.fixture
def production_like(db) -> Iterator[str]:
    """An empty database with the two roles, migrated by its owner; gives its name."""
    name = f"{databases.run_prefix()}roles_{os.getpid()}"
    with databases.maintenance() as server:
        databases.drop(server, name)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    with connect(name, None) as superuser:
        superuser.execute(
            ROLES.replace(':"DBNAME"', f'"{name}"').replace("sanad_owner", OWNER).replace("sanad_app", APPLICATION)
        )
    environment = {**os.environ, "DATABASE_URL": url(name, OWNER)}
    answer = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 0, answer.stderr
    yield name
    with databases.maintenance() as server:
        databases.drop(server, name)
        for role in (OWNER, APPLICATION):
            server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def parameters() -> dict:
    known = connection.get_connection_params()
    return {key: known[key] for key in ("host", "port", "user", "password") if known.get(key)}


def connect(name: str, role: str | None) -> psycopg.Connection:
    return psycopg.connect(dbname=name, autocommit=True, **parameters() | ({"user": role} if role else {}))


def url(name: str, role: str) -> str:
    return f"postgres://{role}@/{name}?host={parameters()['host']}"


def test_the_application_s_role_works_with_rows_and_cannot_touch_the_schema(production_like):
    with connect(production_like, APPLICATION) as application:
        application.execute(
            "INSERT INTO django_session (session_key, session_data, expire_date) VALUES ('k', 'd', now() + interval '1 day')"
        )
        assert application.execute(
            "UPDATE django_session SET session_data = 'e' RETURNING session_data"
        ).fetchall() == [("e",)]
        for forbidden in (
            "CREATE TABLE mine (id int)",
            "DROP TABLE django_session",
            "ALTER TABLE accounts_event ADD COLUMN x int",
            "ALTER TABLE accounts_event DISABLE TRIGGER ALL",
            "TRUNCATE django_session",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
            "CREATE ROLE other",
            f"SET ROLE {OWNER}",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute(forbidden)


def test_the_commands_that_change_the_schema_connect_as_its_owner():
    question = "import sys; sys.argv[1:] = [{!r}]; from django.conf import settings; print(settings.DATABASES['default']['USER'])"
    environment = {
        "PATH": os.environ["PATH"],
        **COMPLETE,
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_OWNER_URL": "postgres://sanad_owner:secret@db.example.org/sanad",
    }
    answers = {
        command: subprocess.run(
            [sys.executable, "-c", question.format(command)], cwd=ROOT, env=environment, capture_output=True, text=True
        ).stdout.strip()
        for command in ("migrate", "createcachetable", "runserver")
    }

    assert answers == {"migrate": "sanad_owner", "createcachetable": "sanad_owner", "runserver": "sanad_app"}
