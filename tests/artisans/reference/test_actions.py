"""Loading lists: idempotent, retiring, returning, sourced."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import Event
from artisans.reference.actions import Origin, load_geography, load_list, load_trades
from artisans.reference.files import DATA, read_manifest
from artisans.reference.models import (
    Branch,
    Cercle,
    Commune,
    Country,
    HSCode,
    ProductFamily,
    Province,
    ReferenceList,
    Region,
    Trade,
)
from foundation.errors import InvalidValue
from foundation.time import clock_at, now

pytestmark = pytest.mark.django_db

MODELS = (Region, Province, Cercle, Commune, ProductFamily, HSCode, Branch, Trade, Country)


def load(*codes: str, sha: str = "a", force: bool = False, **names: str):
    rows = [{"code": code, "name_fr": names.get(code, code), "name_ar": "", "source": "test"} for code in codes]
    return load_list(
        name="countries", model=Country, rows=lambda: rows, origin=Origin("1", "free", "test", sha), force=force
    )


def test_the_census_lists_have_their_known_sizes():
    list(load_geography())

    assert Region.objects.count() == 12
    assert Province.objects.count() == 83
    assert Cercle.objects.count() == 213
    assert Commune.objects.exclude(kind="district").count() == 1503
    assert Commune.objects.filter(kind="district").count() == 41


def test_every_commune_code_starts_with_those_of_its_circle_province_and_region():
    list(load_geography())

    for commune in Commune.objects.select_related("province"):
        assert commune.code.startswith(commune.province_id)
        assert commune.province_id.startswith(commune.province.region_id)
        assert commune.cercle_id is None or commune.code.startswith(commune.cercle_id)


def test_both_scripts_have_their_sort_key():
    list(load_geography())

    al_haouz = Province.objects.get(code="07.041")
    assert (al_haouz.name_fr, al_haouz.sort_fr) == ("Al Haouz", "al haouz")
    assert (al_haouz.name_ar, al_haouz.sort_ar) == ("الحوز", "حوز")


def test_a_second_load_changes_no_row_and_records_no_event():
    for loader in (load_geography, load_trades):
        list(loader())
    counts = [model.objects.count() for model in MODELS]
    stamps = dict(ReferenceList.objects.values_list("name", "loaded_at"))
    events = Event.objects.count()

    with CaptureQueriesContext(connection) as queries:
        again = [loaded for loader in (load_geography, load_trades) for loaded in loader(True)]

    assert [model.objects.count() for model in MODELS] == counts
    assert not any(loaded.did_something for loaded in again)
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert written == []
    assert dict(ReferenceList.objects.values_list("name", "loaded_at")) == stamps
    assert Event.objects.count() == events


def test_an_unchanged_list_is_not_even_read():
    load("FR")

    def unreadable():
        raise AssertionError("read")

    again = load_list(name="countries", model=Country, rows=unreadable, origin=Origin("1", "free", "test", "a"))

    assert not again.did_something


def test_what_vanished_is_retired_and_what_returns_is_in_use_again():
    load("FR", "XX", sha="a")

    without = load("FR", sha="b")
    assert (without.retired, Country.objects.get(code="XX").retired_on is None) == (1, False)
    assert list(Country.objects.in_use().values_list("code", flat=True)) == ["FR"]

    back = load("FR", "XX", sha="c")
    assert (back.returned, back.changed) == (1, 0)
    assert Country.objects.get(code="XX").retired_on is None


def test_a_row_retired_once_keeps_its_day():
    first = now().replace(year=2023)
    with clock_at(first):
        load("FR", "XX", sha="a")
        load("FR", sha="b")
    day = Country.objects.get(code="XX").retired_on

    later = load("FR", sha="c")

    assert (later.retired, Country.objects.get(code="XX").retired_on) == (0, day)


def test_a_new_spelling_is_written_with_its_sort_key_and_told():
    load("FR", sha="a", FR="France")

    loaded = load("FR", sha="b", FR="Élysée")

    assert (loaded.changed, Country.objects.get(code="FR").sort_fr) == (1, "elysee")
    event = Event.objects.latest("id")
    assert (event.action, event.after["changed"], event.after["sha256"]) == ("reference.loaded", 1, "b")


def test_the_committed_lists_are_complete():
    list(load_trades())

    assert (Trade.objects.count(), Branch.objects.count(), ProductFamily.objects.count()) == (83, 15, 13)
    assert not Trade.objects.filter(source="").exists()
    assert not Branch.objects.filter(name_en="").exists()
    assert set(Country.objects.filter(code__in=["US", "FR", "TR", "ES", "CA", "AU", "IT"]).values_list("code", flat=True)) == {
        "US", "FR", "TR", "ES", "CA", "AU", "IT",
    }  # fmt: skip
    assert not Country.objects.filter(name_ar="").exists()


def test_a_file_that_is_not_the_one_the_manifest_names_is_refused(tmp_path):
    manifest = json.loads((DATA / "manifest.json").read_text())
    (tmp_path / "manifest.json").write_text(json.dumps({"lists": {"trades": manifest["lists"]["trades"]}}))
    (tmp_path / "trades.csv").write_text((DATA / "trades.csv").read_text() + "X\n")

    with pytest.raises(InvalidValue):
        read_manifest(tmp_path)
