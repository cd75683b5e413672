"""Who sees which network: an aggregator its own, an artisan their own part, a stranger nothing; on the portal, the desk, the API."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import Event
from accounts.outbox.actions import load_templates
from artisans.networks.models import MemberFollowUp, NetworkInvitation
from foundation.time import today
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import CentreProfileFactory, ExporterProfileFactory, MandateFactory, PartyFactory
from tests.factories.networks import (
    MemberFollowUpFactory,
    NetworkFactory,
    NetworkInvitationFactory,
    NetworkMemberFactory,
    OrderFactory,
    OrderShareFactory,
    PartyPaperFactory,
)

pytestmark = pytest.mark.django_db
LETTERS = Path(__file__).resolve().parents[3] / "artisans" / "data" / "messages_networks.json"
API = ("networks", "network-members", "orders", "order-shares")


@pytest.fixture
def network():
    load_templates(LETTERS)
    network = NetworkFactory()
    member = NetworkMemberFactory(network=network, party__name_fr="Zineb Amrani")
    OrderShareFactory(order=OrderFactory(network=network, buyer="Galerie Nord"), member=member)
    return network


def of(party):
    """Somebody who acts for the party on the portal."""
    return MandateFactory(party=party, role="representative").user


def addresses(network):
    order, member = network.orders.get(), network.memberships.get()
    asked = NetworkInvitationFactory(network=network)
    one = f"/fr/network/{network.reference}/"
    return [
        one, f"{one}invite/", f"{one}invitations/{asked.pk}/code/", f"{one}members/{member.pk}/end/", f"{one}orders/",
        f"{one}orders/new/", f"{one}orders/{order.reference}/", f"{one}orders/{order.reference}/divide/",
        f"{one}orders/{order.reference}/shares/{order.shares.get().pk}/pay/",
    ]  # fmt: skip


def test_an_aggregator_opens_every_page_of_its_own_network(client, network):
    client.force_login(of(network.aggregator.party))

    pages = addresses(network)

    assert {url: client.get(url).status_code for url in pages} == dict.fromkeys(pages, 200)
    assert "Zineb Amrani" in client.get(f"/fr/network/{network.reference}/").content.decode()


@pytest.mark.parametrize("who", ["stranger", "other", "member", "ended"])
def test_a_network_that_is_not_mine_is_not_found(client, network, who):
    user = {
        "stranger": UserFactory,
        "other": lambda: of(NetworkFactory().aggregator.party),
        "member": lambda: of(network.memberships.get().party),
        "ended": lambda: MandateFactory(party=network.aggregator.party, until=dt.datetime(2023, 1, 2, tzinfo=dt.UTC), since=dt.datetime(2023, 1, 1, tzinfo=dt.UTC)).user,
    }[who]()  # fmt: skip
    client.force_login(user)

    pages = addresses(network)

    assert {client.get(url).status_code for url in pages} == {404}
    # Pages that only show answer 405 to everybody, whatever network is named.
    assert {client.post(url, {"who": "x", "buyer": "x"}).status_code for url in pages} == {404, 405}


def test_an_order_of_another_network_is_not_found_under_mine(client, network):
    mine = NetworkFactory()
    client.force_login(of(mine.aggregator.party))

    assert client.get(f"/fr/network/{mine.reference}/orders/{network.orders.get().reference}/").status_code == 404


@pytest.mark.parametrize(
    ("who", "expected"),
    [("aggregator", [1, 1, 1, 1]), ("member", [0, 1, 0, 1]), ("stranger", [0, 0, 0, 0]), ("other", [1, 0, 0, 0])],
)
def test_the_api_lists_no_more_than_the_pages(client, network, who, expected):
    OrderShareFactory()
    user = {
        "aggregator": lambda: of(network.aggregator.party),
        "member": lambda: of(network.memberships.get().party),
        "stranger": UserFactory,
        "other": lambda: of(NetworkFactory().aggregator.party),
    }[who]()
    client.force_login(user)

    assert [len(client.get(f"/api/v1/{name}/").json()["results"]) for name in API] == expected


def test_the_api_does_not_find_a_strangers_network_or_order(client, network):
    client.force_login(of(NetworkFactory().aggregator.party))
    order = network.orders.get()

    for url in (f"networks/{network.reference}", f"orders/{order.reference}", f"order-shares/{order.shares.get().pk}"):
        assert client.get(f"/api/v1/{url}/").status_code == 404
    assert client.get(f"/api/v1/orders/?network={network.reference}").json()["results"] == []


def test_two_mandates_on_one_party_show_a_row_once(client, network):
    user = of(network.aggregator.party)
    MandateFactory(user=user, party=network.memberships.get().party)
    client.force_login(user)

    assert len(client.get("/api/v1/network-members/").json()["results"]) == 1


# --- on the portal


def test_an_aggregator_takes_divides_and_pays_an_order_on_the_phone(client, network):
    member = network.memberships.get()
    client.force_login(of(network.aggregator.party))
    one = f"/fr/network/{network.reference}/"
    client.post(
        f"{one}orders/new/", {"buyer": "Hôtel", "product": "Plats", "amount": "1 000,50", "ordered_on": "2023-06-01"}
    )
    order = network.orders.get(buyer="Hôtel")
    row = {f"quantity_{member.pk}": "10", f"price_{member.pk}": "90,05", "pay_by": "2023-07-01", "own_amount": "99"}

    short = client.post(f"{one}orders/{order.reference}/divide/", row | {"then": "confirm"})
    client.post(f"{one}orders/{order.reference}/divide/", row | {"own_amount": "100", "then": "confirm"})
    client.post(f"{one}orders/{order.reference}/shares/{order.shares.get().pk}/pay/", {"on": "2023-07-05"})

    order.refresh_from_db()
    assert short.status_code == 200
    assert 'value="90,05"' in short.content.decode()
    assert (order.status, order.shares.get().amount, order.shares.get().paid_on) == (
        "divided",
        Decimal("900.50"),
        dt.date(2023, 7, 5),
    )


def test_the_answer_to_an_invitation_is_the_same_for_anybody_typed(client, network):
    client.force_login(of(network.aggregator.party))
    url = f"/fr/network/{network.reference}/invite/"
    known = PartyFactory(name_fr="Khadija Idrissi", phone="+212661234567")

    pages = [client.post(url, {"who": who}, follow=True).content.decode() for who in ("0661234567", "0661999567")]

    assert NetworkInvitation.objects.filter(network=network, status="sent").count() == 2
    assert "Khadija" not in pages[0] + pages[1]
    assert known.network_invitations.count() == 1


def test_an_artisan_answers_their_own_invitation_only(client, network):
    asked = NetworkInvitationFactory(network=network)
    client.force_login(UserFactory())
    assert client.get(f"/fr/network/invitations/{asked.pk}/").status_code == 404
    client.force_login(of(asked.party))
    assert client.get("/fr/network/").status_code == 200

    client.post(f"/fr/network/invitations/{asked.pk}/", {"answer": "accept"})

    assert list(asked.party.memberships.values_list("status", "from_on")) == [("active", today())]


# --- on the desk


@pytest.mark.parametrize("name", ["networks", "orders", "alone", "papers"])
def test_lists_of_the_desk_ask_as_often_for_one_row_as_for_three(client, name):
    load_templates(LETTERS)
    make = {
        "networks": lambda: NetworkMemberFactory(),
        "orders": lambda: OrderShareFactory(),
        "alone": lambda: MemberFollowUpFactory(),
        "papers": lambda: PartyPaperFactory(expires_on=today()),
    }[name]
    client.force_login(StaffFactory())
    url = f"/admin/networks/lists/{name}/"
    make()
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    make()
    make()
    with CaptureQueriesContext(connection) as three:
        page = client.get(url)

    assert page.status_code == 200
    assert len(three) == len(one)


def test_an_officer_of_another_area_finds_no_network_and_no_lonely_artisan(client, network):
    MemberFollowUpFactory(network=network)
    client.force_login(StaffFactory(area="01"))

    assert client.get(f"/admin/networks/one/{network.reference}/").status_code == 404
    assert client.get(f"/admin/networks/orders/{network.orders.get().reference}/").status_code == 404
    for name in ("networks", "orders", "alone"):
        assert "Zineb" not in client.get(f"/admin/networks/lists/{name}/").content.decode()
    assert client.get(f"/admin/networks/alone/{MemberFollowUp.objects.get().pk}/").status_code == 404


def test_the_page_of_a_network_counts_members_of_other_areas_without_naming_them(client, network):
    NetworkMemberFactory(network=network, party__name_fr="Nora Rifi", party__in_commune="01.511.01.05")
    client.force_login(StaffFactory(area="07"))

    page = client.get(f"/admin/networks/one/{network.reference}/").content.decode()

    assert "Zineb Amrani" in page
    assert "Nora Rifi" not in page


def test_acts_are_pages_that_keep_what_was_typed_and_are_recorded(client, network):
    client.force_login(StaffFactory())
    url = f"/admin/networks/one/{network.reference}/do/commit/"
    typed = {
        "side": "aggregator",
        "kind": "payment",
        "text": "Paie sous 30 jours",
        "from_on": "2023-06-01",
        "due_on": "2023-05-01",
    }

    refused = client.post(url, typed).content.decode()
    client.post(url, typed | {"due_on": "2023-12-01"})

    assert "Paie sous 30 jours" in refused
    assert 'id="id_due_on_errors"' in refused
    assert network.commitments.get().due_on == dt.date(2023, 12, 1)
    assert Event.objects.filter(action="commitment.recorded").count() == 1


def test_a_list_is_taken_away_as_it_stands_and_recorded(client, network):
    client.force_login(StaffFactory())

    answer = client.post("/admin/lists/network-orders/export/", {"format": "csv", "query": "q=Galerie"})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert content.count("\n") == 2
    told = Event.objects.get(action="party.exported").after
    assert (told["list"], told["filters"]) == ("commandes", {"q": "…"})
    client.force_login(StaffFactory(role="monitoring"))
    assert client.post("/admin/lists/network-orders/export/", {"format": "csv"}).status_code == 404


def test_the_pages_of_exporters_and_centres_stand(client):
    exporter, centre = ExporterProfileFactory(), CentreProfileFactory()
    PartyPaperFactory(party=exporter.party, expires_on=dt.date(2023, 6, 1))
    client.force_login(StaffFactory())
    steps = [(exporter, "market"), (exporter, "turnover"), (exporter, "paper"), (centre, "equipment"), (centre, "day")]

    for profile, step in steps:
        assert client.get(f"/admin/parties/{profile.party.reference}/records/{step}/").status_code == 200
    client.post(
        f"/admin/parties/{centre.party.reference}/records/equipment/",
        {"name": "Four", "quantity": "1", "condition": "good", "value": "12 000"},
    )

    assert centre.inventory.get().value == 12000
    for profile in (exporter, centre):
        assert client.get(f"/admin/parties/{profile.party.reference}/").status_code == 200
    assert client.get(f"/admin/parties/{centre.party.reference}/records/market/").status_code == 404
