"""Handing a file in, and handing corrections in."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import NotPermitted
from foundation.formats import format_money
from foundation.time import database_now, now
from programs.applications import emails
from programs.applications.actions.errors import ApplicationIsIncomplete, CallIsClosed, ConsentIsMissing
from programs.applications.actions.locking import CLOCK_FIELDS, locked, resume_clock, start_clock
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import AnswerRevision, Application, RuleResult
from programs.applications.permissions import may_edit
from programs.applications.queries import check_rules, consent_is_current, document_hashes, fingerprint, missing_in
from programs.applications.signals import application_submitted
from programs.applications.workflow import WORKFLOW
from programs.calls import questions
from programs.calls.queries import is_open, late_entry, takes_late
from programs.catalog.conditions import as_number


@transaction.atomic
def submit_application(*, application: Application, by: User, received_at: datetime | None = None) -> Application:
    """Hand the file to the officers. From here on the applicant reads it but does not change it.

    The database's clock decides once, on receipt, whether the call is open. Pressing twice, or in two tabs, gives the same
    file, one revision and one receipt. Refuses with every missing answer and document at once.
    """
    # Before the lock: whoever arrives in time and has to wait is still in time.
    received_at = received_at or database_now()
    application = locked(application)
    if not may_edit(by, application):
        raise NotPermitted(_("Only the applicant can hand this application in."))
    if application.submitted_by_id == by.pk and application.status in (S.SUBMITTED, S.SCREENING):
        return application
    WORKFLOW.take(application, "submit")
    call = application.call
    if not (
        is_open(call, received_at)
        or takes_late(call, received_at, application.created_at)
        or late_entry(call, application.party, received_at)
    ):
        raise CallIsClosed(_("This call is closed: applications can no longer be handed in."))
    if not consent_is_current(application):
        raise ConsentIsMissing(_("Agree to the handling of personal data before handing the application in."))
    _refuse_incomplete(application)

    moment = now()
    application.answers = questions.relevant_answers(application.form.definition, application.answers)
    application.amount_requested = _amount(application)
    application.submitted_at = moment
    application.submitted_by = by
    application.saved_at = moment
    application.version += 1
    start_clock(application)
    application.save(
        update_fields=[
            "status", "answers", "amount_requested", "submitted_at", "submitted_by", "saved_at", "version", "due_on",
        ]
    )  # fmt: skip
    revision = store_revision(application, by)
    store_rule_run(application)
    record(
        "application.submitted", target=application, by=by,
        after={"status": application.status, "revision": revision.number, "sha256": revision.sha256, "channel": application.channel},
    )  # fmt: skip
    emails.queue_receipt(application, revision.number)
    application_submitted.send(sender=Application, application=application, by=by)
    return application


@transaction.atomic
def resubmit_application(*, application: Application, by: User) -> Application:
    """Hand the corrections in: a new revision beside the old one, the service clock runs on. Pressing twice changes nothing."""
    application = locked(application)
    if not may_edit(by, application):
        raise NotPermitted(_("Only the applicant can hand this application in."))
    if application.status == S.SCREENING and application.revisions.filter(number__gt=1, submitted_by=by).exists():
        return application
    WORKFLOW.take(application, "resubmit")
    _refuse_incomplete(application)

    application.answers = questions.relevant_answers(application.form.definition, application.answers)
    application.amount_requested = _amount(application)
    application.unlocked_sections = []
    application.correction_due_on = None
    application.saved_at = now()
    application.version += 1
    resume_clock(application)
    application.save(
        update_fields=[
            "status", "answers", "amount_requested", "unlocked_sections", "correction_due_on", "saved_at", "version", *CLOCK_FIELDS,
        ]
    )  # fmt: skip
    revision = store_revision(application, by)
    store_rule_run(application)
    record(
        "application.resubmitted", target=application, by=by,
        before={"status": S.CHANGES_REQUESTED.value}, after={"status": application.status, "revision": revision.number},
    )  # fmt: skip
    emails.queue_receipt(application, revision.number)
    return application


def store_revision(application: Application, by: User) -> AnswerRevision:
    """The answers and the hashes of the files exactly as they are handed in; never changed again."""
    newest = application.revisions.aggregate(newest=Max("number"))["newest"] or 0
    documents = document_hashes(application)
    return AnswerRevision.objects.create(
        application=application, number=newest + 1, answers=application.answers, documents=documents,
        sha256=fingerprint(application.answers, documents), submitted_at=application.saved_at, submitted_by=by,
    )  # fmt: skip


def store_rule_run(application: Application) -> list[RuleResult]:
    """Run the call's rules on the file and keep what each said, with the inputs it saw."""
    run = (application.rule_results.aggregate(newest=Max("run"))["newest"] or 0) + 1
    return RuleResult.objects.bulk_create(
        RuleResult(
            application=application, run=run, rule=finding.rule, outcome=finding.outcome, inputs=finding.inputs,
            sentence=finding.sentence, evaluated_at=now(),
        )
        for finding in check_rules(application)
    )  # fmt: skip


def _refuse_incomplete(application: Application) -> None:
    reasons = [row.label for row in missing_in(application)]
    if reasons:
        raise ApplicationIsIncomplete(_("Some required answers or documents are missing."), reasons=reasons)
    amount, highest = _amount(application), application.call.max_amount
    if amount is not None and highest is not None and amount > highest:
        sentence = _("The amount asked for is above the ceiling of %(amount)s.") % {"amount": format_money(highest)}
        raise ApplicationIsIncomplete(sentence, reasons=[sentence])


def _amount(application: Application):
    """The amount asked for, where the form asks for one and it is more than nothing."""
    question = application.form.definition.get("amount_question")
    return (as_number(application.answers.get(question)) or None) if question else None
