"""What the applicant's pages show of several rooms at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.people.models import User
from artisans.parties.models import Party
from foundation.formats import format_number
from foundation.time import now
from programs.applications.models import Application
from programs.applications.timeline import StatusWords, status_words
from programs.applications.workflow import CLOSED, EDITABLE
from programs.calls.models import Call
from programs.calls.queries import open_calls
from programs.enrolments.choices import AgreementStatus
from programs.enrolments.models import Agreement
from programs.grants.choices import GrantStatus, TrancheStatus
from programs.grants.models import Grant, Tranche
from programs.grants.queries import grant_progress

SOON = timedelta(days=10)
_MEGABYTE = 1024 * 1024


def parties_of(user: User) -> QuerySet[Party]:
    """Whom this person may act for on the portal."""
    return Party.objects.active().filter(mandates__user=user, mandates__until=None).select_related("commune__province")


def files_of(user: User) -> QuerySet[Application]:
    """The files of those this person may act for, drafts included, newest first."""
    return (
        Application.objects.for_applicant(user)
        .select_related("call__version__program", "call__rules", "party__commune", "form", "applicant")
        .order_by("-saved_at", "-id")
    )


@dataclass(frozen=True)
class OfferedCall:
    """A call on the first page."""

    call: Call
    closes_soon: bool

    @property
    def audience(self) -> str:
        return self.call.audience


def offered_calls(at: datetime | None = None) -> list[OfferedCall]:
    """What is open now, the soonest to close first."""
    moment = at or now()
    return [OfferedCall(call, bool(call.closes_at and call.closes_at - moment < SOON)) for call in open_calls(moment)]


def coming_calls(at: datetime | None = None) -> QuerySet[Call]:
    """What will open; nothing of it can be applied for yet."""
    return (
        Call.objects.filter(status="scheduled", opens_at__gt=at or now())
        .select_related("version__program")
        .order_by("opens_at")
    )


@dataclass(frozen=True)
class FileLine:
    """One file in the list of mine."""

    application: Application
    words: StatusWords

    @property
    def waits_for_you(self) -> bool:
        return self.words.actor == "you" and self.application.status in EDITABLE

    @property
    def is_closed(self) -> bool:
        return self.application.public_status in CLOSED


def file_lines(applications: Iterable[Application]) -> list[FileLine]:
    """The files with their public state in words; those that wait for the applicant first."""
    lines = [FileLine(application, status_words(application)) for application in applications]
    return sorted(lines, key=lambda line: (not line.waits_for_you, line.is_closed))


@dataclass(frozen=True)
class Money:
    """What a grant brings: paid, expected, and each instalment."""

    grant: Grant
    paid: Decimal
    expected: Decimal
    tranches: list[Tranche]


def money_of(application: Application) -> Money | None:
    """The grant that followed from this file, once there is one."""
    grant = Grant.objects.filter(enrolment__application=application).exclude(status=GrantStatus.CANCELLED).first()
    if grant is None:
        return None
    progress = grant_progress(grant)
    tranches = list(grant.tranches.exclude(status=TrancheStatus.CANCELLED).prefetch_related("evidence__document"))
    return Money(grant, progress["paid"], progress["expected"], tranches)


def agreement_of(application: Application) -> Agreement | None:
    """The agreement, once it was sent; a draft of it is nobody's business but the officers'."""
    return Agreement.objects.filter(application=application).exclude(status=AgreementStatus.DRAFT).first()


def size_in_words(size: int) -> str:
    """1,2 Mo, in the reader's language."""
    if size < _MEGABYTE:
        return _("%(number)s KB") % {"number": format_number(max(1, round(size / 1024)))}
    return _("%(number)s MB") % {"number": format_number(round(Decimal(size) / _MEGABYTE, 1).normalize())}
