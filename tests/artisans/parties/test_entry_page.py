"""Entering and correcting on one form."""

import pytest
from django.urls import reverse

from artisans.parties.actions import update_party
from artisans.parties.models import Identifier, Party
from artisans.reference.queries import forget_choices
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CommuneFactory, IdentifierFactory, PartyFactory, TradeFactory

pytestmark = pytest.mark.django_db


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
