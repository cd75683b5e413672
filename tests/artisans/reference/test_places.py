"""Communes as people type them."""

import pytest
from django import forms
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from artisans.reference.fields import CommuneField
from artisans.reference.places import exact_places, forget_places, search_places
from artisans.reference.registry import REFERENCE_LOADERS
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CommuneFactory, ProvinceFactory
from tests.factories.programs_emergency import DisasterCommuneFactory

pytestmark = pytest.mark.django_db

# What is typed, and who must come first.
TYPED = [
    ("El Jadida", "06.181.01.03"), ("al jadida", "06.181.01.03"), ("jadida", "06.181.01.03"), ("الجديدة", "06.181.01.03"),
    ("جديدة", "06.181.01.03"), ("ESSAOUI", "07.211.01.05"), ("الصويرة", "07.211.01.05"), ("er-rachidia", "08.201.01.05"),
    ("rachidia", "08.201.01.05"), ("Chefchaouen", "01.151.01.01"), ("شفشاون", "01.151.01.01"), ("asni", "07.041.07.03"),
    ("أسني", "07.041.07.03"), ("اسني", "07.041.07.03"), ("Asni (Al Haouz)", "07.041.07.03"), ("asni haouz", "07.041.07.03"),
    ("ajdir (al hoceima)", "01.051.01.09"), ("Ajdir (Taza)", "03.561.03.01"), ("awlad mhamed (settat", "06.461.11.23"),
    ("Ayt Ouallal (zagora)", "08.587.11.07"), ("07.041.07.03", "07.041.07.03"), ("Shefshawen", "01.151.01.01"),
]  # fmt: skip


def test_the_right_commune_comes_first_however_it_is_typed():
    list(REFERENCE_LOADERS["geography"](False))
    forget_places()

    first = {text: next((place.code for place in search_places(text)), None) for text, _code in TYPED}
    with CaptureQueriesContext(connection) as queries:
        search_places("marrakech")

    assert first == dict(TYPED)
    assert len(queries) == 0
    assert [place.province_fr for place in exact_places("Ajdir")] == ["Al Hoceima", "Taza"]
    assert search_places("x") == [] and search_places("zzqqzzww") == []
    assert all(place.code.startswith("07") for place in search_places("ait", areas=("07",), limit=50))


def twins():
    """Two communes of one name in two provinces."""
    ProvinceFactory(code="01.051", name_fr="Al Hoceima", name_ar="الحسيمة")
    CommuneFactory(code="01.051.01.09", name_fr="Ajdir", name_ar="أجدير")
    ProvinceFactory(code="03.561", name_fr="Taza", name_ar="تازة")
    CommuneFactory(code="03.561.03.01", name_fr="Ajdir", name_ar="أجدير")
    forget_places()


class PlaceForm(forms.Form):
    commune = CommuneField()


def test_an_ambiguous_name_comes_back_with_a_list_to_choose_from():
    twins()

    with translation.override("ar"):
        form = PlaceForm(QueryDict("commune=أجدير"))
        html = str(form["commune"])

    assert not form.is_valid()
    assert html.count('type="radio"') == 2
    assert "تازة" in html and "الحسيمة" in html
    chosen = PlaceForm(QueryDict("commune=أجدير&commune_asked=أجدير&commune_choice=03.561.03.01"))
    assert chosen.is_valid() and chosen.cleaned_data["commune"] == "03.561.03.01"
    # Typing something else afterwards counts more than the box that was ticked for the old word.
    other = PlaceForm(QueryDict("commune=Ajdir (Al Hoceima)&commune_asked=أجدير&commune_choice=03.561.03.01"))
    assert other.is_valid() and other.cleaned_data["commune"] == "01.051.01.09"


def test_a_field_limited_to_areas_takes_nothing_from_elsewhere():
    twins()
    form = PlaceForm(QueryDict("commune=01.051.01.09"))
    form.fields["commune"].limit_to(("03",))
    single = PlaceForm(QueryDict("commune=ajdir"))
    single.fields["commune"].limit_to(("03",))

    assert not form.is_valid()
    assert single.is_valid() and single.cleaned_data["commune"] == "03.561.03.01"


def test_a_name_is_escaped_wherever_it_comes_back():
    form = PlaceForm(QueryDict('commune="><script>alert(1)</script>'))

    assert not form.is_valid()
    assert "<script>" not in str(form["commune"])


def test_the_facts_beside_it_name_their_source_and_the_disaster(client):
    commune = CommuneFactory(population_2024=21_000, households_2024=4_300, source="HCP, RGPH 2024")
    DisasterCommuneFactory(commune=commune, event__legal_basis="arrêté n° 3.58.23 (presse)")

    page = client.get(f"/fr/communes/{commune.code}/").content.decode()

    assert "21\u202f000" in page and "4\u202f300" in page
    assert "HCP, RGPH 2024" in page and "arrêté n° 3.58.23" in page and "(presse)" not in page
    assert "Séisme" in page
    assert client.get("/fr/communes/99.999/").status_code == 404


def test_the_api_finds_communes_with_their_facts_in_three_queries(client):
    twins()
    commune = CommuneFactory()
    DisasterCommuneFactory(commune=commune, source="arrêté")
    client.force_login(StaffFactory())
    client.get("/api/v1/communes/")

    with CaptureQueriesContext(connection) as queries:
        found = client.get("/api/v1/communes/?search=أجدير").json()["results"]
    asni = client.get("/api/v1/communes/?search=asni").json()["results"]

    about = [row for row in queries if "artisans_" in row["sql"] or "programs_" in row["sql"]]
    assert [row["code"] for row in found] == ["01.051.01.09", "03.561.03.01"]
    assert (found[1]["province_name_fr"], found[1]["region"]) == ("Taza", "03")
    assert len(about) <= 3
    assert [row["text"] for row in asni[0]["facts"]] != []
    assert client.get("/api/v1/communes/?search=zzzzz").json()["results"] == []
    assert client.get("/api/v1/communes/?kind=wrong").status_code == 400
