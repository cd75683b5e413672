"""The pages of monitoring: who may enter, what the buttons do, that nothing typed is lost."""

import io
from datetime import date

import pytest
from django.urls import reverse
from PIL import Image

from foundation.time import clock_at
from reports.monitoring.models import Indicator, Measurement, ReportingPeriod, SiteVisit
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import PartyFactory
from tests.factories.programs_files import ProgramFactory
from tests.factories.reports import IndicatorFactory, MeasurementFactory, ReportingPeriodFactory, SiteVisitFactory
from tests.reports.monitoring.days import WITHIN

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with clock_at(WITHIN):
        yield


@pytest.fixture
def period():
    return ReportingPeriodFactory()


def url(name: str, *args) -> str:
    return reverse(f"admin:reports_{name}", args=args)


def photo() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "#884422").save(file, "JPEG")
    file.seek(0)
    file.name = "atelier.jpg"
    return file


def test_a_value_goes_through_the_pages_to_its_approval(client, period):
    officer, head = StaffFactory(role="monitoring"), StaffFactory(role="head")
    indicator = IndicatorFactory()
    client.force_login(officer)
    assert client.get(url("indicators")).status_code == 200
    client.post(url("enter_value", indicator.code), {"period": period.code, "value": "12", "note": "Registre."})
    made = Measurement.objects.get()
    client.post(url("measurement_step", indicator.code, made.pk, "submit"))
    assert client.post(url("measurement_step", indicator.code, made.pk, "approve")).status_code == 403
    client.force_login(head)
    client.post(url("measurement_step", indicator.code, made.pk, "approve"))

    made.refresh_from_db()
    assert (made.status, made.value, made.approved_by) == ("approved", 12, head)
    page = client.get(url("indicator", indicator.code)).content.decode()
    assert str(officer) in page and str(head) in page


def test_the_board_of_indicators_costs_the_same_for_one_and_for_three(client, period, django_assert_max_num_queries):
    client.force_login(StaffFactory(role="head"))
    MeasurementFactory(period=period)
    client.get(url("indicators"))
    counts = []
    for more in (0, 2):
        for _place in range(more):
            MeasurementFactory(period=period)
        with django_assert_max_num_queries(25) as captured:
            assert client.get(url("indicators")).status_code == 200
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]


def test_an_officer_of_one_programme_sees_its_indicators_and_those_of_the_house(client, period):
    ours, others = ProgramFactory(code="ours"), ProgramFactory(code="others")
    for program in (ours, others, None):
        IndicatorFactory(program=program, name_fr=f"Suivi {program.code if program else 'house'}")
    client.force_login(StaffFactory(role="officer", program=ours.code))

    page = client.get(url("indicators")).content.decode()

    assert f"Suivi {ours.code}" in page and "Suivi house" in page
    assert f"Suivi {others.code}" not in page
    assert client.get(url("indicator", Indicator.objects.get(program=others).code)).status_code == 404


@pytest.mark.parametrize("role", ["reviewer", "preparer", "administrator"])
def test_roles_without_monitoring_are_refused(client, role, period):
    client.force_login(StaffFactory(role=role))

    assert [client.get(url(name)).status_code for name in ("indicators", "periods", "visits")] == [403] * 3


def test_a_new_period_with_its_dates_the_wrong_way_round_is_refused(client):
    client.force_login(StaffFactory(role="monitoring"))

    client.post(url("open_period"), {"code": "2024-S1", "starts_on": "2024-06-30", "ends_on": "2024-01-01"})
    assert not ReportingPeriod.objects.exists()
    client.post(url("open_period"), {"code": "2024-S1", "starts_on": "2024-01-01", "ends_on": "2024-06-30"})

    assert ReportingPeriod.objects.get().ends_on == date(2024, 6, 30)


def test_a_visit_is_planned_done_with_a_photo_and_validated_by_another(client):
    visitor, head = StaffFactory(role="officer"), StaffFactory(role="head")
    party, program = PartyFactory(), ProgramFactory()
    client.force_login(visitor)
    client.post(
        url("plan_visit"),
        {
            "party": party.reference, "program": program.pk, "purpose": "Voir l’atelier", "planned_on": "2023-11-16",
            "visitor": visitor.pk,
        },
    )  # fmt: skip
    visit = SiteVisit.objects.get()
    answer = client.post(
        url("record_visit", visit.reference), {"visited_on": "2023-11-15", "is_as_reported": "yes", "findings": ""}
    )
    assert answer.status_code == 422
    client.post(
        url("record_visit", visit.reference),
        {
            "visited_on": "2023-11-15", "is_as_reported": "yes", "findings": "Deux métiers, trois personnes.",
            "latitude": "31.0625", "longitude": "-8.4123", "photos": [photo()],
        },
    )  # fmt: skip
    client.post(url("visit_step", visit.reference, "validate"))  # the visitor's role never validates
    visit.refresh_from_db()
    assert (visit.status, visit.photos.count()) == ("done", 1)
    client.force_login(head)
    client.post(url("visit_step", visit.reference, "validate"))

    visit.refresh_from_db()
    assert (visit.status, visit.validated_by) == ("validated", head)
    shown = client.get(url("visit_photo", visit.reference, visit.photos.get().pk))
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8")
    assert shown["Content-Type"] == "image/jpeg" and "sandbox" in shown["Content-Security-Policy"]
    shown.close()


def test_a_refused_plan_keeps_what_was_typed_and_names_no_stranger(client):
    away = PartyFactory()
    client.force_login(StaffFactory(role="officer", area="99"))
    typed = {"party": away.reference, "purpose": "Voir l’atelier", "planned_on": "2023-11-16"}

    answer = client.post(url("plan_visit"), typed)

    page = answer.content.decode()
    assert answer.status_code == 422 and "Voir l’atelier" in page and away.name_fr not in page


def test_a_stranger_s_visit_is_not_found(client):
    visit = SiteVisitFactory()
    client.force_login(StaffFactory(role="officer", area="99"))

    assert client.get(url("visit", visit.reference)).status_code == 404
    assert client.post(url("record_visit", visit.reference)).status_code == 404
    assert "<td" not in client.get(url("visits")).content.decode()


def test_the_api_gives_what_one_may_see(client, period):
    MeasurementFactory(period=period)
    client.force_login(StaffFactory(role="auditor"))
    assert [row["period"] for row in client.get("/api/v1/measurements/").json()["results"]] == ["2023-S2"]
    assert len(client.get("/api/v1/indicators/").json()["results"]) == 1

    client.force_login(StaffFactory(role="reviewer"))
    assert client.get("/api/v1/measurements/").json().get("results", []) == []
