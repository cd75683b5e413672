"""The life of a call: written, published, opened and closed by the clock."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import ChangedMeanwhile, DomainError, InvalidValue, StepNotAllowed
from foundation.time import now
from programs.calls.checklist import checklist
from programs.calls.choices import CallStatus
from programs.calls.models import Call
from programs.calls.workflow import WORKFLOW
from programs.catalog.actions import require_configurator
from programs.catalog.choices import ProgramStatus

# What a new edition takes over from the one before.
_CLONED = (
    "version", "name_fr", "name_ar", "name_en", "offer_fr", "offer_ar", "offer_en", "audience", "form", "rules", "rubric",
    "places", "max_amount", "reviews_required", "is_fast_track", "is_by_invitation",
)  # fmt: skip


DRAFTING = "programs.draft_call"


class CallIsIncomplete(DomainError):
    """`reasons` lists everything the checklist found."""

    code = "call_incomplete"


@transaction.atomic
def create_call(*, by: User, **fields: Any) -> Call:
    """A call in draft. Fields are the model's; its programme version is given as `version`."""
    require_configurator(by, DRAFTING, fields["version"].program.code)
    call = Call(**fields)
    _check(call)
    call.save()
    record("call.created", target=call, by=by, program=call.version.program.code, after={"code": call.code})
    return call


@transaction.atomic
def update_call(*, call: Call, by: User, revision: int | None = None, **fields: Any) -> Call:
    """Change a call that is still a draft. `revision` is the one the page was shown with; its programme does not change."""
    call = _locked(call)
    require_configurator(by, DRAFTING, call.version.program.code)
    if call.status != CallStatus.DRAFT:
        raise StepNotAllowed(_("This call is published: take it back to draft first."))
    if revision is not None and revision != call.revision:
        raise ChangedMeanwhile(
            _(
                "Somebody changed this call since you opened the page. Nothing of yours was saved: look at it again first."
            )
        )
    if "version" in fields and fields["version"].program_id != call.version.program_id:
        raise InvalidValue(_("A call does not change its programme: make another call."))
    changed = sorted(name for name, value in fields.items() if getattr(call, name) != value)
    if not changed:
        return call
    for name in changed:
        setattr(call, name, fields[name])
    _check(call)
    call.revision += 1
    call.save()
    record("call.changed", target=call, by=by, program=call.version.program.code, after={"changed": changed})
    return call


def _check(call: Call) -> None:
    try:
        call.full_clean(exclude=["status"])
    except ValidationError as problem:
        raise InvalidValue(problem.messages[0], reasons=problem.messages[1:]) from problem


def clone_call(
    *, call: Call, code: str, edition: str, opens_at: datetime, closes_at: datetime | None, by: User, **changes: Any
) -> Call:
    """A new edition in draft, with the form, rules and rubric of an earlier one; `changes` override what is taken over."""
    fields = {name: getattr(call, name) for name in _CLONED}
    return create_call(
        by=by, **(fields | {"code": code, "edition": edition, "opens_at": opens_at, "closes_at": closes_at} | changes)
    )


@transaction.atomic
def schedule_call(*, call: Call, by: User) -> Call:
    """Publish the call: it opens by the clock. Refuses with everything that is missing at once."""
    call = _locked(call)
    require_configurator(by, "programs.change_call", call.version.program.code)
    WORKFLOW.take(call, "schedule")
    if reasons := checklist(call):
        raise CallIsIncomplete(_("This call cannot be published yet."), reasons=reasons)
    return _saved(call, by, CallStatus.DRAFT)


@transaction.atomic
def unschedule_call(*, call: Call, by: User) -> Call:
    """Back to draft, before it opens."""
    return _move(call, "unschedule", by)


@transaction.atomic
def close_call(*, call: Call, by: User, reason: str = "") -> Call:
    """Close an open call now."""
    call = _locked(call)
    require_configurator(by, "programs.change_call", call.version.program.code)
    WORKFLOW.take(call, "close")
    call.closes_at = min(call.closes_at, now()) if call.closes_at else now()
    call.save(update_fields=["closes_at"])
    return _saved(call, by, CallStatus.OPEN, reason)


@transaction.atomic
def extend_call(*, call: Call, closes_at: datetime | None, reason: str, by: User) -> Call:
    """Let an open or closed call run until another moment; everybody gains the same time."""
    call = _locked(call)
    require_configurator(by, "programs.change_call", call.version.program.code)
    if closes_at is not None and closes_at <= now():
        raise InvalidValue(_("Give a moment in the future."))
    before = call.status
    if call.status != CallStatus.OPEN:
        WORKFLOW.take(call, "reopen")
    call.closes_at = closes_at
    call.save(update_fields=["closes_at"])
    return _saved(call, by, before, reason)


@transaction.atomic
def decide_call(*, call: Call, by: User) -> Call:
    """All its files are decided; nothing is handed in any more."""
    return _move(call, "decide", by, guarded=False)


@transaction.atomic
def archive_call(*, call: Call, by: User) -> Call:
    return _move(call, "archive", by)


@transaction.atomic
def open_and_close(*, by: User) -> tuple[int, int]:
    """What the clock does each minute: open the calls whose moment has come, close those whose moment is over."""
    moment = now()
    opened = closed = 0
    due = Call.objects.select_for_update(of=("self",), skip_locked=True).select_related("version__program")
    for call in due.filter(
        status=CallStatus.SCHEDULED, opens_at__lte=moment, version__program__status=ProgramStatus.ACTIVE
    ):
        WORKFLOW.take(call, "open")
        _saved(call, by, CallStatus.SCHEDULED)
        opened += 1
    for call in due.filter(status=CallStatus.OPEN, closes_at__lte=moment):
        WORKFLOW.take(call, "close")
        _saved(call, by, CallStatus.OPEN)
        closed += 1
    return opened, closed


def _locked(call: Call) -> Call:
    related = Call.objects.select_for_update(of=("self",)).select_related("version__program", "form", "rules", "rubric")
    return related.get(pk=call.pk)


def _move(call: Call, step: str, by: User, *, guarded: bool = True) -> Call:
    call = _locked(call)
    if guarded:
        require_configurator(by, "programs.change_call", call.version.program.code)
    before = call.status
    WORKFLOW.take(call, step)
    return _saved(call, by, before)


def _saved(call: Call, by: User, before: str, reason: str = "") -> Call:
    call.save(update_fields=["status"])
    record(
        f"call.{call.status}", target=call, by=by, program=call.version.program.code, reason=reason,
        before={"status": before}, after={"status": call.status, "closes_at": call.closes_at},
    )  # fmt: skip
    return call
