"""Factories of grants, tranches, batches and what protects them."""

import hashlib
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from accounts.people.models import User
from foundation.time import now, today
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
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import BankAccountFactory, DocumentFactory
from tests.factories.programs_calls import BudgetLineFactory
from tests.factories.programs_enrolments import EnrolmentFactory


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
    checked = "Agence appelée"
    asked_by = factory.SubFactory(StaffFactory, role="officer")


class PaymentPolicyFactory(DjangoModelFactory):
    class Meta:
        model = PaymentPolicy

    number = factory.Sequence(lambda n: n + 1)
    act = "Décision de test"
    drafted_by = factory.SubFactory(StaffFactory, role="authoriser")
    published_at = factory.LazyFunction(now)
    published_by = factory.SubFactory(StaffFactory, role="authoriser")
