"""The secretary's pages: planning, agenda, people, minutes, the calendar; others only look or are refused."""

from datetime import timedelta

import pytest
from django.urls import reverse

from foundation.time import clock_at, today
from reports.board.models import BoardMeeting
from reports.meetings.models import Attendance, BoardRules, Minutes
from tests.factories.reports import BoardMeetingFactory, BoardMemberFactory
from tests.reports.story import at

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"admin:reports_{name}", args=args)


def test_from_the_plan_to_the_minutes(client, secretary):
    chair, member = BoardMemberFactory(seat="chair"), BoardMemberFactory(name="Nom Privé")
    day = today() + timedelta(days=40)  # roles given today are not live in the past
    client.force_login(secretary)
    with clock_at(at(day - timedelta(days=30))):
        client.post(
            url("plan_meeting"),
            {"held_on": day.isoformat(), "title_fr": "Conseil de juillet", "title_ar": "مجلس يوليوز", "place": "Rabat"},
        )
        code = BoardMeeting.objects.get().code
        rows = {
            "form-TOTAL_FORMS": 2,
            "form-INITIAL_FORMS": 0,
            "form-0-kind": "decision",
            "form-0-title_fr": "Budget",
            "form-0-ORDER": 2,
            "form-1-kind": "information",
            "form-1-title_fr": "Bilan",
            "form-1-ORDER": 1,
        }
        client.post(url("agenda", code), rows)
    meeting = BoardMeeting.objects.get()
    assert list(meeting.agenda.order_by("position").values_list("title_fr", flat=True)) == ["Bilan", "Budget"]

    with clock_at(at(day)):
        told = client.get(url("people", code)).content.decode()
        assert "Nom Privé" in told
        client.post(
            url("attendance", code),
            {
                f"m{chair.pk}-presence": "present",
                f"m{member.pk}-presence": "represented",
                f"m{member.pk}-represented_by": chair.pk,
            },
        )
        client.post(url("meeting_step", code, "hold"))
        client.post(url("write_minutes", code), {"text_fr": "Le conseil a délibéré.", "text_ar": ""})

    assert Attendance.objects.count() == 2
    assert Minutes.objects.get().text_fr == "Le conseil a délibéré."
    assert client.get(url("agenda", code)).status_code == client.get(url("meeting", code)).status_code == 200


def test_the_calendar_is_data(client, secretary, staff):
    client.force_login(secretary)
    given = {"convocation_days": 20, "quorum_percent": 60, "build_days": 7, "monthly_day": 3, "keep_drafts_days": 90}

    client.post(url("calendar"), given)

    assert BoardRules.objects.filter(pk=1, **given).exists()
    assert client.post(url("calendar"), {**given, "monthly_day": 31}).status_code == 422
    client.force_login(staff("officer"))
    assert client.get(url("calendar")).status_code == 200
    assert client.post(url("calendar"), given).status_code == 403


def test_strangers_and_lookers_change_nothing(client, staff):
    code = BoardMeetingFactory().code
    client.force_login(staff("reviewer"))
    pages = [
        client.get(url(name, *args)).status_code
        for name, args in (("people", [code]), ("agenda", [code]), ("calendar", []), ("room", []))
    ]
    assert pages == [403, 403, 403, 403]
    client.force_login(staff("board"))
    assert client.get(url("people", code)).status_code == client.get(url("room")).status_code == 200
    for name in ("convoke", "attendance", "write_minutes", "approve_minutes", "propose"):
        assert client.post(url(name, code)).status_code == 403, name
