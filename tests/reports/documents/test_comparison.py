"""Two snapshots side by side: what is the same, changed, new, gone, restated; as a page and as a file."""

from decimal import Decimal

import pytest
from django.urls import reverse

from reports.documents.comparison import compare_reports
from reports.documents.searching import find
from reports.figures.base import Figure, Rows, Table, TableRow, words
from tests.factories.reports import ReportFactory, SnapshotFactory


def figure(code, value, unit="count"):
    label = words(f"Mesure {code}", f"قياس {code}", code)
    return Figure(code, label, value, unit, label, Rows.of("programs.Application", [])).as_data()


def table(code, **lines):
    label = words("Par région", "حسب الجهة", "By region")
    rows = tuple(TableRow(words(name, name, name), (value,)) for name, value in lines.items())
    return Table(
        code, label, ((words("Personnes", "أشخاص", "People"), "people"),), rows, label, "artisans.Party"
    ).as_data()


THEN = {
    "a": [figure("M.01", 10), figure("M.02", Decimal("5.0")), figure("M.03", None)],
    "t": table("P1.20", Souss=6, Fès=9),
}
NOW = {
    "a": [figure("M.01", 12), figure("M.02", 5), figure("M.04", 1)], "t": table("P1.20", Souss=6, Rabat=7),
    "restatements": {"since": {"reference": "R-1"}, "rows": [{"code": "M.01", "before": "10", "now": "11"}]},
}  # fmt: skip


def test_each_number_is_told_apart():
    rows = {(row.code, row.line.get("fr", "")): row for row in compare_reports(THEN, NOW, then_reference="R-1")}

    states = {key: row.state for key, row in rows.items()}
    assert states == {
        ("M.01", ""): "changed", ("M.02", ""): "same", ("M.03", ""): "gone", ("M.04", ""): "new",
        ("P1.20", "Souss"): "same", ("P1.20", "Fès"): "gone", ("P1.20", "Rabat"): "new",
    }  # fmt: skip
    first = rows["M.01", ""]
    assert (first.difference, first.is_restated, first.restated_to) == (2, True, "11")
    other = compare_reports(THEN, NOW, then_reference="R-other")  # its restatements speak of another report
    assert not any(row.is_restated for row in other)


def test_the_search_reads_past_accents_and_vowel_signs():
    found = find({"t": table("P1.20", Fès=9)}, "fes", "fr")
    arabic = find({"board": {"agenda": [{"title": words("x", "مَجلس الإدارة", "x")}]}}, "الادارة", "ar")

    assert [passage.code for passage in found] == ["P1.20"]
    assert len(arabic) == 1
    assert find(THEN, "", "fr") == find(THEN, "introuvable", "fr") == []


@pytest.mark.django_db
def test_the_page_and_its_file_say_the_same(client, staff):
    then, now = ReportFactory(), ReportFactory()
    for report, data in (
        (then, THEN),
        (
            now,
            {
                **NOW,
                "restatements": {
                    "since": {"reference": then.reference},
                    "rows": [{"code": "M.01", "before": "10", "now": "11"}],
                },
            },
        ),
    ):
        SnapshotFactory(report=report, data=data)
    client.force_login(staff("officer"))
    address = reverse("admin:reports_compare", args=[now.reference])

    page = client.get(address, {"with": then.reference, "show": "changed"}).content.decode()
    file = b"".join(
        client.get(address, {"with": then.reference, "show": "restated", "export": "csv"}).streaming_content
    ).decode()

    assert "M.01" in page and "M.04" not in page
    assert [line.split(";")[0] for line in file.splitlines()[1:]] == ["M.01"]
    client.force_login(staff("board"))  # neither is frozen
    assert client.get(address).status_code == 404
