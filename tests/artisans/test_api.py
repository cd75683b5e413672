"""The register through the API: same reach, same masks, nothing to write."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import ApiTokenFactory, StaffFactory, UserFactory
from tests.factories.artisans import (
    ArtisanProfileFactory,
    CommuneFactory,
    CountryFactory,
    IdentifierFactory,
    MandateFactory,
    PartyFactory,
    TradeFactory,
)

pytestmark = pytest.mark.django_db

PARTIES = "/api/v1/parties/"


@pytest.fixture
def officer(client):
    user = StaffFactory(role="officer", area="07")
    client.force_login(user)
    return user


def test_a_party_is_given_masked(client, officer):
    party = ArtisanProfileFactory(party=PartyFactory(phone="+212661234567", birth_date="1980-01-02")).party
    IdentifierFactory(party=party, value="EE123456")

    answer = client.get(f"{PARTIES}{party.reference}/")

    found = answer.json()
    assert (found["phone"], found["identifiers"][0]["number"], found["trade"]) == ("••••567", "••••456", "POT-01")
    for secret in ("661234567", "EE123456", "1980", "address", "email", "birth"):
        assert secret not in answer.content.decode()


def test_parties_of_another_region_are_not_there(client, officer):
    other = PartyFactory(name_fr="Lointaine", in_commune="01.511.01.05")

    assert client.get(PARTIES).json()["results"] == []
    assert client.get(f"{PARTIES}?q=lointaine").json()["results"] == []
    assert client.get(f"{PARTIES}?region=01").json()["results"] == []
    assert client.get(f"{PARTIES}{other.reference}/").status_code == 404


def test_an_applicant_sees_only_their_own(client):
    mine, applicant = PartyFactory(), UserFactory()
    PartyFactory()
    MandateFactory(party=mine, user=applicant)
    client.force_login(applicant)

    assert [row["reference"] for row in client.get(PARTIES).json()["results"]] == [mine.reference]


@pytest.mark.parametrize("role", ["reviewer", "board", "releaser"])
def test_roles_without_the_register_get_an_empty_list(client, role):
    PartyFactory()
    client.force_login(StaffFactory(role=role))

    assert client.get(PARTIES).json()["results"] == []


@pytest.mark.parametrize("address", [PARTIES, "/api/v1/communes/", "/api/v1/trades/"])
def test_nobody_reads_without_signing_in(client, address):
    assert client.get(address).status_code in {401, 403}


def test_a_token_reaches_as_far_as_its_owner(client):
    party = PartyFactory()
    ApiTokenFactory(key="abc", user=StaffFactory(role="officer", area="07"))

    found = client.get(PARTIES, headers={"Authorization": "Token abc"}).json()["results"]

    assert [row["reference"] for row in found] == [party.reference]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, officer, method):
    party = PartyFactory()

    for address in (PARTIES, f"{PARTIES}{party.reference}/"):
        assert (
            getattr(client, method)(address, {"status": "erased"}, content_type="application/json").status_code == 405
        )
    party.refresh_from_db()
    assert party.status == "active"


def test_the_list_asks_the_same_number_of_questions_however_long_and_never_counts(client, officer):
    def questions() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            client.get(PARTIES)
        return [query["sql"] for query in queries]

    for _n in range(3):
        IdentifierFactory(party=PartyFactory())
    questions()  # the lists of choices are read once a minute
    few = questions()
    for _n in range(27):
        IdentifierFactory(party=PartyFactory())
    many = questions()

    assert len(many) == len(few)
    assert not any("COUNT(" in sql for sql in many)


@pytest.mark.parametrize(
    ("address", "make", "code"),
    [
        ("regions", CommuneFactory, "07"), ("provinces", CommuneFactory, "07.041"), ("communes", CommuneFactory, "07.041.05.05"),
        ("trades", TradeFactory, "POT-01"), ("families", TradeFactory, "POTERIE"), ("countries", CountryFactory, "FR"),
    ],
)  # fmt: skip
def test_published_lists_are_read_by_code_with_their_source(client, officer, address, make, code):
    make()

    listed = client.get(f"/api/v1/{address}/").json()["results"]
    one = client.get(f"/api/v1/{address}/{code}/").json()

    assert [row["code"] for row in listed] == [code]
    assert one["code"] == code
    assert "source" in one
