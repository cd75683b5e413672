"""What people decide: each suspect, then the list."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.jobs.actions import cancel_job, enqueue
from accounts.jobs.models import Job
from accounts.people.models import User
from artisans.imports.actions.receiving import live_job, lock_batch
from artisans.imports.choices import Decision, ImportStatus, Outcome
from artisans.imports.models import ImportBatch, StagedRow
from artisans.imports.permissions import may_decide
from artisans.imports.workflow import WORKFLOW
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now

PROVEN = frozenset({"number_other_name", "same_number_in_file"})


@transaction.atomic
def decide_suspect(*, batch: ImportBatch, row: int, decision: str, by: User) -> StagedRow:
    """Same person, another one, or left out; may be changed until the list is written. A shared number cannot be another person's."""
    batch = lock_batch(batch)
    if batch.status != ImportStatus.CHECKED or not may_decide(by, batch):
        raise DomainError(_("This list is not waiting for a decision."))
    staged = (
        StagedRow.objects.select_for_update(of=("self",)).filter(batch=batch, row=row, outcome=Outcome.SUSPECT).first()
    )
    if staged is None or decision not in Decision.values:
        raise DomainError(_("This row is not waiting for a decision."))
    if decision == Decision.DIFFERENT and PROVEN & set(staged.reasons):
        raise DomainError(_("One number belongs to one person: correct the number in the list, or leave the row out."))
    staged.decision, staged.decided_by, staged.decided_at = decision, by, now()
    staged.save(update_fields=["decision", "decided_by", "decided_at"])
    record(
        "import.row_decided",
        target=batch,
        by=by,
        after={"row": row, "decision": decision, "twin": staged.twin_party_id},
    )
    return staged


@transaction.atomic
def accept_import(
    *, batch: ImportBatch, by: User, reason: str = "", with_changes: bool = False, with_suspects: bool = False
) -> Job:
    """Have the clean rows written, with corrections of known people if asked for, and suspects as new people if asked for.

    Rows with errors are never written. What is accepted, by whom and why is on record before the first row is.
    """
    batch = lock_batch(batch)
    if not may_decide(by, batch):
        raise NotPermitted(_("Your role does not allow you to accept this list."))
    if with_suspects and not reason.strip():
        raise InvalidValue(_("Say why people who may be registered already are registered again."))
    WORKFLOW.take(batch, "accept")
    batch.accepted_at, batch.accepted_by, batch.acceptance_reason = now(), by, reason.strip()[:240]
    batch.with_changes, batch.with_suspects = with_changes, with_suspects
    batch.save()
    after = {"counts": batch.counts, "with_changes": with_changes, "with_suspects": with_suspects}
    record("import.accepted", target=batch, by=by, reason=batch.acceptance_reason or batch.reason, after=after)
    return enqueue(
        "imports.write", about=batch, by=by, payload={"back": batch.get_absolute_url()},
        title=_("Writing of the list %(reference)s") % {"reference": batch.reference},
    )  # fmt: skip


@transaction.atomic
def stop_import(*, batch: ImportBatch, by: User) -> ImportBatch:
    """Stop what a worker does with the list. A check goes on later where it stood; of a writing, whole pieces stay."""
    batch = lock_batch(batch)
    if (job := live_job(batch)) is not None:
        cancel_job(job=job, by=by)
    if batch.status == ImportStatus.ACCEPTED:
        WORKFLOW.take(batch, "stop")
        batch.save(update_fields=["status"])
    record("import.stopped", target=batch, by=by)
    return batch
