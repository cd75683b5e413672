"""The board's matters as they stood on a day."""

from datetime import UTC, date, datetime

import pytest

from reports.board.choices import ResolutionStatus as S
from reports.board.queries import action_plan_on, outstanding_on, resolutions_on, risks_on
from tests.factories.reports import (
    ActionLineFactory,
    ActionProgressFactory,
    BoardMeetingFactory,
    ResolutionFactory,
    ResolutionUpdateFactory,
    RiskFactory,
    RiskReviewFactory,
)

pytestmark = pytest.mark.django_db
JULY, DECEMBER = date(2023, 7, 18), date(2023, 12, 27)


def test_a_resolution_stands_as_its_last_update_by_the_day_says():
    resolution = ResolutionFactory(meeting__held_on=JULY)
    ResolutionUpdateFactory(resolution=resolution, on=date(2023, 7, 18), status=S.OPEN)
    ResolutionUpdateFactory(resolution=resolution, on=date(2024, 1, 5), status=S.DONE)

    assert [item.status for item in resolutions_on(DECEMBER)] == [S.OPEN]
    assert [item.status for item in resolutions_on(date(2024, 1, 5))] == [S.DONE]


def test_an_update_recorded_after_known_at_is_not_known():
    resolution = ResolutionFactory(meeting__held_on=JULY)
    ResolutionUpdateFactory(
        resolution=resolution, on=date(2023, 8, 1), status=S.OPEN, recorded_at=datetime(2024, 2, 1, tzinfo=UTC)
    )

    assert [item.status for item in resolutions_on(DECEMBER, known_at=datetime(2023, 12, 28, tzinfo=UTC))] == [
        S.PROPOSED
    ]


def test_an_open_resolution_past_its_day_is_late_even_if_nobody_said_so():
    resolution = ResolutionFactory(meeting__held_on=JULY, due_on=date(2023, 9, 30))
    ResolutionUpdateFactory(resolution=resolution, on=JULY, status=S.OPEN)

    assert [item.status for item in resolutions_on(date(2023, 9, 30))] == [S.OPEN]
    assert [item.status for item in resolutions_on(date(2023, 10, 1))] == [S.LATE]


def test_outstanding_on_leaves_out_what_is_done_and_the_meeting_itself():
    july, december = BoardMeetingFactory(held_on=JULY), BoardMeetingFactory(held_on=DECEMBER)
    still_open, done = ResolutionFactory(meeting=july), ResolutionFactory(meeting=july)
    asked = ResolutionFactory(meeting=december)
    for resolution in (still_open, done, asked):
        ResolutionUpdateFactory(resolution=resolution, on=resolution.meeting.held_on, status=S.OPEN)
    ResolutionUpdateFactory(resolution=done, on=date(2023, 12, 1), status=S.DONE)

    assert [item.resolution for item in outstanding_on(DECEMBER, before=december)] == [still_open]


def test_action_plan_shows_progress_by_the_day_beside_its_aim():
    action = ActionLineFactory(target=4, budget=200000)
    ActionProgressFactory(action=action, on=date(2024, 3, 1), done=1, spent=50000)
    ActionProgressFactory(action=action, on=date(2024, 9, 1), done=3, spent=150000)

    [in_june] = action_plan_on(date(2024, 6, 30), year=2024)

    assert (in_june.done_percent, in_june.spent_percent) == (25, 25)


def test_risks_come_gravest_first_and_leave_when_closed():
    light, grave, closed = RiskFactory(), RiskFactory(), RiskFactory(closed_on=date(2023, 6, 30))
    RiskReviewFactory(risk=light, likelihood=2, impact=2)
    RiskReviewFactory(risk=grave, likelihood=5, impact=4)
    RiskReviewFactory(risk=closed, likelihood=5, impact=5)

    assert [(item.risk, item.weight) for item in risks_on(DECEMBER)] == [(grave, 20), (light, 4)]
