"""A factory for each model of catalog, calls and applications, and a small call to apply for.

The form has two sections (a name and a number; a document when the number is large). `ApplicationFactory` makes a draft;
`ready_application()` a draft that can be handed in, `submitted_application()` one that was, through the real actions.
"""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from accounts.outbox.actions import load_templates
from accounts.people.choices import Role
from foundation.time import now
from programs.applications import actions
from programs.applications.models import (
    AnswerRevision,
    Application,
    ApplicationDocument,
    IdempotencyKey,
    Note,
    RuleResult,
)
from programs.calls.loading import DATA
from programs.calls.models import Call, FormVersion, Rubric, RuleSet
from programs.catalog.models import FiscalYear, Program, ProgramVersion
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import ConsentFactory, DocumentFactory, MandateFactory, PartyFactory, system_user


def words(text: str) -> dict[str, str]:
    return {"fr": f"{text} fr", "ar": f"{text} ar", "en": text}


SETTINGS = {
    "support_kinds": ["training", "cash"],
    "services": [{"code": "course", "kind": "training", "name": words("Course")}],
    "stages": [{"code": "work", "name": words("Work"), "days": 30}],
    "diagnostic": [],
    "tranche_plan": {
        "default": "standard",
        "plans": {
            "standard": [
                {"percent": 60, "name": words("First"), "evidence": []},
                {"percent": 40, "name": words("Second"), "evidence": [{"code": "report", "name": words("Report")}]},
            ],
            "single": [{"percent": 100, "name": words("Once"), "evidence": []}],
        },
        "choose": [{"plan": "single", "when": {"question": "pieces", "at_most": 10}}],
    },
    "ceilings": {"per_file": 50000},
    "service_standard_days": 10,
    "correction_days": 7,
    "agreement_days": 10,
    "appeal_days": 15,
    "review_days": 5,
    "late_minutes": 30,
    "reminder_days": [2],
    "consent_notice": "1",
    "origin": words("Made for tests"),
}
FORM = {
    "title": words("Test form"),
    "origin": words("Made for tests"),
    "amount_question": "amount",
    "sections": [
        {
            "code": "work",
            "title": words("Work"),
            "questions": [
                {"code": "name", "type": "text", "label": words("Name"), "required": True, "personal": True},
                {"code": "pieces", "type": "integer", "label": words("Pieces"), "required": True, "min": 0},
                {"code": "why", "type": "text", "label": words("Why"), "required_when": {"question": "pieces", "at_least": 100},
                 "shown_when": {"question": "pieces", "at_least": 100}},
            ],
        },
        {
            "code": "money",
            "title": words("Money"),
            "questions": [
                {"code": "amount", "type": "money", "label": words("Amount"), "required": True, "max": 100000},
                {"code": "quote", "type": "document", "label": words("Quote"), "accept": ["pdf"], "max_files": 2,
                 "required_when": {"question": "pieces", "at_least": 50}},
            ],
        },
    ],
}  # fmt: skip
RULES = {
    "origin": words("Made for tests"),
    "rules": [
        {
            "code": "output", "kind": "answer_at_least", "parameters": {"question": "pieces", "min": 5},
            "sentences": {outcome: words(f"output {outcome}") for outcome in ("pass", "fail", "manual")},
            "ask": {"code": "output", "type": "integer", "label": words("How many pieces?")},
        },
        {
            "code": "place", "kind": "area", "parameters": {"codes": ["07"]}, "on_fail": "manual",
            "sentences": {outcome: words(f"place {outcome}") for outcome in ("pass", "fail", "manual")},
        },
    ],
}  # fmt: skip
RUBRIC = {
    "origin": words("Made for tests"),
    "scale": {"min": 0, "max": 5},
    "criteria": [
        {"code": "quality", "name": words("Quality"), "weight": 60},
        {"code": "people", "name": words("People"), "weight": 40},
    ],
}


class ProgramFactory(DjangoModelFactory):
    class Meta:
        model = Program
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    code = "pilot"
    prefix = factory.LazyAttribute(lambda me: me.code[:3].upper())
    name_fr, name_ar, name_en = "Programme pilote", "برنامج نموذجي", "Pilot programme"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        program = super()._create(model_class, *args, **kwargs)
        if program.status == "draft":
            program.status = "active"
            program.save(update_fields=["status"])
        return program


class ProgramVersionFactory(DjangoModelFactory):
    class Meta:
        model = ProgramVersion
        django_get_or_create = ("program", "number")

    program = factory.SubFactory(ProgramFactory)
    number = 1
    settings = factory.LazyFunction(lambda: SETTINGS)
    published_at = factory.LazyFunction(now)


class FiscalYearFactory(DjangoModelFactory):
    class Meta:
        model = FiscalYear
        django_get_or_create = ("year",)

    year = 2023
    starts_on = factory.LazyAttribute(lambda me: dt.date(me.year, 1, 1))
    ends_on = factory.LazyAttribute(lambda me: dt.date(me.year, 12, 31))


class _Versioned(DjangoModelFactory):
    code = factory.Sequence(lambda n: f"definition-{n}")
    published_at = factory.LazyFunction(now)


class FormVersionFactory(_Versioned):
    class Meta:
        model = FormVersion

    definition = factory.LazyFunction(lambda: FORM)


class RuleSetFactory(_Versioned):
    class Meta:
        model = RuleSet

    definition = factory.LazyFunction(lambda: RULES)


class RubricFactory(_Versioned):
    class Meta:
        model = Rubric

    definition = factory.LazyFunction(lambda: RUBRIC)


class CallFactory(DjangoModelFactory):
    """Open now, without an end; `closed=True` for one that ended an hour ago, `draft=True` for one not published."""

    class Meta:
        model = Call
        skip_postgeneration_save = True

    class Params:
        closed = factory.Trait(status="closed", closes_at=factory.LazyFunction(lambda: now() - dt.timedelta(hours=1)))
        draft = factory.Trait(status="draft")

    code = factory.Sequence(lambda n: f"call-{n}")
    edition = "2023"
    version = factory.SubFactory(ProgramVersionFactory)
    name_fr, name_ar, name_en = "Appel d’essai", "دعوة تجريبية", "Test call"
    offer_fr, offer_ar, offer_en = "Un appui", "دعم", "Support"
    form = factory.SubFactory(FormVersionFactory)
    rules = factory.SubFactory(RuleSetFactory)
    rubric = factory.SubFactory(RubricFactory)
    opens_at = factory.LazyFunction(lambda: now() - dt.timedelta(days=10))
    status = "open"

    @classmethod
    def _create(cls, model_class, *args, status="open", **kwargs):
        call = model_class(*args, **kwargs)
        call.save()
        for step in ("scheduled", "open", "closed")[: ("draft", "scheduled", "open", "closed").index(status)]:
            call.status = step
            call.save(update_fields=["status"])
        return call


class ApplicationFactory(DjangoModelFactory):
    """An empty draft of somebody with a mandate and a consent."""

    class Meta:
        model = Application
        skip_postgeneration_save = True

    call = factory.SubFactory(CallFactory)
    party = factory.SubFactory(PartyFactory)
    program = factory.LazyAttribute(lambda me: me.call.version.program.code)
    area = factory.LazyAttribute(lambda me: me.party.area)
    form = factory.LazyAttribute(lambda me: me.call.form)
    applicant = factory.SubFactory(UserFactory)

    @factory.post_generation
    def standing(application, create, extracted, **kwargs):
        MandateFactory(user=application.applicant, party=application.party)
        ConsentFactory(party=application.party)


class ApplicationDocumentFactory(DjangoModelFactory):
    class Meta:
        model = ApplicationDocument

    application = factory.SubFactory(ApplicationFactory)
    question = "quote"
    document = factory.SubFactory(DocumentFactory)


class AnswerRevisionFactory(DjangoModelFactory):
    class Meta:
        model = AnswerRevision

    application = factory.SubFactory(ApplicationFactory)
    number = 1
    answers = factory.LazyFunction(dict)
    sha256 = "0" * 64
    submitted_by = factory.LazyFunction(system_user)


class RuleResultFactory(DjangoModelFactory):
    class Meta:
        model = RuleResult

    application = factory.SubFactory(ApplicationFactory)
    run = 1
    rule = "output"
    outcome = "pass"
    sentence = factory.LazyFunction(lambda: words("output pass"))


class NoteFactory(DjangoModelFactory):
    class Meta:
        model = Note

    application = factory.SubFactory(ApplicationFactory)
    text = "A remark"
    written_by = factory.LazyFunction(system_user)


class IdempotencyKeyFactory(DjangoModelFactory):
    class Meta:
        model = IdempotencyKey

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"key-{n}")
    fingerprint = "0" * 64
    status_code = 200


def load_letters() -> None:
    """The letters of this app, as `load_reference` publishes them."""
    load_templates(DATA / "messages.json")


def ready_application(pieces: int = 20, **kwargs) -> Application:
    """A draft with everything that is required."""
    application = ApplicationFactory(**kwargs)
    application.answers = {"name": "Zineb", "pieces": pieces, "amount": "20000.00"}
    application.save(update_fields=["answers"])
    return application


def submitted_application(**kwargs) -> Application:
    """Handed in by its applicant; load the letters first."""
    application = ready_application(**kwargs)
    return actions.submit_application(application=application, by=application.applicant)


def screened_application(officer=None, **kwargs) -> Application:
    """Being examined by an officer."""
    application = submitted_application(**kwargs)
    return actions.screen_application(application=application, by=officer or StaffFactory(role=Role.OFFICER))
