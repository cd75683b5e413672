"""`import_artisans FILE`: a list of craftspeople by the same way as on the desk, all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.jobs.models import Job
from accounts.jobs.running import run_job
from accounts.people.models import User
from artisans.imports.actions import AlreadyImported, accept_import, cancel_import, map_columns, receive_file
from artisans.imports.choices import Outcome
from artisans.imports.kinds import PERSONS
from artisans.imports.models import ImportBatch, StagedRow
from artisans.imports.queries import fault_reader, faults
from foundation.errors import DomainError


class Command(BaseCommand):
    help = (
        "Registers the craftspeople of a CSV or XLSX file. Columns are found by their headings (nom, cin, commune, métier, "
        "téléphone…). Every row is checked first; if one is wrong nothing is written. Rows that may be people already registered "
        "wait on the desk for a decision; what is known already only gains its source."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--by", help="e-mail of the person who imports (default: the system)")
        parser.add_argument("--source", default="import_artisans", help="where the list comes from")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._person(options["by"])
        batch = self._checked(options["file"], options["source"], by)
        self._refuse_if_wrong(batch, by)
        counts = batch.counts
        if options["dry_run"]:
            cancel_import(batch=batch, by=by)
            self.stdout.write(self.style.SUCCESS(f"{counts.get('new', 0)} craftspeople can be registered."))
            return
        self._run(accept_import(batch=batch, by=by, reason=options["source"]))
        batch.refresh_from_db()
        self.stdout.write(self.style.SUCCESS(f"{batch.written.get('new', 0)} craftspeople registered."))
        if same := batch.written.get("same", 0):
            self.stdout.write(f"{same} known already.")
        if suspects := batch.counts.get(Outcome.SUSPECT, 0):
            self.stdout.write(f"{suspects} may be registered already and wait for a decision: {batch.reference}.")

    def _checked(self, path: Path, source: str, by: User) -> ImportBatch:
        try:
            with path.open("rb") as file:
                batch = receive_file(kind=PERSONS, file=file, name=path.name, source=source, reason=source, by=by)
            headings = batch.layout["headings"]
            left_out = [name for place, name in enumerate(headings) if name and str(place) not in batch.mapping]
            if left_out:
                self.stdout.write("Columns left out: " + ", ".join(left_out))
            try:
                job = map_columns(batch=batch, mapping=batch.mapping, by=by)
            except DomainError:
                cancel_import(batch=batch, by=by)
                raise
        except OSError as problem:
            raise CommandError(f"The file cannot be read: {problem.strerror}.") from problem
        except AlreadyImported as problem:
            raise CommandError(problem.message) from problem
        except DomainError as problem:
            raise CommandError(problem.message) from problem
        self._run(job)
        batch.refresh_from_db()
        if batch.refusal:
            raise CommandError(batch.refusal)
        return batch

    def _run(self, job: Job) -> None:
        """Here and now; a long list goes on in as many jobs as it takes."""
        while job is not None:
            run_job(job.pk)
            job.refresh_from_db()
            if job.state != "done":
                raise CommandError(job.error or f"The work stopped: {job.reference}.")
            job = Job.objects.filter(about_type=job.about_type, about_id=job.about_id, state="queued").first()

    def _refuse_if_wrong(self, batch: ImportBatch, by: User) -> None:
        count = batch.counts.get(Outcome.ERROR, 0)
        if not count:
            return
        reader = fault_reader(batch)
        for row in StagedRow.objects.filter(batch=batch, outcome=Outcome.ERROR).order_by("row")[:1_000]:
            for fault in faults(batch, row, reader):
                self.stderr.write(f"Row {row.row}, {fault.heading}: {fault.message}")
        cancel_import(batch=batch, by=by)
        raise CommandError(f"{count} rows with errors: nothing was written.")

    def _person(self, email: str | None) -> User:
        if not email:
            return User.objects.system()
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody active has the address {email}.")
        return person
