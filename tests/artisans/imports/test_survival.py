"""A worker that dies, eight lists at once: nobody twice, nobody lost, every source kept."""

import threading

import pytest

from accounts.jobs.models import Job
from accounts.jobs.running import run_job
from artisans.imports.actions import accept_import, map_columns, receive_file, staging, writing
from artisans.imports.models import ImportBatch, PartySource, StagedRow
from artisans.parties.models import Identifier, Party
from tests.artisans.imports.lists import csv_file, row, run_jobs
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CommuneFactory, TradeFactory


def people(count, start=0):
    firsts, families = (
        ["Hassan", "Brahim", "Zineb", "Khadija", "Omar"],
        ["Ouali", "Tazi", "Benjelloun", "Skalli", "Chraibi"],
    )
    return [
        row(f"{firsts[n % 5]} {families[n // 5 % 5]}", birth=f"{n % 27 + 1:02d}/{n % 12 + 1:02d}/{1950 + n % 50}", cin=f"QA{100000 + n}")
        for n in range(start, start + count)
    ]  # fmt: skip


class Killed(BaseException):
    """As a kill -9: nothing of ours catches it."""


@pytest.mark.django_db
def test_a_check_killed_between_two_pieces_goes_on_at_the_row_where_it_stood(officer, monkeypatch):
    monkeypatch.setattr(staging, "PIECE", 10)
    batch = receive_file(
        kind="register.persons", file=csv_file(*people(35)), name="x.csv", source="x", reason="y", by=officer
    )
    job = map_columns(batch=batch, mapping=batch.mapping, by=officer)
    real, done = staging.stage_piece, []

    def dying(*arguments):
        if len(done) == 2:
            raise Killed
        done.append(real(*arguments))

    monkeypatch.setattr(staging, "stage_piece", dying)
    with pytest.raises(Killed):
        run_job(job.pk)
    batch.refresh_from_db()
    assert (batch.staged_to, StagedRow.objects.count()) == (21, 20)

    monkeypatch.setattr(staging, "stage_piece", real)
    Job.objects.update(lease_until="2020-01-01T00:00:00Z")
    run_job(job.pk)

    batch.refresh_from_db()
    assert (batch.status, batch.counts["rows"]) == ("checked", 35)
    assert sorted(StagedRow.objects.values_list("row", flat=True)) == list(range(2, 37))


@pytest.mark.django_db
def test_a_writing_killed_between_two_pieces_writes_nobody_twice(check, officer, monkeypatch):
    monkeypatch.setattr(writing.statements, "PIECE", writing.statements.PIECE.replace("LIMIT 4000", "LIMIT 10"))
    batch = check(csv_file(*people(35)))
    job = accept_import(batch=batch, by=officer)
    real, done = writing.write_piece, []

    def dying(*arguments):
        if len(done) == 2:
            raise Killed
        done.append(1)
        return real(*arguments)

    monkeypatch.setattr(writing, "write_piece", dying)
    with pytest.raises(Killed):
        run_job(job.pk)
    assert Party.objects.count() == 20

    monkeypatch.setattr(writing, "write_piece", real)
    Job.objects.update(lease_until="2020-01-01T00:00:00Z")
    run_job(job.pk)

    batch.refresh_from_db()
    assert (batch.status, Party.objects.count(), PartySource.objects.count()) == ("done", 35, 35)
    assert Identifier.objects.count() == 35


def eight_lists(officer):
    batches = []
    for n in range(8):
        batch = receive_file(
            kind="register.persons", file=csv_file(*people(20), row(f"Ali Alaoui {'abcdefgh'[n]}", cin=f"QB{100000 + n}")),
            name=f"district-{n}.csv", source=f"District {n}", reason="Reprise", by=officer,
        )  # fmt: skip
        map_columns(batch=batch, mapping=batch.mapping, by=officer)
        batches.append(batch)
    run_jobs()
    return [accept_import(batch=ImportBatch.objects.get(pk=batch.pk), by=officer) for batch in batches]


@pytest.mark.django_db(transaction=True)
def test_eight_lists_at_once_register_each_person_once_and_keep_all_sources(at_once):
    CommuneFactory()
    TradeFactory()
    jobs = eight_lists(StaffFactory(role="officer"))

    outcomes = at_once(*[lambda job=job: run_job(job.pk) for job in jobs])

    assert outcomes == [True] * 8
    assert set(Job.objects.values_list("state", flat=True)) == {"done"}
    assert (Party.objects.count(), Identifier.objects.count(), PartySource.objects.count()) == (28, 28, 8 * 21)
    assert sorted(party.sources.count() for party in Party.objects.all()) == [1] * 8 + [8] * 20


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_lists_do_collide(at_once, monkeypatch):
    """Negative control: the race is real. Only the unique numbers are left then, and pieces fail on them."""
    CommuneFactory()
    TradeFactory()
    jobs = eight_lists(StaffFactory(role="officer"))
    collisions, all_compared = [], threading.Barrier(8, timeout=30)
    compared = writing._free_references

    def compared_together(cursor, values):
        """The step between comparing with the register and writing: nobody writes before all have compared."""
        compared(cursor, values)
        all_compared.wait()

    monkeypatch.setattr(writing, "_alone", lambda cursor: None)
    monkeypatch.setattr(writing, "_free_references", compared_together)

    def impatient(batch, after):
        try:
            return writing.write_piece(batch, after)
        except Exception as problem:
            collisions.append(type(problem).__name__)
            raise

    monkeypatch.setattr(writing, "_write_with_patience", impatient)
    at_once(*[lambda job=job: run_job(job.pk) for job in jobs])

    assert collisions == ["IntegrityError"] * 7
