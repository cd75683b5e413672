"""Meetings, plans and reports for tests."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from programs.budget.choices import Heading
from reports.board.models import (
    ActionLine,
    ActionProgress,
    AgendaItem,
    BoardMeeting,
    BudgetProposal,
    Resolution,
    ResolutionUpdate,
    Risk,
    RiskReview,
)
from reports.documents.models import Narrative, Report, ReportCopy, ReportFile, ScheduledBuild, SectionComment, Snapshot
from reports.meetings.models import Attendance, BoardMember, BoardRules, Convocation, Minutes, MinutesRevision
from reports.monitoring.models import Indicator, Measurement, MeasurementShare, ReportingPeriod, SiteVisit, Target
from tests.factories.accounts import UserFactory
from tests.factories.artisans import PartyFactory
from tests.factories.programs_files import ProgramFactory


class BoardMeetingFactory(DjangoModelFactory):
    class Meta:
        model = BoardMeeting

    held_on = factory.Sequence(lambda n: date(2023, 1, 1 + n % 28))
    code = factory.LazyAttribute(lambda meeting: f"CA-{meeting.held_on}")
    title_fr = factory.LazyAttribute(lambda meeting: f"Conseil du {meeting.held_on}")


class AgendaItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(BoardMeetingFactory)
    position = factory.Sequence(lambda n: n + 1)
    kind = "information"
    title_fr = "Bilan"


class ResolutionFactory(DjangoModelFactory):
    class Meta:
        model = Resolution

    meeting = factory.SubFactory(BoardMeetingFactory)
    number = factory.Sequence(lambda n: n + 1)
    text_fr = "Publier le baromètre."
    owner = "Direction générale"


class ResolutionUpdateFactory(DjangoModelFactory):
    class Meta:
        model = ResolutionUpdate

    resolution = factory.SubFactory(ResolutionFactory)
    on = date(2023, 6, 1)
    status = "open"
    recorded_by = factory.SubFactory(UserFactory)


class ActionLineFactory(DjangoModelFactory):
    class Meta:
        model = ActionLine

    year = 2024
    axis_fr = "Marchés"
    title_fr = "Entrer sur trois marchés"
    owner = "Direction de la promotion"
    starts_on = date(2024, 1, 1)
    ends_on = date(2024, 12, 31)
    target = 3
    budget = 100000


class ActionProgressFactory(DjangoModelFactory):
    class Meta:
        model = ActionProgress

    action = factory.SubFactory(ActionLineFactory)
    on = date(2024, 3, 1)
    done = 1
    recorded_by = factory.SubFactory(UserFactory)


class BudgetProposalFactory(DjangoModelFactory):
    class Meta:
        model = BudgetProposal

    meeting = factory.SubFactory(BoardMeetingFactory)
    fiscal_year = factory.SubFactory("tests.factories.reports.FiscalYearFactory")
    heading = Heading.PROMOTION
    name_fr = "Foires"
    amount = 1000


class FiscalYearFactory(DjangoModelFactory):
    class Meta:
        model = "programs.FiscalYear"
        django_get_or_create = ("year",)

    year = 2024
    starts_on = factory.LazyAttribute(lambda row: date(row.year, 1, 1))
    ends_on = factory.LazyAttribute(lambda row: date(row.year, 12, 31))


class RiskFactory(DjangoModelFactory):
    class Meta:
        model = Risk

    title_fr = "Lenteur des permis"
    owner = "Direction générale"
    opened_on = date(2023, 1, 1)


class RiskReviewFactory(DjangoModelFactory):
    class Meta:
        model = RiskReview

    risk = factory.SubFactory(RiskFactory)
    on = date(2023, 6, 1)
    likelihood = 3
    impact = 4
    trend = "steady"
    recorded_by = factory.SubFactory(UserFactory)


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = Report

    meeting = factory.SubFactory(BoardMeetingFactory)
    period_start = date(2023, 1, 1)
    as_of = factory.LazyAttribute(lambda report: report.meeting.held_on)
    requested_by = factory.SubFactory(UserFactory)


class NarrativeFactory(DjangoModelFactory):
    class Meta:
        model = Narrative

    report = factory.SubFactory(ReportFactory)
    section = "money"
    text_fr = "Les paiements suivent le rythme prévu."
    written_by = factory.SubFactory(UserFactory)


class SnapshotFactory(DjangoModelFactory):
    class Meta:
        model = Snapshot

    report = factory.SubFactory(ReportFactory)
    data = factory.LazyFunction(dict)
    sha256 = "0" * 64
    known_at = factory.LazyAttribute(lambda snapshot: snapshot.report.requested_at)
    collected_by = factory.SubFactory(UserFactory)


class ReportFileFactory(DjangoModelFactory):
    class Meta:
        model = ReportFile

    snapshot = factory.SubFactory(SnapshotFactory)
    language = "fr"
    pages = 10
    sha256 = "1" * 64


class ReportCopyFactory(DjangoModelFactory):
    """The archive copy; a signed one by `kind`, `signed_as` and `certificate_sha256`."""

    class Meta:
        model = ReportCopy

    original = factory.SubFactory(ReportFileFactory)
    kind = "archive"
    sha256 = "2" * 64


class ReportingPeriodFactory(DjangoModelFactory):
    """The second half of 2023; others by `code`, `starts_on`, `ends_on`."""

    class Meta:
        model = ReportingPeriod

    code = "2023-S2"
    starts_on = date(2023, 7, 1)
    ends_on = date(2023, 12, 31)


class IndicatorFactory(DjangoModelFactory):
    """Reported by an officer, adds up, higher is better."""

    class Meta:
        model = Indicator

    code = factory.Sequence(lambda n: f"IND-{n:02}")
    name_fr = factory.LazyAttribute(lambda indicator: f"Indicateur {indicator.code}")
    definition_fr = "Nombre d’ateliers visités."
    unit = "count"
    origin = "reported"


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = Target

    indicator = factory.SubFactory(IndicatorFactory)
    period = factory.SubFactory(ReportingPeriodFactory)
    value = 100
    set_by = factory.SubFactory(UserFactory)


class MeasurementFactory(DjangoModelFactory):
    class Meta:
        model = Measurement

    indicator = factory.SubFactory(IndicatorFactory)
    period = factory.SubFactory(ReportingPeriodFactory)
    value = 40
    recorded_by = factory.SubFactory(UserFactory)


class MeasurementShareFactory(DjangoModelFactory):
    class Meta:
        model = MeasurementShare

    measurement = factory.SubFactory(MeasurementFactory)
    dimension = "region"
    member = "07"
    value = 12


class SiteVisitFactory(DjangoModelFactory):
    class Meta:
        model = SiteVisit

    party = factory.SubFactory(PartyFactory)
    program = factory.SubFactory(ProgramFactory)
    area = factory.LazyAttribute(lambda visit: visit.party.area)
    purpose = "Voir la reprise de la production"
    planned_on = date(2023, 12, 4)
    visitor = factory.SubFactory(UserFactory)
    planned_by = factory.SubFactory(UserFactory)


class BoardMemberFactory(DjangoModelFactory):
    class Meta:
        model = BoardMember

    position = factory.Sequence(lambda n: n + 1)
    body_fr = factory.Sequence(lambda n: f"Ministère {n}")
    body_ar = factory.Sequence(lambda n: f"وزارة {n}")
    since = date(2020, 1, 1)


class ConvocationFactory(DjangoModelFactory):
    class Meta:
        model = Convocation

    meeting = factory.SubFactory(BoardMeetingFactory)
    member = factory.SubFactory(BoardMemberFactory)
    sent_on = date(2023, 7, 1)
    recorded_by = factory.SubFactory(UserFactory)


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    meeting = factory.SubFactory(BoardMeetingFactory)
    member = factory.SubFactory(BoardMemberFactory)
    presence = "present"
    recorded_by = factory.SubFactory(UserFactory)


class MinutesFactory(DjangoModelFactory):
    class Meta:
        model = Minutes

    meeting = factory.SubFactory(BoardMeetingFactory)
    text_fr = "Le conseil a examiné le bilan."
    drafted_by = factory.SubFactory(UserFactory)


class MinutesRevisionFactory(DjangoModelFactory):
    class Meta:
        model = MinutesRevision

    minutes = factory.SubFactory(MinutesFactory)
    text_fr = "Le conseil a examiné le bilan."
    recorded_by = factory.SubFactory(UserFactory)


class BoardRulesFactory(DjangoModelFactory):
    class Meta:
        model = BoardRules
        django_get_or_create = ("id",)

    id = 1


class SectionCommentFactory(DjangoModelFactory):
    class Meta:
        model = SectionComment

    report = factory.SubFactory(ReportFactory)
    section = "money"
    text = "Préciser le reste à payer."
    written_by = factory.SubFactory(UserFactory)


class ScheduledBuildFactory(DjangoModelFactory):
    class Meta:
        model = ScheduledBuild

    key = factory.Sequence(lambda n: f"month:{n}")
    report = factory.SubFactory(ReportFactory)
    due_on = date(2023, 12, 5)
