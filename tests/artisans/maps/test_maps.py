"""The map: what it counts, for whom, and what it never tells."""

import csv
import io
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.audit.models import Event
from artisans.maps.queries import too_few
from foundation.spreadsheets import read_rows
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import ArtisanProfileFactory, CommuneFactory, PartyFactory, ProvinceFactory, TradeFactory

pytestmark = pytest.mark.django_db

PAGE = "/admin/map/"


@pytest.fixture(autouse=True)
def country():
    """Asni and Imgdal in Al Haouz, Mghogha far in the north."""
    cache.clear()
    CommuneFactory(population_2024=20_000)
    CommuneFactory(code="07.041.05.07", name_fr="Imgdal", name_ar="إمكدال", sort_fr="imgdal", sort_ar="امكدال")
    ProvinceFactory(
        code="01.511", name_fr="Tanger-Assilah", name_ar="طنجة - أصيلة", sort_fr="tanger assilah", sort_ar="طنجه اصيله"
    )
    CommuneFactory(code="01.511.01.05", name_fr="Mghogha", name_ar="مغوغة", sort_fr="mghogha", sort_ar="مغوغه")


def people(count: int, commune: str, **more) -> list:
    return [PartyFactory(in_commune=commune, **more) for _ in range(count)]


@pytest.fixture
def desk(client):
    client.force_login(StaffFactory(role="officer"))
    return client


def told(page: str) -> dict[str, str]:
    """The rows of the table beside the map: name → number."""
    rows = re.findall(r"<tr><th scope=\"row\"[^>]*>(.*?)</th><td class=\"num\">(.*?)</td>", page, re.S)
    return {
        re.sub(r"<br>.*|<[^>]+>", "", name, flags=re.S).strip(): re.sub(r"<[^>]+>", "", number) for name, number in rows
    }


def test_provinces_then_communes_are_counted_and_drawn(desk):
    people(7, "07.041.05.05")
    people(6, "01.511.01.05")

    country = desk.get(PAGE).content.decode()
    province = desk.get(f"{PAGE}?province=07.041").content.decode()

    assert told(country) | {"Total": "13"} == {"Al Haouz": "7", "Tanger-Assilah": "6", "Total": "13"}
    assert "Al Haouz; 7" in country and 'class="chart-svg"' in country and "province=07.041" in country
    assert told(province)["Asni"] == "7" and "commune=07.041.05.05" in province


def test_small_numbers_are_never_told_nor_to_be_worked_out(desk):
    people(30, "07.041.05.05")
    people(2, "07.041.05.07")

    page = desk.get(f"{PAGE}?province=07.041").content.decode()

    assert "Asni; 30" not in page and ">30<" not in page and ">2<" not in page
    assert re.search(r"Asni.{0,3}, .{0,3}Imgdal|Imgdal, Asni|Asni, Imgdal", page)
    assert too_few({"a": 30, "b": 2}) == ({"a", "b"}, 32)
    assert too_few({"a": 30, "b": 2, "c": 9}) == ({"b", "c"}, 11)
    assert too_few({"a": 2, "b": 1}) == ({"a", "b"}, None)
    assert too_few({"a": 30, "b": 9}) == (set(), 0)


def test_filters_live_in_the_address_and_mean_what_they_mean_on_the_list(desk):
    women, men = people(6, "07.041.05.05"), people(5, "07.041.05.05", sex="M")
    for party in women:
        ArtisanProfileFactory(party=party, category="master")
    TradeFactory(code="POT-02")
    people(5, "01.511.01.05", sex="M")

    numbers = {
        query: told(desk.get(f"{PAGE}?{query}").content.decode()).get("Al Haouz", "")
        for query in (
            "sex=F",
            "sex=M",
            "category=master",
            "trade=POT-01",
            "trade=POT-02",
            "trade=POT-01&trade=POT-02",
            "region=01",
            "program=haouz",
        )
    }

    assert numbers["sex=F"] == numbers["category=master"] == numbers["trade=POT-01"] == str(len(women))
    assert numbers["sex=M"] == str(len(men))
    assert numbers["trade=POT-02"] == numbers["region=01"] == ""
    assert numbers["trade=POT-01&trade=POT-02"] == numbers["trade=POT-01"]  # in either, not in both


def test_an_officer_sees_their_area_only_and_others_nothing(client):
    people(7, "07.041.05.05")
    people(6, "01.511.01.05")
    client.force_login(StaffFactory(role="officer", area="01"))

    assert set(told(client.get(PAGE).content.decode())) - {"Total"} == {"Tanger-Assilah"}
    assert "07.041.05.05" not in client.get(f"{PAGE}?province=07.041").content.decode()
    client.force_login(StaffFactory(role="releaser"))
    assert client.get(PAGE).status_code == 403
    assert client.get(reverse("admin:artisans_map_export", args=["csv"])).status_code == 403


def test_the_export_is_the_table_merged_as_on_screen_and_recorded(desk):
    people(7, "07.041.05.05")
    people(2, "01.511.01.05")

    text = b"".join(desk.get(reverse("admin:artisans_map_export", args=["csv"])).streaming_content).decode("utf-8-sig")
    book = b"".join(desk.get(reverse("admin:artisans_map_export", args=["xlsx"])).streaming_content)

    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 2 and rows[1][3] == "9" and "Al Haouz" in rows[1][1]
    assert any(9 in row for _number, row in read_rows(io.BytesIO(book)))
    assert Event.objects.filter(action="party.exported").count() == 2


def test_a_page_asks_few_questions_however_many_people(desk):
    people(6, "07.041.05.05")
    desk.get(PAGE)
    cache.clear()
    people(30, "01.511.01.05")

    with CaptureQueriesContext(connection) as queries:
        desk.get(PAGE)

    about = [row["sql"] for row in queries if "artisans_" in row["sql"] or "programs_" in row["sql"]]
    assert len(about) <= 12, about
    with CaptureQueriesContext(connection) as again:
        desk.get(PAGE)
    assert not [
        row for row in again if "COUNT(" in row["sql"] and "artisans_party" in row["sql"] and "GROUP BY" in row["sql"]
    ]
