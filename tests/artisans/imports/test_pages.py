"""The pages of an import: who gets in, what is offered, what leaves."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from artisans.imports.models import ColumnMapping, ImportBatch, StagedRow
from artisans.parties.models import Party
from foundation.spreadsheets import read_rows
from tests.artisans.imports.lists import csv_file, row, run_jobs
from tests.factories.accounts import StaffFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/imports/"
WRONG = row("Ali Alaoui", cin="12", birth="31/12/2999")


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def send(client, *rows, content=None):
    file = SimpleUploadedFile("liste.csv", content or csv_file(*rows).getvalue())
    return client.post(
        f"{LIST}new/", {"kind": "register.persons", "file": file, "source": "Délégation", "reason": "Reprise"}
    )


def test_a_list_goes_from_the_file_to_the_register_by_its_pages(desk):
    page = send(desk, row("Hassan Ouali", cin="EE123457"), WRONG)
    batch = ImportBatch.objects.get()
    assert page.url == f"{LIST}{batch.reference}/"
    columns = {f"column_{place}": name for place, name in batch.mapping.items()}
    assert "EE123457" in desk.get(page.url).content.decode()

    desk.post(f"{page.url}map/", columns)
    assert "hx-get" in desk.get(page.url).content.decode()
    run_jobs()
    assert "Write the day" not in desk.get(page.url, headers={"accept-language": "fr"}).content.decode()
    desk.post(f"{page.url}accept/", {})
    run_jobs()

    assert Party.objects.get().name_fr == "Hassan Ouali"
    assert ColumnMapping.objects.get().columns["cin"] == "cnie"
    assert desk.get(page.url).status_code == desk.get(LIST).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_wrong_rows_come_back_as_a_file_that_is_no_formula_and_can_be_sent_again(desk, check, kind):
    batch = check(csv_file(row("=HYPERLINK(1)", cin="12"), row("Hassan Ouali")))

    answer = desk.get(f"{LIST}{batch.reference}/errors.{kind}")

    content = b"".join(answer.streaming_content)
    (_head, headings), (_number, wrong) = read_rows(io.BytesIO(content))
    assert wrong[0] == "=HYPERLINK(1)"
    assert (str(wrong[headings.index("CIN")]), str(wrong[-2])) == ("12", "2")
    if kind == "csv":
        raw = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        assert raw[1][0] == "'=HYPERLINK(1)"


def test_a_refused_file_leaves_nothing(desk):
    page = send(desk, content=b"%PDF-1.7 not a list")

    assert page.status_code == 200
    assert ImportBatch.objects.count() == 0


def test_a_list_can_be_thrown_away_with_its_rows_and_file(desk, check):
    batch = check(csv_file(row()))

    desk.post(f"{LIST}{batch.reference}/cancel/")

    batch.refresh_from_db()
    assert (batch.status, bool(batch.file), StagedRow.objects.count()) == ("cancelled", False, 0)


def test_strangers_find_no_import(client, check):
    batch = check(csv_file(row()))
    for somebody, code in ((StaffFactory(role="officer", area="07"), 404), (StaffFactory(role="reviewer"), 404)):
        client.force_login(somebody)
        assert client.get(f"{LIST}{batch.reference}/").status_code == code
        assert client.post(f"{LIST}{batch.reference}/accept/").status_code == code


@pytest.mark.parametrize("kind", ["register.persons", "register.organisations"])
def test_the_empty_list_has_headings_that_are_recognised(desk, kind):
    from artisans.imports.columns import guess
    from artisans.imports.registry import IMPORT_KINDS

    content = desk.get(f"{LIST}template/{kind}.xlsx").content
    (_number, headings) = next(read_rows(io.BytesIO(content)))

    assert len(guess(IMPORT_KINDS[kind], headings)) == len(IMPORT_KINDS[kind].all_columns())


def test_a_suspect_is_decided_on_its_page(desk, check):
    batch = check(
        csv_file(row("Mohamed Benslimane", birth="05/06/1980"), row("Mohammed Ben Slimane", birth="05/06/1980"))
    )

    assert "Benslimane" in desk.get(f"{LIST}{batch.reference}/?show=suspect").content.decode()
    desk.post(f"{LIST}{batch.reference}/rows/3/decide/", {"decision": "different"})

    assert StagedRow.objects.get(batch=batch, row=3).decision == "different"
