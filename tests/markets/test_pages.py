"""The markets in the officers' house and in the API: each page by role, once as a stranger."""

import datetime as dt
import io

import pytest
from django.urls import reverse

from accounts.people.desk import PARTY_PANELS
from markets.barometer.actions import attach_build
from markets.barometer.models import BarometerEdition
from markets.barometer.queries import collect
from markets.trade.models import TradePoint
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.markets import SignalDeliveryFactory
from tests.markets.barometer.test_editions import PICTURES, published

pytestmark = pytest.mark.django_db
PAGES = ["admin:markets_figures", "admin:markets_import", "admin:markets_editions"]


@pytest.fixture(autouse=True)
def second_factor_done(monkeypatch):
    """These pages stand behind the staff's second factor, which has its own tests."""
    monkeypatch.setattr(
        "accounts.people.middleware.StaffSecondFactorMiddleware.__call__",
        lambda self, request: self.get_response(request),
    )


def enter(client, role=None):
    user = StaffFactory(role=role) if role else UserFactory()
    client.force_login(user)
    return user


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_sent_to_the_door(client, page):
    assert client.get(reverse(page)).status_code == 302
    enter(client)
    assert client.get(reverse(page)).status_code in {302, 403, 404}


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("monitoring", [200, 200, 200]),
        ("head", [200, 403, 200]),
        ("officer", [200, 403, 200]),
        ("auditor", [200, 403, 200]),
        ("board", [403, 403, 200]),
    ],
)
def test_each_role_opens_what_it_may(client, role, expected):
    enter(client, role)

    assert [client.get(reverse(page)).status_code for page in PAGES] == expected


@pytest.mark.usefixtures("published_series")
def test_the_list_filters_sorts_and_downloads_what_it_shows(client):
    enter(client, "monitoring")

    page = client.get(reverse("admin:markets_figures"), {"series": "exports-total", "year": 2023, "sort": "-value_mdh"})
    query = "series=exports-total&year=2023"
    file = client.post(reverse("admin:lists_export", args=["figures"]), {"query": query, "format": "csv"})

    shown = TradePoint.objects.filter(series__code="exports-total", period_end__year=2023).count()
    assert len(page.context["table"].rows) == shown
    assert len(b"".join(file.streaming_content).splitlines()) == shown + 1


@pytest.mark.usefixtures("published_series")
def test_a_file_is_tried_before_it_is_kept(client):
    enter(client, "monitoring")
    content = b"period_start,period_end,value_mdh,status,published_on,source\n2031-01,2031-05,330,published,2031-06-09,Bulletin\n"
    before = TradePoint.objects.count()

    trial = client.post(reverse("admin:markets_import"), {"file": io.BytesIO(content), "try": "1"})
    assert (trial.status_code, trial.context["outcome"].added, TradePoint.objects.count()) == (200, 1, before)

    kept = client.post(reverse("admin:markets_import"), {"file": io.BytesIO(content), "keep": "1"})
    assert (kept.status_code, TradePoint.objects.count()) == (302, before + 1)


@pytest.mark.usefixtures("published_series")
def test_an_unreadable_file_says_why(client):
    enter(client, "monitoring")

    answer = client.post(reverse("admin:markets_import"), {"file": io.BytesIO(b"a,b\n1,2\n"), "try": "1"})

    assert answer.status_code == 200
    assert "period_start" in answer.context["refusal"].reasons[0]


@pytest.mark.usefixtures("published_series")
def test_an_edition_goes_from_one_person_to_the_other(client):
    preparer = enter(client, "monitoring")
    client.post(reverse("admin:markets_editions"), {"as_of": "2023-12-27"})
    edition = BarometerEdition.objects.get()
    attach_build(edition=edition, snapshot=collect(edition.as_of), charts=PICTURES, by=preparer)
    page = reverse("admin:markets_edition", args=[edition.reference])
    steps = {
        step: reverse("admin:markets_edition_step", args=[edition.reference, step])
        for step in ("review", "publish", "reopen")
    }
    assert client.get(page).status_code == 200
    assert client.post(steps["review"]).status_code == 403

    enter(client, "head")
    client.post(steps["review"])
    client.post(steps["reopen"], {"reason": "À revoir"})
    client.post(steps["publish"])  # refused: a draft again
    edition.refresh_from_db()
    assert edition.status == "draft"
    client.post(steps["review"])
    client.post(steps["publish"])

    edition.refresh_from_db()
    assert edition.status == "published"
    assert client.get(page).status_code == 200


@pytest.mark.usefixtures("published_series")
def test_a_board_reader_sees_no_draft(client):
    preparer = StaffFactory(role="monitoring")
    edition = BarometerEdition.objects.create(as_of=dt.date(2023, 12, 27), created_by=preparer)
    enter(client, "board")

    assert client.get(reverse("admin:markets_edition", args=[edition.reference])).status_code == 404


@pytest.mark.parametrize(
    "model", ["tradeseries", "tradepoint", "destination", "city", "marketsignal", "signaldelivery", "exportresult"]
)
def test_stock_pages_open_for_the_auditor_and_write_nothing(client, model):
    enter(client, "auditor")

    assert client.get(reverse(f"admin:markets_{model}_changelist")).status_code == 200
    assert client.get(reverse(f"admin:markets_{model}_add")).status_code == 403


def test_the_beneficiarys_page_shows_what_reached_them():
    delivery = SignalDeliveryFactory()
    panel = PARTY_PANELS["markets.intelligence"]

    assert panel(delivery.party, StaffFactory()).context["deliveries"] == [delivery]


@pytest.mark.usefixtures("published_series")
def test_the_api_reads_figures_as_they_stood(client):
    assert client.get("/api/v1/trade-points/").status_code in {401, 403}
    enter(client)

    then = client.get(
        "/api/v1/trade-points/", {"series": "exports-total", "year": 2023, "published_before": "2023-12-27"}
    ).json()
    places = client.get("/api/v1/destinations/", {"kind": "group"}).json()
    series = client.get("/api/v1/trade-series/exports-total/").json()

    assert max(row["period_end"] for row in then["results"]) == "2023-11-30"
    assert {row["code"] for row in places["results"]} == {"EUROPE", "OTHER-EUROPE", "ARAB", "AFRICA", "NORTH-AMERICA"}
    assert series["breakdown"] == "total"


@pytest.mark.usefixtures("published_series")
def test_the_api_gives_published_editions_only(client):
    people = StaffFactory(role="monitoring"), StaffFactory(role="head")
    edition = published(people)
    BarometerEdition.objects.create(as_of=dt.date(2023, 12, 27), created_by=people[0])
    enter(client)

    found = client.get("/api/v1/barometer-editions/").json()["results"]

    assert [row["reference"] for row in found] == [edition.reference]
    assert found[0]["figures"]["headline"]["value"] == 984.0
