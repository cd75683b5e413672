"""The box of the staff pages and its API: typed answers within reach, numbers kept out of addresses, few questions asked."""

import pytest
from django.core.cache import caches
from django.urls import reverse

from foundation.time import now
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import IdentifierFactory, MandateFactory, PartyFactory
from tests.factories.programs_files import ApplicationFactory

pytestmark = pytest.mark.django_db

API = "/api/v1/search/"


@pytest.fixture
def officer(client):
    user = StaffFactory(role="officer", area="07")
    client.force_login(user)
    return user


@pytest.fixture
def fatima():
    party = PartyFactory(name_fr="Fatima El Amrani", name_ar="فاطمة العمراني", phone="+212661234567")
    IdentifierFactory(party=party, kind="cnie", value="EE123456")
    return party


def handed_in(party):
    file = ApplicationFactory(party=party)
    file.status, file.submitted_at, file.submitted_by = "submitted", now(), file.applicant
    file.save()
    return file


def asked(client, **question):
    return client.get(API, question).json()


def test_the_api_gives_typed_masked_answers(client, officer, fatima):
    PartyFactory(name_fr="Coopérative Amrani", name_ar="", kind="organisation")

    person, organisation = asked(client, q="عمراني")

    assert person == {
        "type": "person", "label": "Personne", "reference": fatima.reference, "title": "Fatima El Amrani",
        "other_script": "فاطمة العمراني", "detail": person["detail"], "phone": "••••567", "score": person["score"],
        "url": f"/admin/parties/{fatima.reference}/",
    }  # fmt: skip
    assert "Asni" in person["detail"]
    assert organisation["type"] == "organisation"
    assert "EE123456" not in str(person)


def test_a_file_is_found_by_its_reference_and_after_its_beneficiary(client, officer, fatima):
    file = handed_in(fatima)

    by_reference = asked(client, q=file.reference.lower())
    by_number = asked(client, q="ee 123456")

    assert [(hit["type"], hit["reference"]) for hit in by_reference] == [("application", file.reference)]
    assert [hit["type"] for hit in by_number] == ["person", "application"]


@pytest.mark.parametrize("q", ["EE123456", "0661234567", "amrani", "العمراني", "fat"])
def test_what_lies_elsewhere_leaves_no_trace(client, fatima, q):
    file = handed_in(fatima)
    client.force_login(StaffFactory(role="officer", area="01"))

    assert [asked(client, q=text) for text in (q, fatima.reference, file.reference)] == [[], [], []]
    page = client.post(reverse("admin:search_suggestions"), {"q": q}).content.decode()
    assert fatima.reference not in page and "Amrani" not in page


def test_an_applicant_finds_themselves_and_no_page_of_the_desk(client, fatima):
    applicant = UserFactory()
    client.force_login(applicant)
    assert asked(client, q="amrani") == []

    MandateFactory(user=applicant, party=fatima)

    assert [(hit["reference"], hit["url"]) for hit in asked(client, q="amrani")] == [(fatima.reference, "")]


@pytest.mark.parametrize("role", ["reviewer", "board", "releaser"])
def test_staff_without_the_register_find_nobody_not_even_themselves(client, fatima, role):
    user = StaffFactory(role=role)
    MandateFactory(user=user, party=fatima)
    client.force_login(user)

    assert asked(client, q="amrani") == []


@pytest.mark.parametrize(
    "question", [{}, {"q": ""}, {"q": "a" * 10_240}, {"q": "a", "limit": 0}, {"q": "a", "limit": 51}]
)
def test_the_api_refuses_a_wrong_question(client, officer, question):
    assert client.get(API, question).status_code == 400


def test_the_api_takes_the_text_in_the_body_and_keeps_to_the_limit(client, officer):
    for _n in range(4):
        PartyFactory(name_fr="Hassan Ouali")

    answer = client.post(API, {"q": "حسن والي", "limit": 3}, content_type="application/json")

    assert (answer.status_code, len(answer.json()), answer["Cache-Control"]) == (200, 3, "private, no-store")
    assert client.get(API, {"q": "hassan"}, headers={"Authorization": "Token no"}).status_code in (401, 403)


def test_whoever_asks_too_often_waits(client, officer, monkeypatch):
    monkeypatch.setattr("foundation.api.throttling.SearchThrottle.rate", "2/min", raising=False)
    caches["process"].clear()

    codes = [client.get(API, {"q": "hassan"}).status_code for _n in range(3)]

    assert codes[0] == 200
    assert codes[-1] == 429
    caches["process"].clear()


def test_strangers_are_sent_away(client):
    assert client.get(API, {"q": "hassan"}).status_code in (401, 403)
    assert client.post(reverse("admin:search_suggestions"), {"q": "hassan"}).status_code == 302


def test_the_schema_knows_the_search(client, officer):
    schema = client.get("/api/schema/?format=json").json()

    found = schema["paths"][API]
    assert set(found) == {"get", "post"}
    assert [parameter["name"] for parameter in found["get"]["parameters"]] == ["limit", "q"]
    hit = schema["components"]["schemas"]["SearchHit"]["properties"]
    assert {"type", "reference", "title", "score", "url"} <= set(hit)


# --- the box


def test_the_box_stands_on_every_desk_page(client, officer):
    page = client.get(reverse("admin:index")).content.decode()

    assert f'action="{reverse("admin:search")}" method="post"' in page
    assert 'role="combobox"' in page and 'aria-controls="desk-search-list"' in page and "htmx" in page


def test_suggestions_are_options_with_their_page(client, officer, fatima):
    page = client.post(reverse("admin:search_suggestions"), {"q": "فاطمة"}).content.decode()

    assert page.count('role="option"') == 2  # the person, and all the answers
    assert f'data-url="/admin/parties/{fatima.reference}/"' in page
    assert 'hx-swap-oob="innerHTML">1 ' in page


def test_a_number_leads_straight_to_its_file_and_never_into_an_address(client, officer, fatima):
    search = reverse("admin:search")

    assert client.post(search, {"q": "EE 123456"}).url == f"/admin/parties/{fatima.reference}/"
    nobody = client.post(search, {"q": "EE 999999"})
    assert (nobody.status_code, nobody.context["likely"], nobody.context["others"]) == (200, [], [])
    assert client.post(search, {"q": "amrani"}).url == f"{search}?q=amrani"


def test_the_page_parts_matches_from_resemblances(client, officer, fatima):
    for name in ("Karim Tazi", "Karima Tazi"):
        PartyFactory(name_fr=name, name_ar="")

    page = client.get(reverse("admin:search"), {"q": "karim tazi"})

    assert [hit.title for hit in page.context["likely"]] == ["Karim Tazi"]
    assert [hit.title for hit in page.context["others"]] == ["Karima Tazi"]


def test_a_search_asks_few_questions(client, officer, fatima, django_assert_max_num_queries):
    url = reverse("admin:search_suggestions")
    client.post(url, {"q": "fatima"})

    with django_assert_max_num_queries(16):
        client.post(url, {"q": "zineb qqq"})
