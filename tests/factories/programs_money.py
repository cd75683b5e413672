"""A factory for each model of budget, reviews, enrolments, grants and emergency, and `Scene`: a whole call to work in.

The rows are as the actions leave them. `Scene` brings people of every role and takes files as far as a test asks,
through the same actions the pages call, so that ledger, events and letters are true.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import factory
from factory.django import DjangoModelFactory

from accounts.outbox.actions import load_templates
from accounts.people.models import User
from foundation import crypto
from foundation.time import clock_at, now, today
from programs.applications.models import Application
from programs.applications.workflow import WORKFLOW as APPLICATION
from programs.budget.actions import allocate
from programs.budget.models import BudgetLine, LedgerEntry
from programs.calls.models import Call, FormVersion, Rubric, RuleSet
from programs.catalog.models import FiscalYear, Program, ProgramVersion
from programs.emergency.models import (
    DamageAssessment,
    DamageScale,
    DisasterCommune,
    DisasterEvent,
    PriorityScore,
)
from programs.enrolments import actions as enrolments
from programs.enrolments.models import (
    Agreement,
    AssetHandover,
    Attendance,
    Cohort,
    Diagnostic,
    Enrolment,
    Interaction,
    Session,
    SupportItem,
)
from programs.grants import actions as grants
from programs.grants.models import (
    AccountClearance,
    BankReturn,
    Evidence,
    Grant,
    PaymentBatch,
    PaymentLine,
    PaymentPolicy,
    Signature,
    Tranche,
)
from programs.reviews import actions as reviews
from programs.reviews.models import (
    Appeal,
    Assignment,
    CommitteeMember,
    CommitteeSession,
    ConflictDeclaration,
    Decision,
    FastTrackDelegation,
    Review,
    ReviewRound,
)
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import (
    BankAccountFactory,
    CommuneFactory,
    DocumentFactory,
    MandateFactory,
    PartyFactory,
)

DATA = Path(__file__).resolve().parents[2] / "programs" / "data"


def words(text: str) -> dict[str, str]:
    return {"fr": text, "ar": f"{text} (ع)", "en": f"{text} (en)"}


def settings_with(percents: tuple[int, ...] = (20, 50, 30), **changes) -> dict:
    """Programme settings with a tranche plan; `percents=()` gives a programme without cash."""
    plan = [
        {
            "percent": percent,
            "name": words(f"Tranche {number}"),
            "evidence": [
                {"code": "invoice", "name": words("Facture")},
                {"code": "photo", "name": words("Photo"), "light": True},
            ],
        }
        for number, percent in enumerate(percents, start=1)
    ]
    return {
        "support_kinds": ["training", "coaching", "equipment", "cash"],
        "services": [
            {"code": "diagnosis", "kind": "coaching", "name": words("Diagnostic")},
            {"code": "export_training", "kind": "training", "name": words("Formation export")},
        ],
        "stages": [{"code": "entry", "name": words("Entrée"), "days": 30}, {"code": "plan", "name": words("Plan"), "days": 150}],
        "diagnostic": [{"code": "product", "name": words("Produit")}, {"code": "market", "name": words("Marché")}],
        "diagnostic_scale": {"min": 0, "max": 5},
        "tranche_plan": {"default": "main", "plans": {"main": plan}} if percents else None,
        "ceilings": {"per_file": 80000, "fast_track_first": 20000},
        "service_standard_days": 30, "correction_days": 15, "agreement_days": 20, "appeal_days": 15, "review_days": 10,
        "late_minutes": 0, "reminder_days": [3], "consent_notice": "1", "origin": words("Jeu d’essai"),
        **changes,
    }  # fmt: skip


RUBRIC = {
    "origin": words("Jeu d’essai"),
    "scale": {"min": 0, "max": 5},
    "criteria": [
        {"code": "quality", "name": words("Qualité"), "weight": 60},
        {"code": "market", "name": words("Marché"), "weight": 40},
    ],
}


class ProgramFactory(DjangoModelFactory):
    class Meta:
        model = Program
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"program-{n}")
    prefix = factory.Sequence(lambda n: f"P{n}"[:4])
    name_fr, name_ar, name_en = "Appui aux exportateurs", "برنامج مواكبة المصدرين", "Exporter support"


class ProgramVersionFactory(DjangoModelFactory):
    class Meta:
        model = ProgramVersion

    program = factory.SubFactory(ProgramFactory)
    number = 1
    settings = factory.LazyFunction(settings_with)


class FiscalYearFactory(DjangoModelFactory):
    class Meta:
        model = FiscalYear
        django_get_or_create = ("year",)

    year = 2023
    starts_on = factory.LazyAttribute(lambda o: dt.date(o.year, 1, 1))
    ends_on = factory.LazyAttribute(lambda o: dt.date(o.year, 12, 31))


class BudgetLineFactory(DjangoModelFactory):
    """A line with money on it when `allocated=…` is given."""

    class Meta:
        model = BudgetLine
        skip_postgeneration_save = True

    program = factory.SubFactory(ProgramFactory)
    fiscal_year = factory.SubFactory(FiscalYearFactory)
    heading = "grants"
    name_fr = "Aides directes"

    @factory.post_generation
    def allocated(self, create, extracted, **kwargs):
        if extracted:
            allocate(line=self, amount=Decimal(extracted), by=User.objects.system(), key=f"allocate:{self.reference}")


class LedgerEntryFactory(DjangoModelFactory):
    class Meta:
        model = LedgerEntry

    line = factory.SubFactory(BudgetLineFactory)
    kind = "allocate"
    amount = Decimal("1000.00")
    booked_on = factory.LazyFunction(today)
    recorded_by = factory.LazyFunction(User.objects.system)
    key = factory.Sequence(lambda n: f"entry:{n}")


class CallFactory(DjangoModelFactory):
    """An open call of a programme with cash in 20/50/30, two reviews a file and a rubric of two criteria."""

    class Meta:
        model = Call
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"call-{n}")
    version = factory.SubFactory(ProgramVersionFactory)
    edition = "2023"
    name_fr, name_ar, name_en = "Appel 2023", "طلب 2023", "Call 2023"
    form = factory.LazyFunction(
        lambda: FormVersion.objects.get_or_create(
            code="form", number=1, defaults={"definition": {"title": words("F"), "origin": words("x"), "sections": []}}
        )[0]
    )
    rules = factory.LazyFunction(
        lambda: RuleSet.objects.get_or_create(
            code="rules", number=1, defaults={"definition": {"origin": words("x"), "rules": []}}
        )[0]
    )
    rubric = factory.LazyFunction(
        lambda: Rubric.objects.get_or_create(code="rubric", number=1, defaults={"definition": RUBRIC})[0]
    )
    budget_line = factory.SubFactory(BudgetLineFactory, program=factory.SelfAttribute("..version.program"))
    opens_at = dt.datetime(2023, 1, 2, 9, tzinfo=dt.UTC)

    @factory.post_generation
    def opened(self, create, extracted, **kwargs):
        if extracted is not False:
            for status in ("scheduled", "open"):
                self.status = status
                self.save(update_fields=["status"])


# How a file gets to each state in a few lawful moves.
_ROADS = {
    "draft": [],
    "submitted": ["submit"],
    "screening": ["submit", "screen"],
    "in_review": ["submit", "screen", "open_review"],
    "ready": ["submit", "screen", "open_review", "complete_review"],
}


class ApplicationFactory(DjangoModelFactory):
    """A file of a woman in Asni; `status=` up to "ready" takes the lawful steps, without their effects."""

    class Meta:
        model = Application

    call = factory.SubFactory(CallFactory)
    party = factory.SubFactory(PartyFactory)
    program = factory.LazyAttribute(lambda o: o.call.version.program.code)
    area = factory.LazyAttribute(lambda o: o.party.commune.code)
    form = factory.LazyAttribute(lambda o: o.call.form)
    applicant = factory.SubFactory(UserFactory)
    amount_requested = Decimal("30000.00")

    @classmethod
    def _create(cls, model_class, *args, status="draft", score=None, **kwargs):
        application = model_class(*args, **kwargs)
        application.save()
        MandateFactory(user=application.applicant, party=application.party)
        for step in _ROADS[status]:
            APPLICATION.take(application, step)
            if step == "submit":
                application.submitted_at, application.submitted_by = now(), application.applicant
            if step == "complete_review":
                application.score_median = application.score_mean = Decimal(score if score is not None else 60)
                application.score_spread = Decimal(0)
            application.save()
        return application


class ReviewRoundFactory(DjangoModelFactory):
    class Meta:
        model = ReviewRound

    call = factory.SubFactory(CallFactory)
    rubric = factory.LazyAttribute(lambda o: o.call.rubric)
    opened_by = factory.LazyFunction(User.objects.system)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    round = factory.SubFactory(ReviewRoundFactory)
    application = factory.SubFactory(ApplicationFactory, call=factory.SelfAttribute("..round.call"), status="in_review")
    reviewer = factory.SubFactory(StaffFactory, role="reviewer")
    assigned_by = factory.LazyFunction(User.objects.system)


class ReviewFactory(DjangoModelFactory):
    class Meta:
        model = Review

    assignment = factory.SubFactory(AssignmentFactory)
    scores = factory.LazyFunction(lambda: {"quality": "3", "market": "3"})
    total = Decimal("60.00")
    submitted_by = factory.LazyAttribute(lambda o: o.assignment.reviewer)


class ConflictDeclarationFactory(DjangoModelFactory):
    class Meta:
        model = ConflictDeclaration

    application = factory.SubFactory(ApplicationFactory, status="in_review")
    reviewer = factory.SubFactory(StaffFactory, role="reviewer")
    has_conflict = True
    reason = "Cousin"


class CommitteeSessionFactory(DjangoModelFactory):
    class Meta:
        model = CommitteeSession

    call = factory.SubFactory(CallFactory)
    held_on = factory.LazyFunction(today)
    quorum = 2


class CommitteeMemberFactory(DjangoModelFactory):
    class Meta:
        model = CommitteeMember

    session = factory.SubFactory(CommitteeSessionFactory)
    name = factory.Sequence(lambda n: f"Membre {n}")


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    session = factory.SubFactory(CommitteeSessionFactory)
    application = factory.SubFactory(ApplicationFactory, call=factory.SelfAttribute("..session.call"), status="ready")
    verdict = "approve"
    amount = Decimal("30000.00")
    proposed_by = factory.LazyFunction(User.objects.system)


class FastTrackDelegationFactory(DjangoModelFactory):
    class Meta:
        model = FastTrackDelegation

    session = factory.SubFactory(CommitteeSessionFactory)
    holder = factory.SubFactory(StaffFactory, role="head")
    cap_per_file, cap_total = Decimal(80000), Decimal(400000)
    valid_until = factory.LazyFunction(lambda: today() + dt.timedelta(days=60))
    granted_by = factory.LazyFunction(User.objects.system)


class AppealFactory(DjangoModelFactory):
    class Meta:
        model = Appeal

    application = factory.SubFactory(ApplicationFactory, status="ready")
    text = "Je conteste."
    filed_by = factory.LazyAttribute(lambda o: o.application.applicant)


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    application = factory.SubFactory(ApplicationFactory, status="ready")
    terms = factory.LazyFunction(dict)


class CohortFactory(DjangoModelFactory):
    class Meta:
        model = Cohort

    call = factory.SubFactory(CallFactory)
    name_fr = "Groupe 1"
    starts_on = factory.LazyFunction(today)


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    application = factory.SubFactory(ApplicationFactory, status="ready")
    party = factory.LazyAttribute(lambda o: o.application.party)
    version = factory.LazyAttribute(lambda o: o.application.call.version)
    program = factory.LazyAttribute(lambda o: o.application.program)
    area = factory.LazyAttribute(lambda o: o.application.area)
    enrolled_on = factory.LazyFunction(today)
    recorded_by = factory.LazyFunction(User.objects.system)


class SessionFactory(DjangoModelFactory):
    class Meta:
        model = Session

    cohort = factory.SubFactory(CohortFactory)
    kind = "training"
    title_fr = "Procédures douanières"
    held_on = factory.LazyFunction(today)


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    session = factory.SubFactory(SessionFactory)
    enrolment = factory.SubFactory(EnrolmentFactory)
    was_present = True
    recorded_by = factory.LazyFunction(User.objects.system)


class SupportItemFactory(DjangoModelFactory):
    class Meta:
        model = SupportItem

    enrolment = factory.SubFactory(EnrolmentFactory)
    kind = "training"
    title_fr = "Formation"
    planned_on = factory.LazyFunction(today)


class AssetHandoverFactory(DjangoModelFactory):
    class Meta:
        model = AssetHandover

    item = factory.SubFactory(SupportItemFactory, kind="equipment")
    description = "Tour de potier"
    value = Decimal("4000.00")
    handed_on = factory.LazyFunction(today)


class InteractionFactory(DjangoModelFactory):
    class Meta:
        model = Interaction

    enrolment = factory.SubFactory(EnrolmentFactory)
    on = factory.LazyFunction(today)
    kind = "visit"
    summary = "Visite de l’atelier."
    recorded_by = factory.LazyFunction(User.objects.system)


class DiagnosticFactory(DjangoModelFactory):
    class Meta:
        model = Diagnostic

    enrolment = factory.SubFactory(EnrolmentFactory)
    moment = "entry"
    scores = factory.LazyFunction(lambda: {"product": 3, "market": 2})
    done_on = factory.LazyFunction(today)
    recorded_by = factory.LazyFunction(User.objects.system)


class GrantFactory(DjangoModelFactory):
    """A grant with its tranches in 20/50/30, outside the ledger; for money that is true use `Scene`."""

    class Meta:
        model = Grant
        skip_postgeneration_save = True

    enrolment = factory.SubFactory(EnrolmentFactory)
    party = factory.LazyAttribute(lambda o: o.enrolment.party)
    program = factory.LazyAttribute(lambda o: o.enrolment.program)
    area = factory.LazyAttribute(lambda o: o.enrolment.area)
    budget_line = factory.LazyAttribute(lambda o: o.enrolment.application.call.budget_line)
    amount = Decimal("30000.00")
    awarded_on = factory.LazyFunction(today)
    recorded_by = factory.LazyFunction(User.objects.system)

    @factory.post_generation
    def percents(self, create, extracted, **kwargs):
        for number, percent in enumerate(extracted or (20, 50, 30), start=1):
            Tranche.objects.create(grant=self, number=number, percent=percent, amount=self.amount * percent / 100)


class TrancheFactory(DjangoModelFactory):
    """The only tranche of its grant."""

    class Meta:
        model = Tranche

    grant = factory.SubFactory(GrantFactory, percents=())
    number = 1
    percent = 100
    amount = factory.LazyAttribute(lambda o: o.grant.amount)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        kwargs["grant"].tranches.all().delete()
        return super()._create(model_class, *args, **kwargs)


class EvidenceFactory(DjangoModelFactory):
    class Meta:
        model = Evidence

    tranche = factory.SubFactory(TrancheFactory)
    document = factory.SubFactory(DocumentFactory)
    code = "invoice"
    label = "Facture"
    handed_in_by = factory.LazyFunction(User.objects.system)


class PaymentBatchFactory(DjangoModelFactory):
    class Meta:
        model = PaymentBatch

    budget_line = factory.SubFactory(BudgetLineFactory)
    label = "Lot de novembre"
    prepared_by = factory.LazyFunction(User.objects.system)


class SignatureFactory(DjangoModelFactory):
    class Meta:
        model = Signature

    batch = factory.SubFactory(PaymentBatchFactory)
    level = "preparer"
    user = factory.SubFactory(StaffFactory, role="preparer")
    principal = factory.LazyAttribute(lambda o: o.user)
    content_hash = "0" * 64


class PaymentLineFactory(DjangoModelFactory):
    class Meta:
        model = PaymentLine

    tranche = factory.SubFactory(TrancheFactory)
    batch = factory.SubFactory(PaymentBatchFactory)
    account = factory.SubFactory(BankAccountFactory, party=factory.SelfAttribute("..tranche.grant.party"))
    amount = factory.LazyAttribute(lambda o: o.tranche.amount)
    payee_name = "Fatima Benali"
    payee_rib = "011780000012345678901296"
    payee_rib_tail = "1296"


class BankReturnFactory(DjangoModelFactory):
    class Meta:
        model = BankReturn

    batch = factory.SubFactory(PaymentBatchFactory)
    sha256 = factory.Sequence(lambda n: hashlib.sha256(str(n).encode()).hexdigest())
    name = "reponse.csv"
    content = factory.LazyFunction(list)
    imported_by = factory.LazyFunction(User.objects.system)


class AccountClearanceFactory(DjangoModelFactory):
    class Meta:
        model = AccountClearance

    account = factory.SubFactory(BankAccountFactory)
    reason = "Urgence"
    cleared_by = factory.SubFactory(StaffFactory, role="head")


class PaymentPolicyFactory(DjangoModelFactory):
    class Meta:
        model = PaymentPolicy

    name = factory.Sequence(lambda n: f"policy-{n}")
    published_at = factory.LazyFunction(now)


class DisasterEventFactory(DjangoModelFactory):
    class Meta:
        model = DisasterEvent
        django_get_or_create = ("code",)

    code = "seisme-test"
    name_fr, name_ar, name_en = "Séisme", "زلزال", "Earthquake"
    struck_at = dt.datetime(2023, 9, 8, 22, 11, tzinfo=dt.UTC)


class DisasterCommuneFactory(DjangoModelFactory):
    class Meta:
        model = DisasterCommune

    event = factory.SubFactory(DisasterEventFactory)
    commune = factory.SubFactory(CommuneFactory)
    declared = "yes"


class DamageScaleFactory(DjangoModelFactory):
    class Meta:
        model = DamageScale

    code = factory.Sequence(lambda n: f"scale-{n}")
    definition = factory.LazyFunction(dict)


class DamageAssessmentFactory(DjangoModelFactory):
    class Meta:
        model = DamageAssessment

    application = factory.SubFactory(ApplicationFactory, status="in_review")
    scale = factory.SubFactory(DamageScaleFactory)
    structure = 2
    premises_loss = Decimal("50000.00")
    visited_on = factory.LazyFunction(today)
    assessed_by = factory.SubFactory(StaffFactory, role="officer")


class PriorityScoreFactory(DjangoModelFactory):
    class Meta:
        model = PriorityScore

    application = factory.SubFactory(ApplicationFactory, status="in_review")
    scale = factory.SubFactory(DamageScaleFactory)
    score = Decimal("50.00")
    inputs = factory.LazyFunction(dict)


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


__all__ = ["Scene", "clock_at", "crypto"]
