"""A real process at work on a list is killed -9, while it checks and while it writes: the next one goes on where it stood."""

import os
import signal
import time
from contextlib import suppress

import pytest
from django.db import connections

from accounts.jobs.models import Job
from accounts.jobs.running import run_job
from artisans.imports.actions import accept_import, map_columns, receive_file, staging, writing
from artisans.imports.models import ImportBatch, PartySource, StagedNumber, StagedRow
from artisans.parties.keys import KEY_COLUMNS, keys_of
from artisans.parties.models import Identifier, Party
from tests.artisans.imports.lists import csv_file, row
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CommuneFactory, TradeFactory

PEOPLE, AGAIN = 120, 5
FIRST = ("Hassan", "Brahim", "Zineb", "Khadija", "Omar", "Said", "Nadia", "Rachid")
FAMILY = ("Ouali", "Tazi", "Benjelloun", "Skalli", "Chraibi", "Berrada", "Lahlou")


def the_list():
    rows = [
        row(f"{FIRST[n % 8]} {FAMILY[n // 8 % 7]}", birth=f"{n % 27 + 1:02d}/{n % 12 + 1:02d}/{1950 + n % 50}", cin=f"QA{100000 + n}")
        for n in range(PEOPLE)
    ]  # fmt: skip
    return csv_file(*rows, *rows[:AGAIN])  # some are told twice


def worker(job: Job) -> int:
    """A process of its own that does the job, a few rows at a time and with a pause after each piece."""
    connections.close_all()
    if child := os.fork():
        return child
    with suppress(BaseException):
        for room, name in ((staging, "stage_piece"), (writing, "write_piece")):
            setattr(room, name, slowly(getattr(room, name)))
        run_job(job.pk)
    os._exit(0)


def slowly(work):
    def run(*arguments):
        done = work(*arguments)
        time.sleep(0.2)
        return done

    return run


def kill_in_the_middle(job: Job, reached: str) -> int:
    """Killed once some pieces are committed; gives the row where it stood."""
    child = worker(job)
    until = time.monotonic() + 30
    while ImportBatch.objects.values_list(reached, flat=True).get() < 20:
        assert time.monotonic() < until
        time.sleep(0.01)
    os.kill(child, signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    # Its lease runs out.
    Job.objects.filter(pk=job.pk, state="running").update(lease_until="2020-01-01T00:00:00Z")
    return ImportBatch.objects.values_list(reached, flat=True).get()


def go_on(job: Job) -> list[str]:
    """The rest in this process; which job ended how, after how many attempts."""
    run_job(job.pk)
    job.refresh_from_db()
    return [job.state, job.error, job.attempts]


@pytest.mark.django_db(transaction=True)
def test_a_killed_process_leaves_the_register_as_if_it_had_never_been_killed(monkeypatch):
    CommuneFactory()
    TradeFactory()
    officer = StaffFactory(role="officer")
    monkeypatch.setattr(staging, "PIECE", 10)
    monkeypatch.setattr(writing.statements, "PIECE", writing.statements.PIECE.replace("LIMIT 4000", "LIMIT 10"))
    batch = receive_file(
        kind="register.persons", file=the_list(), name="x.csv", source="x", reason="y", by=officer
    )  # fmt: skip

    check = map_columns(batch=batch, mapping=batch.mapping, by=officer)
    stood = kill_in_the_middle(check, "staged_to")
    assert 20 <= stood < PEOPLE and Party.objects.count() == 0
    assert StagedRow.objects.count() == stood - 1
    assert go_on(check) == ["done", "", 2]
    batch.refresh_from_db()
    assert (batch.status, batch.counts) == ("checked", {"new": PEOPLE, "same": AGAIN, "rows": PEOPLE + AGAIN})

    write = accept_import(batch=batch, by=officer)
    stood = kill_in_the_middle(write, "written_to")
    assert 20 <= stood < PEOPLE and Party.objects.count() == stood - 1
    assert go_on(write) == ["done", "", 2]

    batch.refresh_from_db()
    assert (batch.status, batch.written) == ("done", {"new": PEOPLE, "same": AGAIN})
    assert StagedRow.objects.count() == StagedNumber.objects.count() == 0
    assert sorted(PartySource.objects.values_list("row", flat=True)) == list(range(2, PEOPLE + AGAIN + 2))
    assert Identifier.objects.count() == Identifier.pgh_event_model.objects.count() == PEOPLE
    assert Party.pgh_event_model.objects.values("pgh_obj_id").distinct().count() == Party.objects.count() == PEOPLE
    for party in Party.objects.all():
        found = {name: getattr(party, name) for name in KEY_COLUMNS}
        keys_of(party)
        assert found == {name: getattr(party, name) for name in KEY_COLUMNS}
