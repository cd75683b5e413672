"""`Scene`: a whole call to work in.

It brings people of every role and takes files as far as a test asks, through the same actions the pages call, so that
ledger, events and letters are true. The factories of single rows stand in the modules beside this one.
"""

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path

from accounts.outbox.actions import load_templates
from accounts.people.models import User
from foundation.time import now, today
from programs.applications.models import Application
from programs.enrolments import actions as enrolments
from programs.enrolments.models import Enrolment
from programs.grants import actions as grants
from programs.grants.models import Grant, PaymentBatch, Tranche
from programs.reviews import actions as reviews
from programs.reviews.models import CommitteeSession
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import BankAccountFactory, DocumentFactory
from tests.factories.programs_calls import (
    ApplicationFactory,
    BudgetLineFactory,
    CallFactory,
    ProgramVersionFactory,
    settings_with,
)

DATA = Path(__file__).resolve().parents[2] / "programs" / "data"


_serial = iter(range(1, 10**6))


def verified_account(party, *, days_ago: int = 30, verified_by: User | None = None):
    """An account of the party, verified so many days ago by a second person."""
    rib = _rib(next(_serial))
    account = BankAccountFactory(party=party, rib=rib)
    account.status, account.verified_by = "verified", verified_by or StaffFactory(role="officer")
    account.verified_at = now() - dt.timedelta(days=days_ago)
    account.save()
    return account


def _rib(number: int) -> str:
    head = f"011780{number:016d}"
    return f"{head}{97 - int(head) * 100 % 97:02d}"


@dataclass
class Scene:
    """One call with a budget line and people of every role. Times are the caller's (`clock_at`)."""

    allocated: str = "200000"
    percents: tuple[int, ...] = (20, 50, 30)
    places: int | None = None
    call_fields: dict = field(default_factory=dict)
    settings: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        load_templates(DATA / "messages_money.json")
        load_templates(DATA / "messages_sessions.json")
        version = ProgramVersionFactory(settings=settings_with(self.percents, **self.settings))
        self.program = version.program
        self.line = BudgetLineFactory(program=self.program, allocated=self.allocated)
        self.call = CallFactory(version=version, budget_line=self.line, places=self.places, **self.call_fields)
        self.officer = StaffFactory(role="officer", full_name="Officer")
        self.officer2 = StaffFactory(role="officer", full_name="Second officer")
        self.head = StaffFactory(role="head", full_name="Head")
        self.secretary = StaffFactory(role="secretary", full_name="Secretary")
        self.reviewers = [StaffFactory(role="reviewer", full_name=f"Reviewer {n}") for n in range(1, 4)]
        self.preparer = StaffFactory(role="preparer", full_name="F1")
        self.approver = StaffFactory(role="approver", full_name="F2")
        self.authoriser = StaffFactory(role="authoriser", full_name="F3")
        self.releaser = StaffFactory(role="releaser", full_name="F4")

    def application(self, status: str = "ready", **fields) -> Application:
        return ApplicationFactory(call=self.call, status=status, **fields)

    def session(self, *, attended: int = 3, quorum: int = 2) -> CommitteeSession:
        """An open session with members present."""
        session = reviews.plan_session(call=self.call, held_on=today(), quorum=quorum, by=self.secretary)
        members = [
            reviews.add_member(session=session, name=f"Membre {n}", by=self.secretary)
            for n in range(max(attended, quorum))
        ]
        session = reviews.open_session(session=session, by=self.secretary)
        reviews.record_attendance(session=session, present=members[:attended], by=self.secretary)
        return session

    def decided(self, *, count: int | None = None, publish: bool = True, **options) -> CommitteeSession:
        """A session that decided all ready files by rank, its minutes signed, its decisions published."""
        session = self.session()
        reviews.propose_decisions(session=session, count=count, by=self.secretary, **options)
        session = reviews.close_session(session=session, by=self.secretary)
        reviews.adopt_decisions(session=session, by=self.secretary)
        session = reviews.sign_minutes(session=session, minutes="Procès-verbal.", by=self.secretary)
        if publish:
            reviews.publish_decisions(session=session, by=self.secretary)
        return session

    def approved(self, **fields) -> Application:
        application = self.application(**fields)
        self.decided()
        application.refresh_from_db()
        return application

    def signed(self, application: Application, *, account_days: int = 30) -> Application:
        """With a signed agreement and a verified account, one step before enrolment."""
        verified_account(application.party, days_ago=account_days, verified_by=self.officer2)
        agreement = enrolments.draft_agreement(application=application, by=self.officer)
        agreement = enrolments.send_agreement(agreement=agreement, by=self.officer)
        enrolments.sign_agreement(agreement=agreement, by=self.officer)
        return application

    def enrolled(self, *, account_days: int = 30, **fields) -> Enrolment:
        application = self.signed(self.approved(**fields), account_days=account_days)
        return enrolments.enrol(application=application, by=self.officer)

    def grant(self, **fields) -> Grant:
        return self.enrolled(**fields).grant

    def payable(self, tranche: Tranche) -> Tranche:
        """Claimed by the beneficiary, checked by the officer, approved by the head."""
        pieces = [grants.Piece(code=code, document=DocumentFactory()) for code in ("invoice", "photo")]
        applicant = tranche.grant.enrolment.application.applicant
        grants.claim_tranche(tranche=tranche, pieces=pieces, by=applicant)
        grants.check_evidence(tranche=tranche, accept_all=True, by=self.officer)
        return grants.approve_tranche(tranche=tranche, by=self.head)

    def batch(self, *tranches: Tranche) -> PaymentBatch:
        """A draft with these payable tranches."""
        batch = grants.draft_batch(line=self.line, label="Lot", by=self.preparer)
        for tranche in tranches:
            grants.add_line(batch=batch, tranche=tranche, by=self.preparer)
        return batch

    def released(self, batch: PaymentBatch) -> PaymentBatch:
        grants.lock_batch(batch=batch, by=self.preparer)
        grants.approve_batch(batch=batch, by=self.approver)
        grants.authorise_batch(batch=batch, by=self.authoriser)
        return grants.release_batch(batch=batch, by=self.releaser)

    def sent(self, *tranches: Tranche) -> PaymentBatch:
        return grants.send_batch(batch=self.released(self.batch(*tranches)), by=self.releaser)

    def answer(self, batch: PaymentBatch, outcome: str = "PAID") -> bytes:
        """A bank answer for all lines of the batch."""
        rows = [f"{line.reference};{outcome};{today()};" for line in batch.lines.order_by("id")]
        return "\n".join(rows).encode()

    def paid(self, tranche: Tranche) -> Tranche:
        """All the way to the ledger."""
        batch = self.sent(self.payable(tranche))
        answer = grants.import_return(batch=batch, name="reponse.csv", content=self.answer(batch), by=self.preparer)
        grants.confirm_return(bank_return=answer, by=self.approver)
        tranche.refresh_from_db()
        return tranche
