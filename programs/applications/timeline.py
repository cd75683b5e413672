"""What the applicant reads: the state in plain words, what happens next, who acts, by when; the way so far; the task list.

All of it goes through `public_status`: a decision that is not published does not exist here. Higher rooms add their own
steps (agreement, payments) by registering in TIMELINE_PARTS a function(application) → [TimelineStep].
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.audit.models import Event
from foundation.formats import format_date
from foundation.registry import Registry
from foundation.words import in_language
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import Application
from programs.applications.queries import local_day, missing_in
from programs.applications.workflow import CLOSED, EDITABLE
from programs.calls import questions

Actor = Literal["you", "us", "committee", "nobody"]


@dataclass(frozen=True)
class StatusWords:
    """The public state: its name, a sentence about what happens next, who acts and by when; `tone` colours the pill."""

    status: str
    label: str
    next_step: str
    actor: Actor
    by_when: date | None = None
    tone: str = "info"

    @property
    def actor_words(self) -> str:
        return {
            "you": _("You"), "us": _("The programme officers"), "committee": _("The selection committee"), "nobody": _("Nobody"),
        }[self.actor]  # fmt: skip


@dataclass(frozen=True)
class TimelineStep:
    """One step of the way: done, current or still to come."""

    code: str
    title: str
    text: str = ""
    at: datetime | None = None
    state: Literal["done", "current", "to_come"] = "done"


@dataclass(frozen=True)
class Task:
    """A section in the applicant's task list."""

    section: str
    title: str
    state: Literal["done", "started", "to_do", "locked"]
    missing: list[questions.Missing]

    @property
    def state_words(self) -> str:
        return {
            "done": _("Completed"), "started": _("In progress"), "to_do": _("To do"), "locked": _("Cannot be changed"),
        }[self.state]  # fmt: skip


TIMELINE_PARTS: Registry[Callable[[Application], list[TimelineStep]]] = Registry("part of the timeline")


def status_words(application: Application, language: str | None = None) -> StatusWords:
    """The state as the applicant may know it, in plain words."""
    with translation.override(language or translation.get_language()):
        return _status_words(application)


def timeline(application: Application, language: str | None = None) -> list[TimelineStep]:
    """The way of a file for its applicant: what was done and when, where it stands, what is still to come."""
    with translation.override(language or translation.get_language()):
        steps = _past(application)
        for _name, part in TIMELINE_PARTS.items():
            steps += part(application)
        steps.sort(key=lambda step: (step.at is None, step.at.timestamp() if step.at else 0))
        words = _status_words(application)
        if application.public_status not in CLOSED | {S.ENROLLED}:
            steps.append(TimelineStep("now", words.label, words.next_step, state="current"))
        return steps + _to_come(application)


def task_list(application: Application, language: str | None = None) -> list[Task]:
    """Each section with what it lacks; while corrections are asked for, only the sections to correct are open."""
    language = language or application.language
    lacking: dict[str, list[questions.Missing]] = {}
    for row in missing_in(application, language):
        lacking.setdefault(row.section, []).append(row)
    touched = {
        section["code"]
        for section, question in questions.all_questions(application.form.definition)
        if question["code"] in application.answers
    }
    tasks = []
    for section in questions.sections_of(application.form.definition):
        code = section["code"]
        locked = application.status not in EDITABLE or (
            application.status == S.CHANGES_REQUESTED and code not in application.unlocked_sections
        )
        state = "locked" if locked else "started" if code in touched else "to_do"
        if not locked and code in application.sections_done and code not in lacking:
            state = "done"
        tasks.append(Task(code, in_language(section["title"], language), state, lacking.get(code, [])))
    return tasks


def _status_words(application: Application) -> StatusWords:
    status = application.public_status
    words = _WORDS[status](application)
    return StatusWords(status, str(S(status).label), *words)


def _until(day: date | None, sentence: str, without: str) -> str:
    return sentence % {"day": format_date(day, language=translation.get_language())} if day else without


def _draft(application: Application):
    closes = application.call.closes_at
    day = local_day(closes) if closes else None
    text = _until(
        day,
        _("Fill in the sections and send the application before %(day)s."),
        _("Fill in the sections and send the application."),
    )
    return text, "you", day, "waiting"


def _received(application: Application):
    text = _until(
        application.due_on,
        _("An officer will check your application. You will have an answer by %(day)s."),
        _("An officer will check your application."),
    )
    return text, "us", application.due_on, "info"


def _screening(application: Application):
    text = _until(
        application.due_on,
        _("An officer is checking your answers and documents. You will have an answer by %(day)s."),
        _("An officer is checking your answers and documents."),
    )
    return text, "us", application.due_on, "info"


def _changes(application: Application):
    day = application.correction_due_on
    text = _until(
        day,
        _("Please correct the sections named below and send them by %(day)s."),
        _("Please correct the sections named below and send them."),
    )
    return text, "you", day, "waiting"


def _review(application: Application):
    return _("Your application is complete. Reviewers are reading it."), "us", application.due_on, "info"


def _ready(application: Application):
    return (
        _("Your application will be put before the selection committee. You will be told its decision."),
        "committee",
        application.due_on,
        "info",
    )


def _approved(application: Application):
    return _("Your application was selected. We will send you the agreement to sign."), "us", None, "good"


def _reserve(application: Application):
    return (
        _("Your application is on the waiting list. You will be told if a place becomes free."),
        "us",
        None,
        "waiting",
    )


def _refused(application: Application):
    text = _until(
        application.appeal_until,
        _("Your application was not selected. You may appeal until %(day)s."),
        _("Your application was not selected."),
    )
    return text, "you", application.appeal_until, "bad"


def _ineligible(application: Application):
    text = _until(
        application.appeal_until,
        _("Your application does not meet the conditions of the call. You may appeal until %(day)s."),
        _("Your application does not meet the conditions of the call."),
    )
    return text, "you", application.appeal_until, "bad"


_WORDS = {
    S.DRAFT: _draft,
    S.SUBMITTED: _received,
    S.SCREENING: _screening,
    S.CHANGES_REQUESTED: _changes,
    S.IN_REVIEW: _review,
    S.READY: _ready,
    S.APPROVED: _approved,
    S.RESERVE: _reserve,
    S.REFUSED: _refused,
    S.INELIGIBLE: _ineligible,
    S.ENROLLED: lambda application: (
        _("You take part in the programme. Your officer will tell you the next steps."),
        "us",
        None,
        "good",
    ),
    S.WITHDRAWN: lambda application: (
        _("You withdrew this application. Nothing more will happen."),
        "nobody",
        None,
        "neutral",
    ),
    S.LAPSED: lambda application: (
        _("The corrections did not come in time and the application was closed."),
        "nobody",
        None,
        "bad",
    ),
    S.RENOUNCED: lambda application: (
        _("You gave up this support. Nothing more will happen."),
        "nobody",
        None,
        "neutral",
    ),
}

# What of the record an applicant sees, and under which words. Decisions are told by their publication.
_TOLD = {
    "application.started": lambda: _("Application begun"),
    "application.submitted": lambda: _("Application received"),
    "application.screening": lambda: _("Check begun"),
    "application.changes_requested": lambda: _("Corrections requested"),
    "application.resubmitted": lambda: _("Corrections received"),
    "application.in_review": lambda: _("Sent to review"),
    "application.enrolled": lambda: _("Enrolled in the programme"),
    "application.renounced": lambda: _("Support given up"),
    "application.withdrawn": lambda: _("Application withdrawn"),
    "application.lapsed": lambda: _("Application closed: the corrections did not come"),
}


def _past(application: Application) -> list[TimelineStep]:
    events = Event.objects.about(application).filter(action__in=_TOLD).order_by("id")
    with_reason = {"application.changes_requested"}
    steps = [
        TimelineStep(event.action, _TOLD[event.action](), event.reason if event.action in with_reason else "", event.at)
        for event in events
    ]
    if application.published_at is None and application.told_outcome:
        told = Event.objects.about(application).filter(action="application.published").order_by("-id").first()
        words = str(S(application.told_outcome).label)
        steps.append(TimelineStep("published", _("Decision"), words, told.at if told else None))
    if application.published_at:
        steps.append(TimelineStep("published", _("Decision"), application.outcome_reason, application.published_at))
    return steps


def _to_come(application: Application) -> list[TimelineStep]:
    """The steps ahead, in order, without dates: nobody can promise them."""
    ahead = [
        ({S.DRAFT}, "submitted", _("Application received")),
        ({S.DRAFT, S.SUBMITTED}, "screening", _("Check of answers and documents")),
        ({S.DRAFT, S.SUBMITTED, S.SCREENING, S.CHANGES_REQUESTED}, "in_review", _("Review")),
        (
            {S.DRAFT, S.SUBMITTED, S.SCREENING, S.CHANGES_REQUESTED, S.IN_REVIEW, S.READY},
            "decision",
            _("Decision of the committee"),
        ),
        (
            {S.DRAFT, S.SUBMITTED, S.SCREENING, S.CHANGES_REQUESTED, S.IN_REVIEW, S.READY, S.APPROVED, S.RESERVE},
            "agreement",
            _("Agreement"),
        ),
    ]
    return [
        TimelineStep(code, title, state="to_come")
        for states, code, title in ahead
        if application.public_status in states
    ]
