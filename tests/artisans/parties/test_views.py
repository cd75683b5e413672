"""The register's pages: who sees what, how many queries, what leaves."""

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.audit.models import Event
from accounts.lists.models import SavedView
from artisans.parties.actions import update_party
from artisans.parties.keys import keys_of
from artisans.parties.models import ArtisanProfile, BankAccount, Identifier, Party
from artisans.reference.queries import forget_choices
from foundation.spreadsheets import read_rows
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import (
    AggregatorProfileFactory,
    ArtisanProfileFactory,
    BankAccountFactory,
    CentreProfileFactory,
    CommuneFactory,
    DocumentFactory,
    ExporterProfileFactory,
    IdentifierFactory,
    MandateFactory,
    NetworkMemberFactory,
    OrganisationFactory,
    PartyFactory,
    TradeFactory,
)

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


# --- the list


def fill(count: int) -> None:
    trade, commune, by = TradeFactory(), CommuneFactory(), StaffFactory()
    parties = [
        Party(
            kind="person", name_fr=f"Nadia Idrissi {n:04}", commune=commune, registered_on="2023-03-01", recorded_by=by
        )
        for n in range(count)
    ]
    for party in parties:
        party.set_phone("+212661001122")
        keys_of(party)
    Party.objects.bulk_create(parties)
    ArtisanProfile.objects.bulk_create([ArtisanProfile(party=party, trade=trade) for party in parties])


def queries_of_list(client, address: str = LIST) -> int:
    forget_choices()
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", [LIST, f"{LIST}?q=idrissi&sort=name"])
def test_the_list_asks_the_same_few_questions_at_3_and_at_1000_rows(desk, address, settings):
    settings.DESK_MENU_SECONDS = 60
    fill(3)
    desk.get(address)
    few = queries_of_list(desk, address)
    fill(997)

    many = queries_of_list(desk, address)

    forget_choices()
    desk.get(address)
    with CaptureQueriesContext(connection) as warm:
        desk.get(address)
    # A search that finds little looks once more, for what sounds alike.
    assert many == few if "q=" not in address else many <= few
    assert len(warm) <= 12 or "q=" in address


def test_the_list_shows_both_scripts_and_masked_phones_only(desk):
    PartyFactory(name_fr="Nadia Idrissi", name_ar="نادية الإدريسي", phone="+212661234567")

    page = desk.get(LIST).content.decode()

    assert "Nadia Idrissi" in page
    assert "نادية الإدريسي" in page
    assert "••••567" in page
    assert "661234567" not in page


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=organisation", ["Coop"]), ("profile=artisan", ["Potiere"]), ("sex=M", ["Hassan"]), ("region=01", ["Hassan"]),
        ("province=07.041", ["Coop", "Potiere"]), ("commune=01.511.01.05&province=01.511", ["Hassan"]), ("trade=POT-01", ["Coop", "Potiere"]),
        ("registered_after=2023-06-01", []), ("account=yes", ["Potiere"]), ("account=no", ["Coop", "Hassan"]), ("q=hassan", ["Hassan"]),
        ("kind=nonsense", ["Coop", "Hassan", "Potiere"]),
    ],
)  # fmt: skip
def test_each_filter(desk, query, names):
    potter = PartyFactory(name_fr="Potiere", name_ar="")
    trade = ArtisanProfileFactory(party=potter).trade
    OrganisationFactory(
        party=PartyFactory(name_fr="Coop", name_ar="", organisation_kind=False, kind="organisation", sex="")
    ).trades.add(trade)
    PartyFactory(name_fr="Hassan", name_ar="", sex="M", in_commune="01.511.01.05")
    account = BankAccountFactory(party=potter)
    BankAccount.objects.filter(pk=account.pk).update(
        status="verified", verified_at=account.recorded_at, verified_by=StaffFactory()
    )

    response = desk.get(f"{LIST}?sort=name&{query}")

    assert [row.record.name_fr for row in response.context["table"].rows] == names


def test_the_list_turns_pages_and_never_counts_further_than_the_cap(desk, monkeypatch, settings):
    settings.DESK_MENU_SECONDS = 60  # what the menu counts is not the list's
    monkeypatch.setattr("accounts.lists.pages.ROWS", 2)
    fill(5)

    first = desk.get(f"{LIST}?sort=name").context["table"]
    second = desk.get(f"{LIST}{first.next_url}")

    assert [row.record.name_fr[-1] for row in second.context["table"].rows] == ["2", "3"]
    back = desk.get(f"{LIST}{second.context['table'].previous_url}").context["table"]
    assert [row.record.name_fr[-1] for row in back.rows] == ["0", "1"]
    assert back.previous_url == ""
    with CaptureQueriesContext(connection) as queries:
        desk.get(LIST)
    counts = [query["sql"] for query in queries if "COUNT(*)" in query["sql"].upper()]
    assert counts
    assert all("LIMIT" in sql for sql in counts)


@pytest.mark.parametrize("place", ["after=0", "before=-1", "after=99999", "after=x", "page=7"])
def test_a_place_that_does_not_exist_shows_the_first_page(desk, place):
    fill(1)

    assert len(desk.get(f"{LIST}?{place}").context["table"].rows) == 1


def test_a_search_keeps_the_filters(desk):
    page = desk.get(f"{LIST}?sex=F&after=2&q=x").content.decode()

    form = page[page.rindex('role="search"') :].split("</form>")[0]
    assert '<input type="hidden" name="sex" value="F">' in form
    assert 'name="after"' not in form


def test_an_empty_list_says_what_to_do(desk):
    assert "empty-title" in desk.get(f"{LIST}?q=nobody").content.decode()


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


# --- entry


def entry(**changes) -> dict:
    CommuneFactory()
    return {
        "name_fr": "Zineb Alaoui", "name_ar": "زينب العلوي", "sex": "F", "birth_date": "1992-05-06", "commune": "07.041.05.05",
        "phone": "06 61 23 45 67", "language": "fr", "registered_on": "2023-03-01", "cnie": "ee 123456",
        "profile-trade": TradeFactory().pk, "profile-workers": "1", "profile-apprentices": "0",
    } | changes  # fmt: skip


def test_a_craftsperson_is_entered_in_one_form(desk, officer):
    response = desk.post("/admin/parties/new/artisan/", entry())

    party = Party.objects.get()
    assert response.url == one("party", party)
    assert (party.recorded_by, party.artisan.trade_id, party.identifiers.get().tail) == (officer, "POT-01", "••••456")


@pytest.mark.parametrize(
    ("entry_name", "profile"),
    [("exporter", "exporter"), ("aggregator", "aggregator"), ("centre", "centre"), ("cooperative", None)],
)
def test_organisations_are_entered_with_their_legal_facts(desk, entry_name, profile):
    data = {
        "name_fr": "Coopérative Tifawin", "commune": CommuneFactory().pk, "language": "fr", "registered_on": "2023-03-01",
        "ice": "000 123 456 0000 93", "rc": "53805", "rc_court": "Marrakech", "legal-legal_form": "cooperative", "legal-members": "9",
        "legal-women_members": "9", "legal-employees": "0", "profile-yearly_orders": "3", "profile-capacity": "20",
    }  # fmt: skip

    desk.post(f"/admin/parties/new/{entry_name}/", data)

    party = Party.objects.get()
    assert sorted(party.identifiers.values_list("tail", flat=True)) == ["000123456000093", "MARRAKECH/53805"]
    assert party.organisation.members == 9
    assert profile is None or hasattr(party, profile)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cnie", "???"),
        ("phone", "12"),
        ("commune", "99.999"),
        ("registered_on", "2999-01-01"),
        ("name_fr", ""),
        ("profile-trade", ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_kept(desk, field, value):
    response = desk.post("/admin/parties/new/artisan/", entry(**{field: value}))

    assert response.status_code == 200
    wrong = [name for form in response.context["forms"] for name in form.errors]
    assert wrong == [field.split("-")[-1]]
    assert "Zineb" in response.content.decode() or field == "name_fr"
    assert Party.objects.count() == 0


def test_fields_that_are_not_on_the_form_change_nothing(desk, officer):
    desk.post(
        "/admin/parties/new/artisan/",
        entry(status="erased", is_demonstration="1", recorded_by="1", reference="B-X", area="01", merged_into="1"),
    )

    party = Party.objects.get()
    assert (party.status, party.is_demonstration, party.recorded_by, party.area) == (
        "active",
        False,
        officer,
        "07.041.05.05",
    )


def test_a_likely_duplicate_is_asked_about_before_anything_is_written(desk):
    known = PartyFactory(name_fr="Alaoui Zineb", name_ar="", birth_date=None)

    asked = desk.post("/admin/parties/new/artisan/", entry())
    assert known.reference in asked.content.decode()
    assert Party.objects.count() == 1

    desk.post("/admin/parties/new/artisan/", entry(not_a_duplicate="1"))
    assert Party.objects.count() == 2


def test_a_duplicate_elsewhere_is_told_without_a_name(client):
    IdentifierFactory(party=PartyFactory(name_fr="Personne Cachée", in_commune="01.511.01.05"), value="EE123456")
    client.force_login(StaffFactory(role="officer", area="07"))

    asked = client.post("/admin/parties/new/artisan/", entry()).content.decode()

    assert "not_a_duplicate" in asked
    assert "Cachée" not in asked
    assert Identifier.objects.count() == 1


def test_a_number_taken_is_refused_even_when_the_duplicate_is_denied(desk):
    IdentifierFactory(value="EE123456")

    response = desk.post("/admin/parties/new/artisan/", entry(not_a_duplicate="1"))

    assert response.context["forms"][0].errors["cnie"]
    assert Party.objects.count() == 1


def test_an_edit_from_an_old_reading_is_refused_with_who_and_the_typed_text_kept(desk):
    party = PartyFactory()
    form = desk.get(one("party_edit", party)).context["forms"][0]
    data = {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}
    other = StaffFactory(role="officer", full_name="Hind Saidi")
    update_party(party=party, version=party.version, by=other, douar="Imlil")

    response = desk.post(one("party_edit", party), data | {"douar": "Tamatert"})

    assert "Hind Saidi" in response.content.decode()
    assert "Tamatert" in response.content.decode()
    assert Party.objects.get().douar == "Imlil"


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


# --- exports


def test_the_export_holds_what_is_on_screen_masked_and_is_recorded(desk, officer):
    PartyFactory(name_fr="Nadia Idrissi", phone="+212661234567")
    PartyFactory(name_fr="Hassan Ouali", sex="M")

    content = streamed(desk.post(EXPORT, {"format": "csv", "query": "sex=F&q="})).decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert [row[0] for row in rows[1:]] == ["Nadia Idrissi"]
    assert "••••567" in rows[1]
    assert "661234567" not in content
    event = Event.objects.get(action="party.exported")
    assert (event.actor, event.after["filters"], event.after["rows"]) == (officer, {"sex": "F"}, 1)


def test_what_was_searched_is_not_kept_in_the_event(desk):
    streamed(desk.post(EXPORT, {"format": "csv", "query": "q=EE123456"}))

    assert "123456" not in str(Event.objects.get(action="party.exported").after)


def test_the_workbook_holds_the_same_rows(desk):
    PartyFactory(name_fr="Nadia Idrissi")

    content = streamed(desk.post(EXPORT, {"format": "xlsx", "query": ""}))

    assert [row[0] for _n, row in list(read_rows(io.BytesIO(content)))[1:]] == ["Nadia Idrissi"]


@pytest.mark.parametrize("name", ['=HYPERLINK("x")', "+1+1", "@SUM(A1)", "-2+3", "＝1+1"])
def test_no_cell_of_an_export_is_a_formula(desk, name):
    PartyFactory(name_fr=name)

    content = streamed(desk.post(EXPORT, {"format": "csv", "query": ""})).decode("utf-8-sig")

    row = list(csv.reader(io.StringIO(content), delimiter=";"))[1]
    assert row[0] == f"'{name}"


@pytest.mark.parametrize("role", ["monitoring", "auditor", "preparer"])
def test_who_may_not_export_takes_nothing_away(client, role):
    client.force_login(StaffFactory(role=role))

    assert client.post(EXPORT, {"format": "csv", "query": ""}).status_code == 403
    assert not Event.objects.filter(action="party.exported").exists()


# --- saved views


def test_a_view_is_kept_shared_and_deleted_by_its_owner_only(client, officer):
    client.force_login(officer)
    client.post("/admin/lists/parties/views/", {"name": "Femmes", "audience": "everybody", "query": "sex=F&after=3"})
    view = SavedView.objects.get()
    assert (view.query, view.owner) == ("sex=F", officer)

    client.force_login(StaffFactory(role="officer"))
    assert "Femmes" in client.get(LIST).content.decode()
    client.post(f"/admin/lists/parties/views/{view.pk}/delete/")

    assert SavedView.objects.count() == 1
