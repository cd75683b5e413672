"""The authorization matrix: every address × method × reader, against a table that people checked in.

A new address without a row fails, and so does any answer that changed. After looking at the difference, write the table anew:

    SANAD_WRITE_MATRIX=1 .venv/bin/python -m pytest tests/security/test_matrix.py -q

A star after a code says that the request left an act in the journal: it changed something.
"""

import os
import re
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import transaction
from django.template.backends.django import Template

from tests.security.routes import address_of
from tests.security.world import ANONYMOUS, ELSEWHERE, OWNER, READERS, STRANGER, make_world, patterns, wrote

TABLE = Path(__file__).with_name("matrix.txt")
# The stock record pages and the reference lists ask the same few questions everywhere: fewer readers.
FEW = (ANONYMOUS, STRANGER, ELSEWHERE, "officer", "auditor", "administrator")
SIGN_IN = re.compile(r"^(accounts|i18n|admin/(login|logout|password_change|jsi18n))")
STOCK = re.compile(
    r"^admin/(accounts|artisans|programs|markets|reports|auth|account|mfa|usersessions)/\w+/|^admin/r/|^admin/\^"
)
# Allauth's and Django's own doors (tested in tests/accounts), files for other formats of one view, catch-alls.
LEFT_OUT = re.compile(r"^accounts/|^i18n/|\(\?P<format>|drf_format_suffix|\(\?P<url>|^admin/r/|^(healthz|readyz)$")
# Under the folder of the files since a service worker only serves what lies below it; they name nobody.
OPEN = ("fr/files/worker.js", "fr/files/unconnected/")
Row = tuple[str, str]


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker) -> dict[Row, dict[str, str]]:
    """Every request once, each undone; the world goes away with the module. What pages look like is tested elsewhere."""
    drawn = Template.render

    def undrawn_page(self, context=None, request=None):
        return drawn(self, context, request) if (self.template.name or "").endswith("_pdf.html") else ""

    undrawn = patch.object(Template, "render", undrawn_page)
    with django_db_blocker.unblock(), transaction.atomic(), undrawn:
        world = make_world()
        found = {
            (method, route): {
                reader: one_answer(world, reader, method, address_of(route, world.objects)[0])
                for reader in readers(method, route)
            }
            for route in routes()
            for method in methods(route)
        }
        transaction.set_rollback(True)
    return found


def routes() -> list[str]:
    return sorted({route for route, _name in patterns() if not LEFT_OUT.search(route)})


def methods(route: str) -> tuple[str, ...]:
    """Stock record pages are read-only or the configuration's: looking is enough there."""
    return ("GET",) if STOCK.search(route) else ("GET", "POST")


def readers(method: str, route: str) -> tuple[str, ...]:
    """Everybody where people work by hand; fewer where one rule answers for many addresses."""
    if re.search(r"<path:object_id>", route) or (method == "POST" and route.startswith("api/")):
        return ANONYMOUS, "officer", "administrator"
    if route.startswith("fr/"):
        return (ANONYMOUS, OWNER, STRANGER, "officer") if method == "GET" else (ANONYMOUS, STRANGER)
    return READERS if method == "GET" and not STOCK.search(route) and not route.startswith("api/") else FEW


def one_answer(world, reader: str, method: str, address: str) -> str:
    cache.clear()  # limits of how often are tested elsewhere
    with transaction.atomic():
        before = wrote()
        response = world.ask(reader, method, address)
        code = str(response.status_code)
        if response.status_code == 302 and re.search(r"/(login|staff|accounts)/", response["Location"]):
            code = "login"
        if response.streaming:
            response.getvalue()  # read to the end, it closes its file
        star = "*" if response.status_code < 500 and wrote() > before else ""
        transaction.set_rollback(True)
    return code + star


def told() -> dict[Row, dict[str, str]]:
    """The table as it stands."""
    rows: dict[Row, dict[str, str]] = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines() if TABLE.exists() else []:
        if line and not line.startswith("#"):
            method, route, *codes = line.split()
            rows[method, route.removeprefix("/")] = dict(code.split("=") for code in _spread(codes))
    return rows


def _spread(codes: list[str]) -> list[str]:
    """`404=a,b` as `a=404 b=404`."""
    return [
        f"{reader}={code}" for part in codes for code, readers in [part.split("=")] for reader in readers.split(",")
    ]


def _line(row: Row, codes: dict[str, str]) -> str:
    """The same code once, with its readers."""
    together: dict[str, list[str]] = {}
    for reader, code in codes.items():
        together.setdefault(code, []).append(reader)
    return " ".join([row[0], f"/{row[1]}", *(f"{code}={','.join(readers)}" for code, readers in together.items())])


def test_every_address_answers_everybody_as_the_table_says(answers):
    if os.environ.get("SANAD_WRITE_MATRIX"):
        head = "# method route code=readers… — see test_matrix.py; readers: " + ", ".join(READERS)
        TABLE.write_text("\n".join([head, *(_line(row, answers[row]) for row in sorted(answers))]) + "\n", "utf-8")
    table = told()

    assert sorted(set(answers) - set(table)) == [], "Addresses without a row: look, then write the table anew."
    assert sorted(set(table) - set(answers)) == [], "Rows without an address."
    changed = [
        f"{_line(row, table[row])}  →  {_line(row, answers[row])}" for row in table if table[row] != answers[row]
    ]
    assert changed == []


def test_the_readers_are_who_they_should_be(answers):
    """Otherwise the whole table would say “sign in”."""
    register, mine = answers["GET", "admin/parties/<str:reference>/"], answers["GET", "fr/me/"]

    assert (register["officer"], register["auditor"], register["elsewhere"], register["owner"]) == (
        "200",
        "200",
        "404",
        "login",
    )
    assert (mine["owner"], mine[ANONYMOUS]) == ("200", "login")


def test_no_address_fails(answers):
    assert [
        (row, reader) for row, codes in answers.items() for reader, code in codes.items() if code.startswith("5")
    ] == []


def test_a_visitor_gets_nothing_of_the_officers_house_nor_of_people(answers):
    leaks = [
        (row, codes[ANONYMOUS])
        for row, codes in answers.items()
        if re.match(r"admin/|jobs/|fr/(files|me)/", row[1])
        and not SIGN_IN.match(row[1])
        and row[1] not in OPEN
        and codes[ANONYMOUS][:3] not in ("log", "401", "403", "404", "405", "302")
    ]

    assert leaks == []


def test_readers_of_other_things_get_404_or_403_where_a_beneficiary_is_named(answers):
    """Another region's officer, and another applicant, on everything that names the world's beneficiary."""
    names = {"party": "P", "application": "A", "enrolment": "E", "grant": "G", "change": "C", "request": "R"}
    leaks = []
    for (method, route), codes in answers.items():
        if not address_of(route, names)[1]:
            continue
        for reader in (ELSEWHERE, STRANGER):
            code = codes.get(reader, "404")
            if code[:3] not in ("403", "404", "405", "log", "401"):
                leaks.append((method, route, reader, code))

    assert leaks == []


def test_who_only_reads_changes_nothing(answers):
    """A visitor and the auditor leave no act behind; others' officers and applicants none on what is not theirs."""
    names = {"party": "P", "application": "A", "enrolment": "E", "grant": "G", "change": "C", "request": "R"}
    acts = [
        (row, reader)
        for row, codes in answers.items()
        for reader, code in codes.items()
        if code.endswith("*")
        and (reader in (ANONYMOUS, "auditor") or (reader in (ELSEWHERE, STRANGER) and address_of(row[1], names)[1]))
    ]

    assert acts == []
