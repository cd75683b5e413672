"""Factories of reviews, sessions, decisions and appeals."""

import datetime as dt
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from accounts.people.models import User
from foundation.time import today
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
from tests.factories.accounts import StaffFactory
from tests.factories.programs_calls import ApplicationFactory, CallFactory


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
