"""The closing moment as the person who writes sees it: how long still, and what can be done once it has passed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from foundation.time import now
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import Application
from programs.calls.queries import is_open, takes_late

_SOON = timedelta(days=3)


@dataclass(frozen=True)
class Deadline:
    """`late_until` is the end of the minutes granted to files begun in time; None when there are none."""

    closes_at: datetime | None
    late_until: datetime | None
    is_soon: bool
    is_past: bool
    can_send: bool


def deadline_of(application: Application, at: datetime | None = None) -> Deadline | None:
    """The deadline of a draft. A file to be corrected has a day of its own and gets None."""
    if application.status != S.DRAFT:
        return None
    call, moment = application.call, at or now()
    closes = call.closes_at
    late = takes_late(call, moment, application.created_at)
    minutes = call.version.settings.get("late_minutes", 0)
    is_past = not is_open(call, moment)
    return Deadline(
        closes_at=closes,
        late_until=closes + timedelta(minutes=minutes) if closes and late else None,
        is_soon=bool(closes) and not is_past and closes - moment < _SOON,
        is_past=is_past,
        can_send=late or not is_past,
    )
