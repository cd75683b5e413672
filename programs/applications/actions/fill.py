"""Writing a file: answers section by section, documents slot by slot."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.documents.models import Document
from foundation.errors import ChangedMeanwhile, InvalidValue, NotPermitted, StepNotAllowed
from foundation.formats import format_datetime
from foundation.time import now
from programs.applications.actions.locking import locked
from programs.applications.answer_marks import Conflict, settle
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import Application, ApplicationDocument
from programs.applications.permissions import may_edit
from programs.applications.queries import missing_in
from programs.applications.workflow import EDITABLE
from programs.calls import questions
from programs.catalog.conditions import is_filled


@dataclass(frozen=True)
class SavedSection:
    """What came of saving: the file, the bound form, what was not taken and why, what the section still lacks."""

    application: Application
    form: questions.SectionForm
    errors: dict[str, str] = field(default_factory=dict)
    missing: list[questions.Missing] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        return not self.errors and not self.missing and not self.conflicts


@transaction.atomic
def save_section(
    *,
    application: Application,
    section: str,
    data: Mapping[str, Any],
    version: int,
    by: User,
    seen: Mapping[str, str] | None = None,
    leave: Collection[str] = (),
) -> SavedSection:
    """Keep what was typed into one section. Valid answers are kept even when others are not; those stay as they were.

    `seen` holds the marks of the answers the page was shown with (`answer_marks`): an answer that was changed elsewhere since,
    and differently, is left as it is and told as a conflict; all others are kept. Questions in `leave` are not touched.
    Without `seen`, `version` is the one the page was shown with: if somebody saved since, nothing is written and
    ChangedMeanwhile says when. Sending the same again changes nothing.
    """
    application = locked(application)
    _check_may_write(application, section, by)
    if seen is None and application.version != version:
        raise ChangedMeanwhile(
            _(
                "This application was changed on %(moment)s, on another device or page. Open it again to see the newest answers."
            )
            % {"moment": format_datetime(application.saved_at, "short")}
        )
    form = questions.section_form(application.form, section, application.language, data, application.answers)
    form.is_valid()
    typed = {name: form.cleaned_data.get(name) for name in form.fields if name not in form.errors and name not in leave}
    write, conflicts = (typed, []) if seen is None else settle(application.answers, typed, seen)
    answers = {**application.answers, **write}
    application.answers = {name: value for name, value in answers.items() if name not in write or is_filled(value)}
    application.version += 1
    application.saved_at = now()
    missing = [row for row in missing_in(application) if row.section == section]
    errors = {name: str(problems[0]) for name, problems in form.errors.items()}
    done = [code for code in application.sections_done if code != section]
    application.sections_done = [*done, section] if not missing and not errors and not conflicts else done
    application.save(update_fields=["answers", "version", "saved_at", "sections_done"])
    return SavedSection(application, form, errors, missing, conflicts)


@transaction.atomic
def attach_document(*, application: Application, question: str, document: Document, by: User) -> ApplicationDocument:
    """Put a checked file into a slot of the form; the slot says how many it takes and of which kinds."""
    application = locked(application)
    slot = _slot(application, question)
    _check_may_write(application, _section_of(application, question), by)
    kinds, max_bytes, max_files = questions.upload_limits(slot)
    if document.mime.rpartition("/")[2] not in kinds:
        raise InvalidValue(_("This kind of file is not accepted here."))
    if document.size > max_bytes:
        raise InvalidValue(_("This file is too large for this place."))
    if application.documents.filter(question=question, is_current=True).count() >= max_files:
        raise InvalidValue(_("There is no more room here: remove or replace a file first."))
    row = ApplicationDocument.objects.create(application=application, question=question, document=document)
    _touch(application)
    record(
        "application.document_attached",
        target=application,
        by=by,
        after={"question": question, "sha256": document.sha256},
    )
    return row


@transaction.atomic
def replace_document(*, current: ApplicationDocument, document: Document, by: User) -> ApplicationDocument:
    """Put another file in the place of this one, which is kept and marked replaced."""
    removed = remove_document(current=current, by=by)
    return attach_document(application=removed.application, question=removed.question, document=document, by=by)


@transaction.atomic
def remove_document(*, current: ApplicationDocument, by: User) -> ApplicationDocument:
    """Take a file out of its slot. What was handed in before stays known to the officers."""
    application = locked(current.application)
    _check_may_write(application, _section_of(application, current.question), by)
    current = ApplicationDocument.objects.select_for_update(of=("self",)).select_related("document").get(pk=current.pk)
    if not current.is_current:
        raise StepNotAllowed(_("This file was removed or replaced already."))
    current.is_current = False
    current.save(update_fields=["is_current"])
    _touch(application)
    record(
        "application.document_removed", target=application, by=by,
        before={"question": current.question, "sha256": current.document.sha256},
    )  # fmt: skip
    current.application = application
    return current


def _touch(application: Application) -> None:
    """A new file changes what is missing, not the answers: the version stays, open pages keep working."""
    application.saved_at = now()
    done = set(application.sections_done)
    lacking = {row.section for row in missing_in(application)}
    application.sections_done = [code for code in application.sections_done if code in done - lacking]
    application.save(update_fields=["saved_at", "sections_done"])


def _check_may_write(application: Application, section: str, by: User) -> None:
    if not may_edit(by, application):
        raise NotPermitted(_("Only the applicant can change this application."))
    if application.status not in EDITABLE:
        raise StepNotAllowed(_("This application has been handed in and can no longer be changed."))
    if application.status == S.CHANGES_REQUESTED and section not in application.unlocked_sections:
        raise StepNotAllowed(_("Only the sections to be corrected can be changed."))


def _slot(application: Application, question: str) -> Mapping[str, Any]:
    for slot in questions.upload_questions(application.form.definition, application.answers):
        if slot["code"] == question:
            return slot
    raise InvalidValue(_("The form has no such place for a file."))


def _section_of(application: Application, question: str) -> str:
    for section, candidate in questions.all_questions(application.form.definition):
        if candidate["code"] == question:
            return section["code"]
    raise InvalidValue(_("The form has no such place for a file."))
