"""The officers' pages: warned at entry, a case, a merge, its undo; nobody outside the reader's area is named."""

import datetime as dt

import pytest
from django.urls import reverse

from artisans.duplicates.choices import CaseStatus
from artisans.duplicates.models import DuplicateCase, PartyMerge
from artisans.parties.models import Party
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import IdentifierFactory, PartyFactory
from tests.factories.duplicates import DuplicateCaseFactory
from tests.factories.programs_enrolments import EnrolmentFactory
from tests.factories.programs_files import ApplicationFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/duplicates/"


@pytest.fixture
def officer():
    return StaffFactory(role="officer")


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def case():
    first = PartyFactory(name_fr="Khadija Benomar", birth_date=dt.date(1990, 1, 2), phone="+212661000001")
    second = PartyFactory(name_fr="Khadija Ben Omar", birth_date=dt.date(1990, 2, 1), phone="+212661000002")
    return DuplicateCaseFactory(first=first, second=second)


def page(name: str, case, *more) -> str:
    return reverse(f"admin:artisans_{name}", args=[case.reference, *more])


def test_the_list_opens_on_what_waits_and_costs_the_same_with_three_rows(desk, case, django_assert_max_num_queries):
    assert desk.get(LIST).url == f"{LIST}?status=open"
    with django_assert_max_num_queries(60) as one:
        assert case.reference in desk.get(f"{LIST}?status=open").content.decode()
    DuplicateCaseFactory()
    DuplicateCaseFactory()

    with django_assert_max_num_queries(len(one)):
        response = desk.get(f"{LIST}?status=open")

    assert response.content.decode().count("DBL-") >= 3
    assert "Aucun cas à examiner" in desk.get(f"{LIST}?status=same").content.decode()
    for query in ("strength=strong", "strength=likely", "region=07", "q=Benomar", "found_by=nightly", "sort=found"):
        assert desk.get(f"{LIST}?{query}").status_code == 200


def test_a_case_shows_both_sides_their_differences_and_what_they_are_engaged_in(desk, case):
    enrolment = EnrolmentFactory(party=case.second)
    IdentifierFactory(party=case.first, value="EE123456")

    html = desk.get(page("duplicate", case)).content.decode()

    assert "Khadija Benomar" in html
    assert "Khadija Ben Omar" in html
    assert "EE123456" not in html
    assert "661000001" not in html
    assert "La même date de naissance." in html
    assert enrolment.reference in html


def test_a_stranger_sees_no_case_and_a_reader_decides_nothing(client, case):
    for person in (StaffFactory(role="officer", area="01"), StaffFactory(role="reviewer")):
        client.force_login(person)
        assert client.get(page("duplicate", case)).status_code == 404
        assert client.post(page("duplicate_decide", case, "differ"), {"reason": "x"}).status_code == 404
        assert client.get(page("duplicate_merge", case)).status_code == 404
    client.force_login(StaffFactory(role="auditor"))
    assert client.get(page("duplicate", case)).status_code == 200
    assert client.get(page("duplicate_merge", case)).status_code == 403
    client.post(page("duplicate_decide", case, "differ"), {"reason": "x"})
    case.refresh_from_db()
    assert case.status == CaseStatus.OPEN


def test_different_and_later_want_their_words(desk, case):
    assert desk.post(page("duplicate_decide", case, "differ"), {"reason": ""}).status_code == 422
    desk.post(page("duplicate_decide", case, "defer"), {"until": "2099-01-01", "reason": "The card is awaited."})
    case.refresh_from_db()
    assert (case.status, case.deferred_until) == (CaseStatus.DEFERRED, dt.date(2099, 1, 1))

    desk.post(page("duplicate_decide", case, "differ"), {"reason": "Two cards."})

    case.refresh_from_db()
    assert (case.status, case.decision_reason) == (CaseStatus.DIFFERENT, "Two cards.")


def test_merge_redirect_and_undo(desk, case):
    html = desk.get(f"{page('duplicate_merge', case)}?keep=second").content.decode()
    assert 'name="take:phone"' in html

    desk.post(page("duplicate_merge", case), {"keep": "second", "take:name_fr": "merged", "reason": "One card."})

    survivor = Party.objects.get(pk=case.second_id)
    assert survivor.name_fr == "Khadija Benomar"
    assert desk.get(reverse("admin:artisans_party", args=[case.first.reference])).url == reverse(
        "admin:artisans_party", args=[survivor.reference]
    )
    shown = desk.get(reverse("admin:artisans_party", args=[survivor.reference])).content.decode()
    merge = PartyMerge.objects.get()
    assert page("merge_undo", merge) in shown

    desk.post(page("merge_undo", merge), {"reason": "Two sisters."})

    assert set(Party.objects.values_list("name_fr", "status")) == {
        ("Khadija Benomar", "active"), ("Khadija Ben Omar", "active"),
    }  # fmt: skip
    assert DuplicateCase.objects.get().status == CaseStatus.OPEN


def test_a_page_tells_nothing_of_a_twin_outside_the_reader_s_area(client, case):
    far = DuplicateCaseFactory(
        first=case.first, second=PartyFactory(name_fr="Zoubida Lointaine", in_commune="01.511.01.05")
    )
    file = ApplicationFactory(party=case.first)
    client.force_login(StaffFactory(role="officer", area="07"))

    response = client.get(reverse("admin:artisans_party", args=[file.party.reference]))

    assert response.status_code == 200
    assert "Zoubida" not in response.content.decode()
    assert far.reference not in response.content.decode()
