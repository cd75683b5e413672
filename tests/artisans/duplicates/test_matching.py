"""Who is found, who is not, and why: pairs of real life, one at a time and by the thousand."""

import datetime as dt

import pytest

from artisans.duplicates.choices import HINT, LOOK, STRONG
from artisans.duplicates.matching import REGISTER, Among, Probe, number_lookup, probes_of, twins_of, twins_of_many
from artisans.duplicates.scoring import is_near
from artisans.parties.models import Party
from foundation import crypto
from tests.factories.artisans import ArtisanProfileFactory, IdentifierFactory, PartyFactory

pytestmark = pytest.mark.django_db

BORN = dt.date(1990, 3, 7)
ASNI, RABAT = "07.041.05.05", "04.421.01.03"


@pytest.fixture
def khadija():
    return PartyFactory(name_fr="Khadija Benomar", name_ar="خديجة بنعمر", birth_date=BORN, phone="+212661000001")


def probe(**facts) -> Probe:
    return Probe(**{"key": 1, "name_fr": "Khadija Benomar", "birth_date": BORN, "commune_code": ASNI} | facts)


def score(**facts) -> int:
    """The best of the register, looked for alone; the same from the whole set, where it is worth a look."""
    found = twins_of(probe(**facts))
    many = twins_of_many([probe(**facts)]).get(1, [])
    assert [twin.score for twin in found if twin.score >= LOOK][:5] == [twin.score for twin in many]
    return found[0].score if found else 0


@pytest.mark.parametrize(
    ("facts", "least"),
    [
        ({}, STRONG),
        ({"name_fr": "Benomar Khadija"}, STRONG),
        ({"name_fr": "", "name_ar": "خديجة بن عمر"}, STRONG),
        ({"name_fr": "Khadija Ben Omar"}, STRONG),
        ({"name_fr": "Khdija Benomarr"}, LOOK),  # two slips
        ({"birth_date": dt.date(1990, 7, 3)}, STRONG),  # day and month exchanged
        ({"birth_date": dt.date(1980, 3, 7)}, STRONG),  # another tenth year
        ({"birth_date": dt.date(1990, 1, 1)}, STRONG),  # the day was not known
        ({"commune_code": RABAT}, LOOK),  # moved
        ({"birth_date": None}, LOOK),
    ],
)
def test_the_same_person_is_found_despite_slips(khadija, facts, least):
    assert score(**facts) >= least


@pytest.mark.parametrize(
    "facts",
    [
        {"birth_date": dt.date(1971, 11, 20)},  # one name, one commune, another person
        {"birth_date": dt.date(1990, 8, 21)},  # the same year only
        {"name_fr": "Zineb Oufkir"},  # born on the same day in the same commune
        {"name_fr": "Rachida Benomar"},  # a sister's name on the same day
    ],
)
def test_another_person_is_no_case(khadija, facts):
    assert score(**facts) < LOOK


def test_real_twins_are_not_one_person():
    PartyFactory(name_fr="Hassan Aït Benhaddou", name_ar="حسن أيت بنحدو", birth_date=BORN)

    assert score(name_fr="Houcine Aït Benhaddou") < LOOK


def test_a_common_name_does_not_drown_the_officer():
    for year in range(1950, 2000):
        PartyFactory(name_fr="Mohamed Alaoui", birth_date=dt.date(year, 5, year % 28 + 1))

    found = twins_of(probe(name_fr="Mohamed Alaoui", birth_date=dt.date(1975, 10, 30)))

    assert len(found) == 20  # all worth knowing when asked, none worth a case
    assert [twin for twin in found if twin.score >= HINT] == []
    assert "name_common" in found[0].reasons


def test_a_number_proves_it_and_another_number_speaks_against(khadija):
    IdentifierFactory(party=khadija, value="EE123456")

    same = twins_of(probe(name_fr="K. B.", birth_date=None, numbers=(number_lookup("cnie", "EE123456"),)))[0]
    other = twins_of(probe(numbers=(number_lookup("cnie", "EE999999"),)))[0]

    assert (same.row_id, same.score, same.exact, same.reasons[0]) == (khadija.pk, 100, True, "number")
    assert "number_differs" in other.reasons
    assert LOOK <= other.score < twins_of(probe())[0].score


def test_a_family_s_phone_alone_is_no_case(khadija):
    phone = crypto.lookup_hash("phone", "+212661000001")

    brother = twins_of(probe(name_fr="Youssef Benomar", birth_date=dt.date(1986, 2, 2), phone_lookup=phone))
    herself = twins_of(probe(birth_date=dt.date(1971, 11, 20), phone_lookup=phone))

    assert [twin.score >= LOOK for twin in brother] == [False]
    assert "phone" in herself[0].reasons


def test_the_trade_counts_a_little(khadija):
    craft = ArtisanProfileFactory(party=khadija)

    same = twins_of(probe(commune_code=RABAT, trade_code=craft.trade_id))[0]

    assert "trade_same" in same.reasons
    assert same.score > twins_of(probe(commune_code=RABAT))[0].score


def test_cooperatives_without_birth_dates_are_compared_by_name_and_place():
    union = PartyFactory(organisation_kind=True, name_fr="Coopérative Tifawin des tisseuses", name_ar="")

    found = twins_of_many([Probe("c", "Coop Tifawine des Tisseuses", commune_code=union.area, kind="organisation")])

    assert [twin.row_id for twin in found["c"]] == [union.pk]


def test_nobody_is_their_own_twin_and_merged_records_are_nobody(khadija):
    assert twins_of_many(probes_of(Party.objects.prefetch_related("identifiers"))) == {}

    survivor = PartyFactory(name_fr="Zohra Amrani", birth_date=dt.date(1960, 2, 2))
    Party.objects.filter(pk=khadija.pk).update(status="merged", merged_into=survivor)
    assert twins_of(probe()) == []


def test_rows_of_another_table_are_searched_with_the_same_rules(khadija):
    """As an import compares the rows of a file among themselves."""
    other = PartyFactory(name_fr="Khadija Benomar", birth_date=BORN)
    among = Among("artisans_party", where="p.id > %s", params=(khadija.pk,), kind="''", sex="''")

    assert [twin.row_id for twin in twins_of(probe(), among=among)] == [other.pk]
    assert [twin.row_id for twin in twins_of_many([probe()], among=among)[1]] == [other.pk]
    assert {twin.row_id for twin in twins_of(probe(), among=REGISTER)} == {khadija.pk, other.pk}


@pytest.mark.parametrize(
    ("a", "b", "near"),
    [
        (BORN, dt.date(1990, 3, 8), True),
        (BORN, dt.date(1990, 7, 3), True),
        (BORN, dt.date(1990, 1, 1), True),
        (BORN, dt.date(1991, 4, 7), False),
        (BORN, dt.date(1990, 4, 8), False),
    ],
)
def test_a_slip_in_a_date_is_told_from_another_date(a, b, near):
    assert (is_near(a, b), is_near(b, a)) == (near, near)
