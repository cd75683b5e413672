"""After the decision: agreement, enrolment, support delivered, tranches claimed, four signatures, the bank's answer."""

import random
from datetime import date
from decimal import Decimal

from config.demonstration.answers import paper
from config.demonstration.clock import after, on_day
from config.demonstration.files import File, give_account
from config.demonstration.staff import Staff
from programs.budget.models import BudgetLine
from programs.catalog.choices import SupportKind
from programs.enrolments import actions as enrolments
from programs.enrolments.choices import SupportStatus
from programs.enrolments.models import Cohort, Enrolment
from programs.enrolments.queries import pays_cash
from programs.grants import actions as grants
from programs.grants.choices import TrancheStatus
from programs.grants.models import PaymentBatch, Tranche
from programs.grants.queries import evidence_missing

VALUES = {
    SupportKind.TRAINING: 1_800,
    SupportKind.COACHING: 1_200,
    SupportKind.EQUIPMENT: 14_000,
    SupportKind.FAIR: 9_500,
    SupportKind.LABEL: 3_200,
}


def enrol(file: File, staff: Staff, day: date, *, cohort: Cohort | None = None) -> Enrolment:
    """Agreement sent, signed a week later; the account verified if money is paid; enrolled."""
    minute = file.persona.number % 60
    with on_day(day, 10, minute):
        agreement = enrolments.draft_agreement(application=file.application, by=staff.officer)
        agreement = enrolments.send_agreement(agreement=agreement, by=staff.officer)
    file.application.refresh_from_db()
    if pays_cash(file.application):
        give_account(file, staff, after(day, 2))
    signed = after(day, 5 + file.persona.number % 6)
    with on_day(signed, 11, minute):
        enrolments.sign_agreement(
            agreement=agreement, by=staff.officer, signed_copy=paper(staff.officer, "convention", file.persona.number)
        )
    with on_day(after(signed, 1), 15, minute):
        enrolment = enrolments.enrol(application=file.application, by=staff.officer, cohort=cohort)
        return enrolments.start_enrolment(enrolment=enrolment, by=staff.officer)


def support(
    enrolment: Enrolment,
    staff: Staff,
    start: date,
    step: int,
    chance: random.Random,
    *,
    until: date,
    share: float = 1.0,
) -> None:
    """Deliver the plan item by item, each verified by the head a few days later; nothing after `until`."""
    day = after(start, chance.randrange(3, 12))
    items = list(enrolment.support_items.exclude(kind=SupportKind.CASH).order_by("planned_on", "id"))
    for item in items[: max(1, round(len(items) * share))]:
        if after(day, 4) > until or item.status not in (SupportStatus.PLANNED, SupportStatus.SCHEDULED):
            break
        value = Decimal(VALUES.get(SupportKind(item.kind), 1_000)) * (90 + chance.randrange(0, 30)) / 100
        value = value.quantize(Decimal("1.00"))
        with on_day(day, 12, enrolment.pk % 60):
            handover = (
                enrolments.Handover(description=item.title_fr[:200], value=value, serial_number=f"DEMO-{item.pk}")
                if item.kind == SupportKind.EQUIPMENT
                else None
            )
            enrolments.deliver_support(item=item, by=staff.officer, value=value, handover=handover)
        with on_day(after(day, 4), 9, enrolment.pk % 60):
            enrolments.verify_support(item=item, by=staff.colleague)
        day = after(day, step)


def diagnose(enrolment: Enrolment, staff: Staff, moment: str, day: date, chance: random.Random, level: float) -> None:
    """Scores on the grid of the programme."""
    settings = enrolment.version.settings
    scale = settings.get("diagnostic_scale") or {"min": 0, "max": 5}
    span = scale["max"] - scale["min"]
    scores = {
        axis["code"]: max(scale["min"], min(scale["max"], scale["min"] + round(span * chance.gauss(level, 0.15))))
        for axis in settings["diagnostic"]
    }
    if scores:
        with on_day(day, 16, enrolment.pk % 60):
            enrolments.record_diagnostic(enrolment=enrolment, moment=moment, scores=scores, by=staff.officer)


def claim(tranche: Tranche, file: File, staff: Staff, day: date) -> Tranche:
    """The beneficiary claims with the evidence asked; an officer checks; the head approves."""
    minute = file.persona.number % 60
    with on_day(day, 9, minute):
        pieces = [
            grants.Piece(code=row["code"], document=paper(file.user, row["code"], file.persona.number + tranche.number))
            for row in evidence_missing(tranche)
        ]
        tranche = grants.claim_tranche(tranche=tranche, by=file.user, pieces=pieces)
    with on_day(after(day, 2), 10, minute):
        tranche = grants.check_evidence(tranche=tranche, by=staff.officer, accept_all=True)
    with on_day(after(day, 4), 11, minute):
        previous = Tranche.objects.filter(grant=tranche.grant_id, number=tranche.number - 1).first()
        if previous is not None and previous.justified_at is None:
            grants.justify_tranche(tranche=previous, by=staff.officer)
        return grants.approve_tranche(tranche=tranche, by=staff.head)


def prepare(tranches: list[Tranche], line: BudgetLine, label: str, staff: Staff, day: date) -> PaymentBatch:
    """A batch listed and signed by its preparer; three signatures are wanted."""
    with on_day(day, 9):
        batch = grants.draft_batch(line=line, label=label, by=staff.preparer)
        for tranche in tranches:
            grants.add_line(batch=batch, tranche=tranche, by=staff.preparer)
        return grants.lock_batch(batch=batch, by=staff.preparer)


def pay(tranches: list[Tranche], line: BudgetLine, label: str, staff: Staff, day: date, *, reject: int = 0) -> None:
    """One batch: prepared, signed by four, sent, answered by the bank three days later and confirmed."""
    batch = prepare(tranches, line, label, staff, day)
    with on_day(after(day, 1), 10):
        batch = grants.approve_batch(batch=batch, by=staff.approver)
    with on_day(after(day, 1), 15):
        batch = grants.authorise_batch(batch=batch, by=staff.authoriser)
    with on_day(after(day, 2), 11):
        batch = grants.release_batch(batch=batch, by=staff.releaser)
        batch = grants.send_batch(batch=batch, by=staff.releaser)
    answered = after(day, 5)
    with on_day(answered, 9):
        rows = [
            f"{line_.reference};REJECTED;{answered};Compte clôturé"
            if number < reject
            else f"{line_.reference};PAID;{answered}"
            for number, line_ in enumerate(batch.lines.order_by("id"))
        ]
        content = ("\n".join(rows) + "\n").encode()
        answer = grants.import_return(
            batch=batch, name=f"retour-{batch.reference}.txt", content=content, by=staff.preparer
        )
    with on_day(after(answered, 1), 10):
        grants.confirm_return(bank_return=answer, by=staff.approver)


def payable(enrolments_: list[Enrolment], number: int) -> list[Tranche]:
    """The tranches of that rank that wait for a batch."""
    return list(
        Tranche.objects.filter(grant__enrolment__in=enrolments_, number=number, status=TrancheStatus.PAYABLE).order_by(
            "id"
        )
    )
