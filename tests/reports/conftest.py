"""A meeting with something to report, and what of a PDF can be read back."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.harness import pdf


# Factories are imported inside: pytest may read this file before Django is set up.
@pytest.fixture
def staff(db):
    """Somebody of a role: `staff("head")`."""
    from tests.factories.accounts import StaffFactory

    return lambda role: StaffFactory(role=role)


@pytest.fixture
def secretary(staff):
    return staff("secretary")


@pytest.fixture
def head(staff):
    return staff("head")


@pytest.fixture
def meetings(staff, secretary, head):
    """The two meetings of 2023, beside the programmes of the story."""
    from reports.board.demonstration import seed_board
    from tests.reports.story import tell

    told = tell(files=16)
    made = seed_board(secretary, staff("authoriser"), head)
    return made, told


@pytest.fixture
def december(meetings):
    return max(meetings[0], key=lambda meeting: meeting.held_on)


@pytest.fixture
def text_of() -> Callable[[bytes], str]:
    """The words of a PDF, spaces as typed collapsed to one."""
    return pdf.text_of


@pytest.fixture
def december_day() -> date:
    return date(2023, 12, 27)
