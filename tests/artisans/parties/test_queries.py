"""Finding people: numbers in any spelling, names in either script, never outside one's reach."""

import datetime as dt

import pytest
from django.db import connection

from artisans.names import fold
from artisans.parties.models import Party
from artisans.parties.queries import capped_count, exact_matches, possible_duplicates, register_rows, search_parties
from foundation.references import check_sign
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import IdentifierFactory, MandateFactory, PartyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return StaffFactory(role="officer")


@pytest.fixture
def fatima():
    party = PartyFactory(name_fr="Fatima-Zahra El Amrani", name_ar="فاطمة الزهراء العمراني", phone="+212661234567")
    IdentifierFactory(party=party, kind="cnie", value="EE123456")
    IdentifierFactory(party=party, kind="ice", value="000123456000093", tail="000123456000093")
    IdentifierFactory(party=party, kind="rc", value="MARRAKECH/53805", tail="MARRAKECH/53805")
    PartyFactory(name_fr="Hassan Ouali", name_ar="حسن والي")
    return party


@pytest.mark.parametrize(
    "text",
    [
        "EE123456", "ee 123-456", "ＥＥ123456", "EE١٢٣٤٥٦", "000 123 456 0000 93", "53805 Marrakech", "RC Marrakech 53805",
        "0661234567", "+212 6 61 23 45 67", "٠٦٦١٢٣٤٥٦٧", "00212661234567",
        "fatima zahra", "AMRANI", "El Amrani Fatima-Zahra", "العمراني", "فاطمة الزهراء",
    ],
)  # fmt: skip
def test_one_person_is_found_by_any_of_this(officer, fatima, text):
    assert search_parties(text, officer) == [fatima]


def test_a_reference_is_found_in_any_spelling(officer, fatima):
    assert search_parties(fatima.reference.lower().replace("-", " - "), officer) == [fatima]


def test_a_reference_of_letters_only_is_found(officer):
    party = PartyFactory(reference=f"B-KMNPQR-{check_sign('B', 'KMNPQR')}")

    assert search_parties(party.reference, officer) == [party]


@pytest.mark.parametrize(
    "text", ["", "   ", "%", "_", "'; DROP TABLE x --", "EE999999", "000123456000094", "zzzz", "\x00", "é" * 300]
)
def test_what_finds_nobody_finds_nobody(officer, fatima, text):
    assert search_parties(text, officer) == []


def test_a_name_typed_in_the_other_script_is_found_by_its_sound(officer):
    party = PartyFactory(name_fr="Hassan Ouali", name_ar="")

    assert search_parties("حسن والي", officer) == [party]


def test_one_or_two_letters_begin_a_name(officer, fatima):
    assert search_parties("ha", officer)[0].name_fr == "Hassan Ouali"
    assert fatima not in search_parties("ma", officer)


def test_the_likest_name_comes_first(officer):
    other = PartyFactory(name_fr="Mohamed Amin Alaoui Ismaili", name_ar="")
    alike = PartyFactory(name_fr="Mohamed Alaoui", name_ar="")

    assert search_parties("mohamed alaoui", officer) == [alike, other]


@pytest.mark.parametrize("text", ["EE123456", "0661234567", "amrani", "العمراني"])
def test_an_officer_of_another_region_finds_nobody(fatima, text):
    assert search_parties(text, StaffFactory(role="officer", area="01")) == []
    assert search_parties(fatima.reference, StaffFactory(role="officer", area="01")) == []


@pytest.mark.parametrize("role", ["reviewer", "board", "releaser", "administrator"])
def test_roles_without_the_register_find_nobody(fatima, role):
    assert search_parties("amrani", StaffFactory(role=role)) == []


def test_an_applicant_finds_only_whom_they_act_for(fatima):
    applicant = UserFactory()
    assert search_parties("amrani", applicant) == []

    MandateFactory(user=applicant, party=fatima)

    assert search_parties("amrani", applicant) == [fatima]


def test_a_search_uses_the_trigram_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        pattern = fold("Amrani")
        plan = Party.objects.filter(search__contains=pattern).order_by().explain()

    assert "party_search_trgm" in plan
    assert "upper" not in plan.lower()


def test_the_list_reads_in_the_order_of_an_index(officer):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        by_name = register_rows(officer).order_by("sort_fr", "id")[:50].explain()
        by_day = register_rows(officer).order_by("-registered_on", "-id")[:50].explain()

    assert "party_sort_fr" in by_name
    assert "party_registered" in by_day


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ({"area__startswith": "07."}, "party_area"),
        ({"sort_fr__startswith": "ha"}, "party_begins_fr"),
        ({"sort_ar__startswith": "حس"}, "party_begins_ar"),
    ],
)
def test_a_beginning_is_looked_up_in_its_index(condition, index):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Party.objects.filter(**condition).order_by().explain()

    assert index in plan
    assert "Index Cond" in plan


def test_a_number_is_looked_up_in_its_unique_index(officer):
    # Over no rows every index costs the same, and the planner takes any.
    IdentifierFactory.create_batch(40, party=PartyFactory(), is_current=False)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE artisans_identifier; SET LOCAL enable_seqscan = off")
        plan = Party.objects.filter(exact_matches("EE123456")).order_by().explain()

    assert "identifier_unique" in plan, plan


def test_counting_stops_at_the_cap(officer, monkeypatch):
    monkeypatch.setattr("artisans.parties.queries.HIGHEST_COUNT", 2)
    for _n in range(4):
        PartyFactory()

    assert capped_count(register_rows(officer)) == 2


# --- the hint at entry


def test_the_same_sound_and_birth_date_or_commune_is_hinted(officer):
    party = PartyFactory(name_fr="Khadija Benomar", name_ar="خديجة بنعمر", birth_date=dt.date(1990, 1, 2))

    by_birth = possible_duplicates(officer, name_fr="Benomar Khadija", birth_date=dt.date(1990, 1, 2))
    by_place = possible_duplicates(officer, name_fr="Khadija Benomar", commune_code=party.area)

    assert (by_birth.visible, by_place.visible) == ([party], [party])
    assert possible_duplicates(officer, name_fr="Khadija Benomar", birth_date=dt.date(1984, 7, 9)).visible == []


def test_a_duplicate_elsewhere_is_counted_and_not_named(fatima):
    elsewhere = StaffFactory(role="officer", area="01")

    found = possible_duplicates(elsewhere, numbers=[("cnie", "EE123456")], phone="0661234567")

    assert (found.visible, found.hidden) == ([], 1)
