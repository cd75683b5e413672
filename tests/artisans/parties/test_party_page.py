"""The page of a beneficiary: who may see it and what it gives."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.audit.models import Event
from artisans.parties.models import BankAccount, Party
from artisans.reference.queries import forget_choices
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import (
    AggregatorProfileFactory,
    ArtisanProfileFactory,
    BankAccountFactory,
    CentreProfileFactory,
    DocumentFactory,
    ExporterProfileFactory,
    IdentifierFactory,
    MandateFactory,
    OrganisationFactory,
    PartyFactory,
)
from tests.factories.networks import NetworkMemberFactory

pytestmark = pytest.mark.django_db


EXPORT = "/admin/lists/parties/export/"


LIST = "/admin/parties/"


RIB = "011780000012345678901296"


@pytest.fixture(autouse=True)
def fresh_choices():
    forget_choices()
    yield
    forget_choices()


@pytest.fixture
def officer():
    return StaffFactory(role="officer")


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def one(name: str, party: Party, *more) -> str:
    return reverse(f"admin:artisans_{name}", args=[party.reference, *more])


def streamed(response) -> bytes:
    return b"".join(response.streaming_content)


# --- reach


@pytest.mark.parametrize("person", [{"role": "officer", "area": "01"}, {"role": "officer", "area": "07.351"}])
def test_an_officer_of_another_area_meets_404_everywhere(client, person):
    party = PartyFactory(name_fr="Secrète Personne", in_commune="07.041.05.05")
    identifier, account = IdentifierFactory(party=party), BankAccountFactory(party=party)
    client.force_login(StaffFactory(**person))

    assert "Secrète" not in client.get(LIST).content.decode()
    assert "Secrète" not in client.get(f"{LIST}?q=secrete").content.decode()
    assert b"Secr" not in streamed(client.post(EXPORT, {"format": "csv", "query": ""}))
    for address in (
        one("party", party), one("party_edit", party), one("party_profile", party, "artisan"), one("party_step", party, "number"),
        one("party_step_on", party, "verify-account", account.pk),
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    for address in (
        one("party_show", party, "identifier", identifier.pk), one("party_show", party, "account", account.pk),
        one("party_verify_number", party, identifier.pk), one("network_open", party),
    ):  # fmt: skip
        assert client.post(address).status_code == 404, address
    assert not Event.objects.filter(action__endswith=".shown").exists()


def test_a_number_of_somebody_else_is_not_shown_under_ones_own_address(desk):
    mine, other = PartyFactory(), IdentifierFactory()

    assert desk.post(one("party_show", mine, "identifier", other.pk)).status_code == 404


@pytest.mark.parametrize("role", ["reviewer", "board", "releaser", "authoriser", "administrator"])
def test_roles_without_the_register_have_no_list(client, role):
    client.force_login(StaffFactory(role=role))

    assert client.get(LIST).status_code == 403
    assert client.get(one("party", PartyFactory())).status_code == 404


def test_applicants_never_enter_the_officers_house(client):
    party, applicant = PartyFactory(), UserFactory()
    MandateFactory(user=applicant, party=party)
    client.force_login(applicant)

    assert client.get(LIST).status_code == 302
    assert client.get(one("party", party)).status_code == 302


@pytest.mark.parametrize("role", ["auditor", "head", "monitoring", "secretary", "preparer"])
def test_readers_cannot_write(client, role):
    party = PartyFactory()
    client.force_login(StaffFactory(role=role))

    for address in (
        one("party_edit", party),
        one("party_step", party, "number"),
        one("party_step", party, "consent"),
        "/admin/parties/new/artisan/",
    ):
        assert client.get(address).status_code == 403, address


# --- the page


@pytest.mark.parametrize(
    "factory",
    [
        ArtisanProfileFactory,
        ExporterProfileFactory,
        AggregatorProfileFactory,
        CentreProfileFactory,
        OrganisationFactory,
    ],
)
def test_the_page_of_each_kind_of_beneficiary(desk, factory):
    party = factory().party
    IdentifierFactory(party=party)
    BankAccountFactory(party=party)

    page = desk.get(one("party", party))

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert RIB not in page.content.decode()


def test_the_page_of_a_network_lists_only_members_one_may_see(client):
    member = NetworkMemberFactory(party=PartyFactory(name_fr="Membre Visible"))
    NetworkMemberFactory(
        network=member.network, party=PartyFactory(name_fr="Membre Lointain", in_commune="01.511.01.05")
    )
    client.force_login(StaffFactory(role="officer", area="07"))

    page = client.get(reverse("admin:artisans_network", args=[member.network.reference])).content.decode()

    assert "Membre Visible" in page
    assert "Membre Lointain" not in page


def test_showing_a_number_gives_it_once_and_records_it(desk, officer):
    identifier = IdentifierFactory(value="EE654321")

    shown = desk.post(one("party_show", identifier.party, "identifier", identifier.pk), headers={"HX-Request": "true"})

    assert "EE654321" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Event.objects.get(action="identifier.shown").actor == officer
    assert "EE654321" not in desk.get(one("party", identifier.party)).content.decode()


def test_the_show_button_carries_its_token(officer):
    identifier = IdentifierFactory(value="EE654321")
    desk = Client(enforce_csrf_checks=True)
    desk.force_login(officer)
    page = desk.get(one("party", identifier.party)).content.decode()
    address = one("party_show", identifier.party, "identifier", identifier.pk)
    button = page[page.index(f'action="{address}"') :].split("</form>")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', button)[1]

    assert desk.post(address).status_code == 403
    assert desk.post(address, {"csrfmiddlewaretoken": token}).status_code == 302


def test_the_numbers_of_a_company_stand_there_whole(desk):
    identifier = IdentifierFactory(kind="ice", value="000123456000093", tail="000123456000093")

    page = desk.get(one("party", identifier.party)).content.decode()

    assert "000123456000093" in page
    assert one("party_show", identifier.party, "identifier", identifier.pk) not in page


def test_a_number_is_not_shown_by_a_link(desk):
    identifier = IdentifierFactory()

    assert desk.get(one("party_show", identifier.party, "identifier", identifier.pk)).status_code == 405


def test_only_the_documents_of_this_beneficiary_are_served(desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document, other = DocumentFactory(), DocumentFactory()
    party = BankAccountFactory(proof=document).party

    served = desk.get(one("party_document", party, document.pk))

    assert streamed(served) == b"%PDF-1.4 test"
    assert served["Content-Security-Policy"].startswith("sandbox")
    assert served["Content-Disposition"].startswith("attachment")
    assert desk.get(one("party_document", party, other.pk)).status_code == 404


def test_a_bank_certificate_is_not_for_those_who_may_not_see_accounts(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    document = DocumentFactory()
    party = BankAccountFactory(proof=document).party
    client.force_login(StaffFactory(role="monitoring"))

    assert client.get(one("party_document", party, document.pk)).status_code == 404


# --- acts


def test_an_account_passes_two_people(client, officer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    party = PartyFactory(name_fr="Fatima Benali", name_ar="")
    client.force_login(officer)
    client.post(one("party_step", party, "account"), {"rib": f"MA64{RIB}", "holder": "Fatima Benali"})
    account = BankAccount.objects.get()

    assert client.get(one("party_step_on", party, "verify-account", account.pk)).status_code == 403
    client.force_login(StaffFactory(role="head"))
    client.post(one("party_step_on", party, "verify-account", account.pk), {"reason": ""})

    assert BankAccount.objects.get().status == "verified"
