"""What a device sends: kept first, as it came; entered after that, or held with its reason. Nothing is lost in between."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import PurePosixPath
from typing import Any, BinaryIO

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from accounts.people.scopes import assignments_of
from artisans.documents.actions import StorageUnavailable
from foundation import crypto
from foundation.errors import DomainError, InvalidValue
from foundation.files import MAX_BYTES
from foundation.time import now, today
from programs.field.choices import SubmissionStatus as S
from programs.field.models import Device, FieldFile, FieldSubmission
from programs.field.reading import Filled, all_file_names, read_submission
from programs.field.registry import Entered, kind_of
from programs.field.workflow import OPEN, WORKFLOW

log = structlog.get_logger(__name__)
MOST_FILES = 80
PATIENCE = timedelta(hours=24)  # how long the rest of a form sent in parts is waited for
_A_MOMENT = timedelta(minutes=2)


class SentDifferently(DomainError):
    """The same number came with other content."""

    code = "submission_differs"


def receive_submission(
    *, device: Device, filled: Filled, content: bytes, files: Mapping[str, BinaryIO], is_last: bool = True
) -> FieldSubmission:
    """Keep what came, once, however often and by however many requests at a time it is sent; files of later posts join it.

    Committed before anything is made of it. What is complete is then entered, or held with its reason.
    """
    saved: list[tuple[Any, str]] = []
    try:
        submission = _keep(device, filled, content, files, saved)
    except BaseException:
        for storage, name in saved:
            storage.delete(name)
        raise
    missing = missing_files(submission)
    if submission.status == S.ATTENTION and files and not missing:
        return enter_submission(submission=submission)
    if submission.status != S.RECEIVED or (missing and not is_last):
        return submission
    if missing:
        return _hold(
            submission, _("These files did not come with the form: %(names)s.") % {"names": ", ".join(missing)}
        )
    return enter_submission(submission=submission)


@transaction.atomic
def _keep(
    device: Device, filled: Filled, content: bytes, files: Mapping[str, BinaryIO], saved: list[tuple[Any, str]]
) -> FieldSubmission:
    digest = hashlib.sha256(content).hexdigest()
    kind = kind_of(filled.form_id)
    form = kind.form_of(filled.form_id, device) if kind else None
    # The unique rule makes the second of two in the same moment wait for the first, and find its row.
    submission, made = FieldSubmission.objects.get_or_create(
        device=device,
        instance_id=filled.instance_id,
        defaults={
            "form_id": filled.form_id, "form_version": filled.version, "program": form.program if form else device.program,
            "area": device.area or _area_of(device.user), "content": crypto.encrypt_bytes(content), "sha256": digest,
            "expected": all_file_names(filled, form.sections) if form else [], "received_at": now(),
            "is_demonstration": device.is_demonstration,
        },
    )  # fmt: skip
    submission = FieldSubmission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
    if submission.sha256 != digest:
        raise SentDifferently(_("A form with this number was received before, with other answers."))
    known = set(submission.files.values_list("name", flat=True))
    for name, file in files.items():
        name = plain_name(name)
        if name not in known and submission.status in OPEN:
            if len(known) >= MOST_FILES:
                raise InvalidValue(_("This form has too many files."))
            _keep_file(submission, name, file, saved)
            known.add(name)
    if made:
        record(
            "field.received", target=submission, by=device.user,
            after={"form": filled.form_id, "version": filled.version, "sha256": digest, "device": device.reference},
        )  # fmt: skip
    return submission


def _keep_file(submission: FieldSubmission, name: str, file: BinaryIO, saved: list[tuple[Any, str]]) -> None:
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise InvalidValue(_("A file of this form is too large: %(name)s.") % {"name": name})
    row = FieldFile(submission=submission, name=name, size=len(content), sha256=hashlib.sha256(content).hexdigest())
    try:
        row.file.save(name, ContentFile(content), save=False)
    except OSError as error:
        raise StorageUnavailable(_("The file could not be kept just now. Try again in a few minutes.")) from error
    saved.append((row.file.storage, row.file.name))
    row.save()


def enter_submission(
    *, submission: FieldSubmission, by: User | None = None, choices: Mapping[str, Any] | None = None
) -> FieldSubmission:
    """Make the application or the visit of it, in one transaction, as the device's person (or `by`). What is refused is held
    with its reason and nothing of it is kept; entered already, it is given back as it is.
    """
    device = Device.objects.select_related("user").get(pk=submission.device_id)
    with translation.override(translation.get_language() if by else device.language), transaction.atomic():
        submission = FieldSubmission.objects.select_for_update(of=("self",)).get(pk=submission.pk)
        if submission.status not in OPEN:
            return submission
        submission.device = device
        submission.attempts += 1
        submission.tried_at = now()
        try:
            with transaction.atomic():
                entered = _made_of(submission, by or device.user, choices or {})
        except DomainError as error:
            return _held(submission, "\n".join([str(error.message), *map(str, error.reasons)]))
        except Exception:  # whatever it was: the form is kept, and people are told
            log.exception("field.entering_failed", submission=submission.pk)
            return _held(submission, _("An unexpected error; the technical team can see it. Try again later."))
        WORKFLOW.take(submission, "apply")
        submission.result, submission.party, submission.reason = entered.reference, entered.party, ""
        submission.applied_on = today()
        submission.save(update_fields=["status", "attempts", "tried_at", "result", "party", "reason", "applied_on"])
        record("field.entered", target=submission, by=by or device.user, after={"became": entered.reference})
        return submission


def _made_of(submission: FieldSubmission, by: User, choices: Mapping[str, Any]) -> Entered:
    kind = kind_of(submission.form_id)
    if kind is None or submission.content is None:
        raise DomainError(_("This form is not known here."))
    filled = read_submission(crypto.decrypt_bytes(submission.content))
    files = {file.name: file for file in submission.files.all()}
    return kind.enter(submission, filled, files, by, choices)


def _held(submission: FieldSubmission, reason: str) -> FieldSubmission:
    if WORKFLOW.allows(submission, "hold"):
        WORKFLOW.take(submission, "hold")
        record("field.held", target=submission, by=submission.device.user, after={"attempts": submission.attempts})
    submission.reason = reason
    submission.save(update_fields=["status", "reason", "attempts", "tried_at"])
    return submission


@transaction.atomic
def _hold(submission: FieldSubmission, reason: str) -> FieldSubmission:
    submission = (
        FieldSubmission.objects.select_for_update(of=("self",)).select_related("device__user").get(pk=submission.pk)
    )
    return _held(submission, reason) if submission.status == S.RECEIVED else submission


def finish_waiting() -> int:
    """Enter what was kept by a process that ended before it could, and hold what waited a day for its last part."""
    done = 0
    waiting = FieldSubmission.objects.filter(status=S.RECEIVED, received_at__lt=now() - _A_MOMENT)
    for submission in waiting.order_by("received_at")[:50]:
        missing = missing_files(submission)
        if not missing:
            enter_submission(submission=submission)
        elif submission.received_at < now() - PATIENCE:
            with translation.override(submission.device.language):
                _hold(
                    submission, _("These files did not come with the form: %(names)s.") % {"names": ", ".join(missing)}
                )
        else:
            continue
        done += 1
    return done


def missing_files(submission: FieldSubmission) -> list[str]:
    """The files the answers speak of and that have not come."""
    there = set(submission.files.values_list("name", flat=True))
    return [name for name in submission.expected if name not in there]


def plain_name(name: str) -> str:
    """A name, not a path."""
    return PurePosixPath(name.replace("\\", "/")).name[:160]


def _area_of(user: User) -> str:
    """Where a person works, when it is one place: those of that place see what they sent."""
    areas = {row.area for row in assignments_of(user)}
    return areas.pop() if len(areas) == 1 else ""
