"""The officer's side, up to the hand-over to reviewers."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import now, today
from programs.applications import emails
from programs.applications.actions.errors import NotReadyForReview, OwnFile
from programs.applications.actions.locking import CLOCK_FIELDS, locked, refuse_own, require_reach, stop_clock
from programs.applications.actions.submit import store_rule_run
from programs.applications.choices import ApplicationStatus as S
from programs.applications.choices import DocumentState
from programs.applications.models import Application, ApplicationDocument, Note, RuleResult
from programs.applications.permissions import is_own_file, may_reach
from programs.applications.queries import manual_results, review_obstacles, sentence_of
from programs.applications.signals import review_opened
from programs.applications.workflow import UNDECIDED, WORKFLOW
from programs.calls.questions import sections_of

SCREEN = "programs.screen_application"


def _require_officer(by: User, application: Application) -> None:
    require_reach(
        by, SCREEN, application, _("Your role does not allow you to examine files of this programme and area.")
    )
    refuse_own(by, application, OwnFile, _("You cannot examine a file that you entered or that concerns you."))


@transaction.atomic
def screen_application(*, application: Application, by: User) -> Application:
    """Take the file and begin to examine it; from here on one officer answers for it."""
    application = locked(application)
    _require_officer(by, application)
    WORKFLOW.take(application, "screen")
    application.officer = by
    application.save(update_fields=["status", "officer"])
    record(
        "application.screening", target=application, by=by,
        before={"status": S.SUBMITTED.value}, after={"status": application.status, "officer": by.pk},
    )  # fmt: skip
    return application


@transaction.atomic
def assign_application(*, application: Application, officer: User, by: User) -> Application:
    """Give an undecided file to an officer who may examine it. Officers take files themselves; a head gives them out."""
    application = locked(application)
    if application.status == S.DRAFT or application.status not in UNDECIDED:
        raise StepNotAllowed(_("This file is no longer being examined."))
    if by.pk != officer.pk or not may_reach(by, SCREEN, application):
        require_reach(
            by, "programs.assign_application", application, _("Only the head of the programme gives files to others.")
        )
    if not may_reach(officer, SCREEN, application):
        raise NotPermitted(_("%(officer)s has no role for this programme and area.") % {"officer": officer})
    if is_own_file(officer, application):
        raise OwnFile(_("%(officer)s cannot examine their own file.") % {"officer": officer})
    before = application.officer_id
    if before == officer.pk:
        return application
    application.officer = officer
    application.save(update_fields=["officer"])
    record("application.assigned", target=application, by=by, before={"officer": before}, after={"officer": officer.pk})
    return application


@transaction.atomic
def hand_over_files(*, officer: User, to: User, by: User) -> tuple[int, int]:
    """Every undecided file of an officer who leaves or is away goes to a colleague; (moved, left where it was).

    By whoever runs the staff. A file outside the colleague's programmes and areas, or of their own, stays.
    """
    if not by.has_perm("accounts.change_user"):
        raise NotPermitted(_("Only whoever runs the staff hands work over."))
    moved = left = 0
    files = Application.objects.select_for_update().undecided().filter(officer=officer).order_by("pk")
    for application in files:
        if not may_reach(to, SCREEN, application) or is_own_file(to, application):
            left += 1
            continue
        application.officer = to
        application.save(update_fields=["officer"])
        record(
            "application.assigned", target=application, by=by, reason=_("Work handed over"),
            before={"officer": officer.pk}, after={"officer": to.pk},
        )  # fmt: skip
        moved += 1
    return moved, left


@transaction.atomic
def request_changes(
    *, application: Application, sections: Iterable[str], reason: str, due_on: date, by: User
) -> Application:
    """Ask the applicant to correct named sections by a day. Only these open; the service clock stops until they answer."""
    application = locked(application)
    _require_officer(by, application)
    WORKFLOW.take(application, "request_changes")
    chosen = [
        section["code"] for section in sections_of(application.form.definition) if section["code"] in set(sections)
    ]
    problems = []
    if not chosen:
        problems.append(_("Choose at least one section to correct."))
    if not reason.strip():
        problems.append(_("Say what must be corrected."))
    if due_on <= today():
        problems.append(_("Give a day in the future."))
    if problems:
        raise InvalidValue(_("The request for corrections is not complete."), reasons=problems)

    application.unlocked_sections = chosen
    application.correction_reason = reason.strip()
    application.correction_due_on = due_on
    application.sections_done = [code for code in application.sections_done if code not in chosen]
    stop_clock(application)
    application.save(
        update_fields=[
            "status",
            "unlocked_sections",
            "correction_reason",
            "correction_due_on",
            "sections_done",
            *CLOCK_FIELDS,
        ]
    )
    event = record(
        "application.changes_requested", target=application, by=by, reason=reason.strip(),
        before={"status": S.SCREENING.value}, after={"status": application.status, "sections": chosen, "due_on": due_on},
    )  # fmt: skip
    emails.queue_corrections(application, event.pk)
    return application


@transaction.atomic
def run_rules(*, application: Application, by: User) -> list[RuleResult]:
    """Run the rules again while the file is examined, for instance after the register was completed."""
    application = locked(application)
    _require_officer(by, application)
    if application.status != S.SCREENING:
        raise StepNotAllowed(_("Rules are run again only while the file is being checked."))
    results = store_rule_run(application)
    record(
        "application.rules_run", target=application, by=by, after={result.rule: result.outcome for result in results}
    )
    return results


@transaction.atomic
def open_review(*, application: Application, reasons: Mapping[str, str] | None = None, by: User) -> Application:
    """Send the file to reviewers. No rule may fail; each rule left to a person needs that person's reason, {rule: text}.

    Receivers of `review_opened` assign the reviewers in the same transaction.
    """
    application = locked(application)
    require_reach(
        by, "programs.open_review", application, _("Your role does not allow you to send this file to review.")
    )
    refuse_own(by, application, OwnFile, _("You cannot examine a file that you entered or that concerns you."))
    WORKFLOW.take(application, "open_review")
    obstacles = review_obstacles(application)
    given = {rule: text.strip() for rule, text in (reasons or {}).items() if text.strip()}
    for result in manual_results(application):
        if result.rule not in given:
            obstacles.append(_("Give your reason for: %(rule)s") % {"rule": sentence_of(result)})
    if obstacles:
        raise NotReadyForReview(_("This file cannot go to review yet."), reasons=obstacles)
    application.save(update_fields=["status"])
    record(
        "application.in_review", target=application, by=by, reason="\n".join(given.values()),
        before={"status": S.SCREENING.value}, after={"status": application.status, "reasons": given},
    )  # fmt: skip
    review_opened.send(sender=Application, application=application, by=by)
    return application


@transaction.atomic
def mark_document(*, row: ApplicationDocument, state: str, by: User, reason: str = "") -> ApplicationDocument:
    """Accept a document, or say why another is needed."""
    application = locked(row.application)
    _require_officer(by, application)
    row = ApplicationDocument.objects.select_for_update().get(pk=row.pk)
    if application.status not in (S.SCREENING, S.CHANGES_REQUESTED):
        raise StepNotAllowed(_("Documents are checked while the file is being checked."))
    if not row.is_current:
        raise StepNotAllowed(_("This file was removed or replaced already."))
    if state == DocumentState.REJECTED and not reason.strip():
        raise InvalidValue(_("Say why another document is needed."))
    before = row.state
    row.state, row.reason = DocumentState(state), reason.strip()[:300]
    row.checked_at, row.checked_by = now(), by
    row.save(update_fields=["state", "reason", "checked_at", "checked_by"])
    record(
        "application.document_checked", target=application, by=by, reason=row.reason,
        before={"state": before}, after={"state": row.state, "question": row.question},
    )  # fmt: skip
    return row


@transaction.atomic
def note_on_application(*, application: Application, text: str, is_visible: bool, by: User) -> Note:
    """Keep a remark: for colleagues, or for the applicant to read, who is told that there is something to read."""
    application = locked(application)
    require_reach(
        by, SCREEN, application, _("Your role does not allow you to examine files of this programme and area.")
    )
    if application.status == S.DRAFT:
        raise StepNotAllowed(_("A draft belongs to its author alone."))
    if not text.strip():
        raise InvalidValue(_("Write the note."))
    note = Note.objects.create(
        application=application, text=text.strip(), is_visible=is_visible, written_at=now(), written_by=by
    )
    record("application.noted", target=application, by=by, after={"note": note.pk, "visible": is_visible})
    if is_visible:
        emails.queue_note(application, note.pk)
    return note
