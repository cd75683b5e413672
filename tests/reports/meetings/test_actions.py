"""Calling a meeting, its quorum, its minutes: what may be recorded when, and by whom."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from accounts.outbox.actions import load_templates
from accounts.outbox.models import Message
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import clock_at
from reports.meetings import actions
from reports.meetings.models import Convocation, MinutesRevision
from reports.meetings.queries import minutes_known, quorum_of
from tests.factories.reports import AgendaItemFactory, BoardMeetingFactory, BoardMemberFactory
from tests.reports.story import at

pytestmark = pytest.mark.django_db
DAY = date(2024, 7, 17)


@pytest.fixture
def meeting():
    load_templates("reports/data/messages_board.json")
    return BoardMeetingFactory(held_on=DAY, place="Rabat")


@pytest.fixture
def members():
    """A chair, two members, an adviser without a vote, and one who left before."""
    BoardMemberFactory(until=date(2024, 1, 1))
    return [
        BoardMemberFactory(seat="chair", email="chair@example.org"), BoardMemberFactory(email="m@example.org"),
        BoardMemberFactory(), BoardMemberFactory(seat="observer"),
    ]  # fmt: skip


def test_every_member_of_the_day_is_called_once(meeting, members, secretary):
    with pytest.raises(DomainError):  # without an agenda nobody is called
        actions.convoke(meeting=meeting, by=secretary)
    AgendaItemFactory(meeting=meeting, title_fr="Budget 2025")
    with clock_at(at(date(2024, 7, 1))):
        actions.convoke(meeting=meeting, by=secretary)

    assert set(Convocation.objects.values_list("member", flat=True)) == {member.pk for member in members}
    letters = Message.objects.filter(template__code="board.convocation")
    assert sorted(letters.values_list("address", flat=True)) == ["chair@example.org", "m@example.org"]
    assert "1. Budget 2025" in letters[0].body and "17 juillet 2024" in letters[0].body
    with pytest.raises(DomainError):
        actions.convoke(meeting=meeting, by=secretary)
    with pytest.raises(DomainError):
        actions.set_agenda(meeting=meeting, points=[{"kind": "decision", "title_fr": "Autre"}], by=secretary)
    assert letters.count() == 2


def test_a_meeting_without_its_quorum_is_not_held(meeting, members, secretary):
    chair, member, third, observer = members
    with clock_at(at(DAY)):
        with pytest.raises(actions.QuorumNotReached):  # nothing recorded yet
            actions.hold(meeting=meeting, by=secretary)
        absent = {
            chair.pk: ("present", None),
            member.pk: ("excused", None),
            third.pk: ("absent", None),
            observer.pk: ("present", None),
        }
        actions.record_attendance(meeting=meeting, presences=absent, by=secretary)
        assert (quorum_of(meeting).counted, quorum_of(meeting).needed) == (1, 2)  # the adviser does not count
        with pytest.raises(actions.QuorumNotReached):
            actions.hold(meeting=meeting, by=secretary)
        for wrong in (("represented", None), ("represented", third.pk)):  # no proxy, a proxy who is not there
            with pytest.raises(InvalidValue):
                actions.record_attendance(meeting=meeting, presences={**absent, member.pk: wrong}, by=secretary)
        two = {**absent, member.pk: ("represented", chair.pk), third.pk: ("represented", chair.pk)}
        with pytest.raises(InvalidValue):  # two mandates in one hand
            actions.record_attendance(meeting=meeting, presences=two, by=secretary)

        actions.record_attendance(
            meeting=meeting, presences={**absent, member.pk: ("represented", chair.pk)}, by=secretary
        )
        assert actions.hold(meeting=meeting, by=secretary).status == "held"
        with pytest.raises(DomainError):
            actions.record_attendance(meeting=meeting, presences=absent, by=secretary)


def test_minutes_are_approved_later_by_somebody_else_and_stay(meeting, secretary, head):
    later = BoardMeetingFactory(held_on=date(2024, 12, 24))
    with clock_at(at(DAY)):
        with pytest.raises(DomainError):
            actions.draft_minutes(meeting=meeting, text_fr="Trop tôt", text_ar="", by=secretary)
        actions.hold(meeting=meeting, by=secretary)
        actions.draft_minutes(meeting=meeting, text_fr="Première version", text_ar="", by=secretary)
    with clock_at(at(date(2024, 8, 1))):
        minutes = actions.draft_minutes(meeting=meeting, text_fr="Seconde version", text_ar="", by=secretary)
        with pytest.raises(DomainError):  # the approving meeting is still to come
            actions.approve_minutes(minutes=minutes, in_meeting=later, by=head)
    with clock_at(at(later.held_on)):
        with pytest.raises(NotPermitted):
            actions.approve_minutes(minutes=minutes, in_meeting=later, by=secretary)
        with pytest.raises(InvalidValue):
            actions.approve_minutes(minutes=minutes, in_meeting=meeting, by=head)
        minutes = actions.approve_minutes(minutes=minutes, in_meeting=later, by=head)
        with pytest.raises(DomainError):
            actions.draft_minutes(meeting=meeting, text_fr="Après coup", text_ar="", by=secretary)

    then = minutes_known(meeting, at(date(2024, 7, 20)))
    assert (then.text_fr, then.is_approved) == ("Première version", False)
    assert (minutes_known(meeting).text_fr, minutes_known(meeting).is_approved) == ("Seconde version", True)
    assert MinutesRevision.objects.count() == 2
    minutes.text_fr = "Réécrit"
    with pytest.raises(DatabaseError), transaction.atomic():
        minutes.save()
