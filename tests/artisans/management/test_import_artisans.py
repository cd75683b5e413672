"""Importing a list: all of it or nothing, every fault with its row and column."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.audit.models import Event
from artisans.imports.models import StagedRow
from artisans.parties.models import Identifier, Party
from foundation.spreadsheets import write_xlsx
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CommuneFactory, IdentifierFactory, TradeFactory

pytestmark = pytest.mark.django_db

HEAD = [
    "Nom et prénom",
    "الاسم الكامل",
    "Sexe",
    "Date de naissance",
    "CIN",
    "Téléphone",
    "Commune",
    "Province",
    "Métier",
    "Remarque",
]
GOOD = [
    "Fatima El Amrani",
    "فاطمة العمراني",
    "F",
    "12/04/1985",
    "EE123456",
    "0661234567",
    "Asni",
    "Al Haouz",
    "Poterie utilitaire",
    "x",
]
OTHER = ["Hassan Ouali", "", "H", "", "EE123457", "", "07.041.05.05", "", "", ""]


@pytest.fixture(autouse=True)
def lists():
    CommuneFactory()
    TradeFactory()


def sheet(folder, *rows, kind="csv"):
    path = folder / f"liste.{kind}"
    if kind == "csv":
        path.write_text("\n".join(";".join(row) for row in [HEAD, *rows]), encoding="utf-8-sig")
    else:
        with path.open("wb") as out:
            write_xlsx(out, HEAD, rows)
    return path


def run(path, **options) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("import_artisans", str(path), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_list_is_registered_through_the_actions(tmp_path, kind):
    out, _err = run(sheet(tmp_path, GOOD, OTHER, kind=kind))

    party = Party.objects.get(name_fr="Fatima El Amrani")
    assert "2 craftspeople registered" in out
    assert "Columns left out: Remarque" in out
    assert (party.phone, party.artisan.trade_id, party.area) == ("+212661234567", "POT-01", "07.041.05.05")
    assert Event.objects.filter(action="import.written").get().after == {"new": 2}
    assert run(sheet(tmp_path, OTHER, GOOD, kind=kind))[0].count("2 known already") == 1


def test_a_dry_run_writes_nothing(tmp_path):
    out, _err = run(sheet(tmp_path, GOOD, OTHER), dry_run=True)

    assert "2 craftspeople can be registered" in out
    assert (Party.objects.count(), Identifier.objects.count(), StagedRow.objects.count()) == (0, 0, 0)


def test_every_fault_is_told_with_row_and_column_and_nothing_is_written(tmp_path):
    bad = ["", "", "?", "31/02/1985", "???", "12", "Nulle Part", "", "Astronaute", ""]
    err = io.StringIO()

    with pytest.raises(CommandError) as refusal:
        call_command("import_artisans", str(sheet(tmp_path, GOOD, bad)), stdout=io.StringIO(), stderr=err)

    assert "1 rows with errors" in str(refusal.value)
    for heading in ("Nom et prénom", "Sexe", "Date de naissance", "CIN", "Téléphone", "Commune", "Métier"):
        assert f"Row 3, {heading}" in err.getvalue()
    assert Party.objects.count() == 0


def test_a_number_told_twice_is_one_person(tmp_path):
    run(sheet(tmp_path, GOOD, [*GOOD[:4], "ee-123456", *GOOD[5:]]))

    assert Party.objects.get().sources.count() == 2


def test_a_number_registered_under_another_name_waits_for_a_decision(tmp_path):
    IdentifierFactory(value="EE123457", party__name_fr="Zineb Benchekroun")

    out, _err = run(sheet(tmp_path, GOOD, OTHER))

    assert "1 craftspeople registered" in out
    assert "1 may be registered already" in out
    assert not Party.objects.filter(name_fr="Hassan Ouali").exists()


def test_a_list_outside_the_importers_area_is_refused(tmp_path):
    elsewhere = StaffFactory(role="officer", area="01", email="tanger@sanad.example")

    with pytest.raises(CommandError):
        run(sheet(tmp_path, GOOD), by=elsewhere.email)

    assert Party.objects.count() == 0


def test_a_file_without_its_columns_is_refused(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n")

    with pytest.raises(CommandError, match="Commune"):
        run(path)
