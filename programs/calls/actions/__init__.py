"""What changes calls, their forms, rules and rubrics, their access codes, and trials of forms."""

from programs.calls.actions.codes import make_access_code, revoke_access_code, use_access_code
from programs.calls.actions.life import (
    CallIsIncomplete,
    archive_call,
    clone_call,
    close_call,
    create_call,
    decide_call,
    extend_call,
    open_and_close,
    schedule_call,
    unschedule_call,
    update_call,
)
from programs.calls.actions.trials import clear_trial, pretend_file, save_trial
from programs.calls.actions.versions import (
    begin_draft,
    discard_draft,
    publish_draft,
    publish_form,
    publish_rubric,
    publish_rules,
    save_draft,
    save_form_draft,
)

__all__ = [
    "CallIsIncomplete", "archive_call", "begin_draft", "clear_trial", "clone_call", "close_call", "create_call", "decide_call",
    "discard_draft", "extend_call", "make_access_code", "open_and_close", "pretend_file", "publish_draft", "publish_form",
    "publish_rubric", "publish_rules", "revoke_access_code", "save_draft", "save_form_draft", "save_trial", "schedule_call",
    "unschedule_call", "update_call", "use_access_code",
]  # fmt: skip
