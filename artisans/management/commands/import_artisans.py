"""`import_artisans FILE`: a list of craftspeople, all of it or nothing."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.people.models import User
from artisans.parties.actions import register_person, set_artisan_profile
from artisans.parties.sheets import CellError, Sheet, numbers_of, read_sheet
from foundation.errors import DomainError


class Command(BaseCommand):
    help = (
        "Registers the craftspeople of a CSV or XLSX file. Columns are found by their headings (nom, cin, commune, métier, "
        "téléphone…). Every row is checked first; if one is wrong nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="check everything, write nothing")
        parser.add_argument("--by", help="e-mail of the person who imports (default: the system)")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._person(options["by"])
        try:
            with options["file"].open("rb") as file:
                sheet = read_sheet(file)
        except OSError as problem:
            raise CommandError(f"The file cannot be read: {problem.strerror}.") from problem
        except DomainError as problem:
            raise CommandError(problem.message) from problem
        if sheet.unknown:
            self.stdout.write("Columns left out: " + ", ".join(sheet.unknown))
        self._refuse_if_wrong(sheet.errors)
        errors = self._register(sheet, by, keep=not options["dry_run"])
        self._refuse_if_wrong(errors)
        done = "can be registered" if options["dry_run"] else "registered"
        self.stdout.write(self.style.SUCCESS(f"{len(sheet.rows)} craftspeople {done}."))

    def _register(self, sheet: Sheet, by: User, *, keep: bool) -> list[CellError]:
        """Through the actions, in one transaction; a dry run goes the whole way too, so that it sees what a real one would."""
        errors: list[CellError] = []
        with transaction.atomic():
            for number, row in sheet.rows:
                try:
                    with transaction.atomic():
                        _register_row(row, by)
                except DomainError as problem:
                    errors.append(CellError(number, "", problem.message))
            if errors or not keep:
                transaction.set_rollback(True)
        return errors

    def _refuse_if_wrong(self, errors: list[CellError]) -> None:
        if not errors:
            return
        for error in sorted(errors, key=lambda error: error.row):
            self.stderr.write(str(error))
        raise CommandError(f"{len(errors)} errors: nothing was written.")

    def _person(self, email: str | None) -> User:
        if not email:
            return User.objects.system()
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody active has the address {email}.")
        return person


def _register_row(row: dict[str, Any], by: User) -> None:
    facts = {name: row[name] for name in ("name_ar", "sex", "birth_date", "douar", "address", "phone", "email")}
    party = register_person(by=by, name_fr=row["name_fr"], commune=row["commune"], identifiers=numbers_of(row), **facts)
    if row["trade"]:
        set_artisan_profile(party=party, by=by, trade=row["trade"])
