"""Everything that changes a file, from the first draft to the review, one module per subject."""

from programs.applications.actions.errors import (
    ApplicationIsIncomplete,
    CallIsClosed,
    ConsentIsMissing,
    NotReadyForReview,
    OwnFile,
)
from programs.applications.actions.fill import (
    SavedSection,
    attach_document,
    remove_document,
    replace_document,
    save_section,
)
from programs.applications.actions.lapse import lapse_overdue, remind_of_corrections, remind_of_drafts
from programs.applications.actions.outcome import countersign_ineligible, declare_ineligible, refuse_ineligible
from programs.applications.actions.screen import (
    assign_application,
    hand_over_files,
    mark_document,
    note_on_application,
    open_review,
    request_changes,
    run_rules,
    screen_application,
)
from programs.applications.actions.start import start_application
from programs.applications.actions.submit import resubmit_application, submit_application
from programs.applications.actions.tasks import add_task, finish_task
from programs.applications.actions.withdraw import withdraw_application

__all__ = [
    "ApplicationIsIncomplete",
    "CallIsClosed",
    "ConsentIsMissing",
    "NotReadyForReview",
    "OwnFile",
    "SavedSection",
    "add_task",
    "assign_application",
    "attach_document",
    "countersign_ineligible",
    "declare_ineligible",
    "finish_task",
    "hand_over_files",
    "lapse_overdue",
    "mark_document",
    "note_on_application",
    "open_review",
    "refuse_ineligible",
    "remind_of_corrections",
    "remind_of_drafts",
    "remove_document",
    "replace_document",
    "request_changes",
    "resubmit_application",
    "run_rules",
    "save_section",
    "screen_application",
    "start_application",
    "submit_application",
    "withdraw_application",
]
