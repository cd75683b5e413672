"""An XLSForm brought in: it becomes, or replaces, the draft of the form's next version. People complete it and publish it."""

from typing import BinaryIO

from django.db import transaction

from accounts.audit.actions import record
from accounts.people.models import User
from programs.calls.actions.versions import begin_draft, save_form_draft
from programs.calls.models import FormVersion
from programs.catalog.models import Program
from programs.field.xlsform_reading import read_xlsform


@transaction.atomic
def import_sheet(*, file: BinaryIO, code: str, by: User, program: Program | None = None) -> FormVersion:
    """The draft with what the sheet says. Raises FaultySheet with every fault by sheet, row and column; then nothing changes."""
    definition = read_xlsform(file)
    draft = begin_draft(model=FormVersion, code=code, by=by, program=program, definition=definition)
    draft = save_form_draft(version=draft, definition=definition, by=by)
    record(
        "formversion.sheet_imported",
        target=draft,
        by=by,
        after={"questions": sum(len(s["questions"]) for s in definition["sections"])},
    )
    return draft
