"""The acts of this room as officers read them in the history."""

from django.utils.translation import gettext_lazy as _

from programs.applications.choices import ApplicationStatus as S

EVENT_WORDS = {
    "application.started": _("Application begun"),
    "application.submitted": _("Application received"),
    "application.screening": _("Check begun"),
    "application.assigned": _("Given to an officer"),
    "application.changes_requested": _("Corrections requested"),
    "application.resubmitted": _("Corrections received"),
    "application.rules_run": _("Rules run again"),
    "application.document_attached": _("Document attached"),
    "application.document_removed": _("Document removed"),
    "application.document_checked": _("Document checked"),
    "application.noted": _("Note written"),
    "application.task_added": _("Task written"),
    "application.task_done": _("Task done"),
    "application.ineligible": _("Proposed as not eligible"),
    "application.ineligible_countersigned": _("Not eligible, countersigned and published"),
    "application.ineligible_refused": _("Sent back to be examined"),
    "application.in_review": _("Sent to review"),
    "application.reviewed": _("Reviews complete"),
    "application.published": _("Decision published"),
    "application.taken_up_again": _("Taken up again after an appeal"),
    "application.withdrawn": _("Application withdrawn"),
    "application.lapsed": _("Application closed: the corrections did not come"),
    **{
        f"application.{status.value}": status.label
        for status in (S.APPROVED, S.RESERVE, S.REFUSED, S.ENROLLED, S.RENOUNCED)
    },
}


def event_words(action: str) -> str:
    """The sentence for an act; one of another room keeps its code until that room names it."""
    return str(EVENT_WORDS.get(action, action))
