"""Factories of programmes, budget lines, calls and their files, with settings and a rubric to work with."""

import datetime as dt
import hashlib
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from accounts.people.models import User
from foundation.time import now, today
from programs.applications.models import Application
from programs.applications.workflow import WORKFLOW as APPLICATION
from programs.budget.actions import allocate
from programs.budget.models import BudgetLine, LedgerEntry
from programs.calls.models import AccessCode, AccessCodeUse, Call, FormVersion, Rubric, RuleSet, Trial
from programs.catalog.models import FiscalYear, Program, ProgramVersion
from tests.factories.accounts import UserFactory
from tests.factories.artisans import MandateFactory, PartyFactory


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


class AccessCodeFactory(DjangoModelFactory):
    """A code in force for somebody late; nobody knows its letters."""

    class Meta:
        model = AccessCode

    call = factory.SubFactory(CallFactory)
    kind = "late"
    code_hash = factory.Sequence(lambda n: hashlib.sha256(f"access-{n}".encode()).digest())
    tail = "XY"
    purpose = "Retard du guichet"
    created_at = factory.LazyFunction(now)
    expires_at = factory.LazyAttribute(lambda o: o.created_at + dt.timedelta(days=7))
    created_by = factory.SubFactory(UserFactory)


class AccessCodeUseFactory(DjangoModelFactory):
    class Meta:
        model = AccessCodeUse

    access_code = factory.SubFactory(AccessCodeFactory)
    party = factory.SubFactory(PartyFactory)
    used_at = factory.LazyFunction(now)
    used_by = factory.SubFactory(UserFactory)


class TrialFactory(DjangoModelFactory):
    class Meta:
        model = Trial

    form = factory.LazyFunction(lambda: CallFactory().form)
    person = factory.SubFactory(UserFactory)
    changed_at = factory.LazyFunction(now)


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
