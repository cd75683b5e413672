"""Whatever people press, in whatever order: the file stays legal, its record complete, its answers as handed in."""

import datetime as dt

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from accounts.audit.models import Event
from accounts.outbox.models import Message
from accounts.people.choices import Role
from foundation.errors import DomainError
from foundation.time import clock_at, now, today
from programs.applications import actions
from programs.applications.choices import ApplicationStatus as S
from programs.applications.queries import fingerprint
from programs.applications.workflow import CLOSED, LIVE, WORKFLOW
from tests.factories.accounts import StaffFactory
from tests.factories.programs_files import load_letters, ready_application


class FileMachine(RuleBasedStateMachine):
    """One file, its applicant, two officers and a head; each rule presses one button."""

    def __init__(self) -> None:
        super().__init__()
        load_letters()
        self.file = ready_application()
        self.applicant = self.file.applicant
        self.officer, self.head = StaffFactory(role=Role.OFFICER), StaffFactory(role=Role.HEAD)
        self.before = self.file.status
        self.submissions = 0

    def press(self, act, **arguments) -> None:
        """Take the step if the house allows it; a refusal must change nothing."""
        before = (self.file.status, self.file.version, self.file.answers)
        try:
            act(application=self.file, **arguments)
        except DomainError:
            self.file.refresh_from_db()
            assert (self.file.status, self.file.version, self.file.answers) == before
            return
        self.file.refresh_from_db()
        assert before[0] == self.file.status or (before[0], self.file.status) in WORKFLOW.pairs()

    @rule(pieces=st.sampled_from(["20", "8", "x", ""]), stale=st.booleans())
    def save(self, pieces: str, stale: bool) -> None:
        version = self.file.version - 1 if stale else self.file.version
        self.press(
            actions.save_section,
            section="work",
            data={"name": "Zineb", "pieces": pieces},
            version=version,
            by=self.applicant,
        )

    @rule()
    def submit(self) -> None:
        self.press(actions.submit_application, by=self.applicant)

    @rule()
    def resubmit(self) -> None:
        self.press(actions.resubmit_application, by=self.applicant)

    @rule()
    def take(self) -> None:
        self.press(actions.screen_application, by=self.officer)

    @rule(by_head=st.booleans())
    def ask(self, by_head: bool) -> None:
        by = self.head if by_head else self.officer
        self.press(
            actions.request_changes, sections=["work"], reason="Why?", due_on=today() + dt.timedelta(days=3), by=by
        )

    @rule()
    def refuse(self) -> None:
        self.press(actions.declare_ineligible, reason="No", by=self.officer)

    @rule(by_head=st.booleans())
    def countersign(self, by_head: bool) -> None:
        self.press(actions.countersign_ineligible, by=self.head if by_head else self.officer)

    @rule()
    def send_back(self) -> None:
        self.press(actions.refuse_ineligible, reason="Again", by=self.head)

    @rule()
    def review(self) -> None:
        self.press(actions.open_review, by=self.officer)

    @precondition(lambda self: self.file.status == S.CHANGES_REQUESTED)
    @rule()
    def time_passes(self) -> None:
        with clock_at(now() + dt.timedelta(days=10)):
            actions.lapse_overdue(by=self.officer)
        self.file.refresh_from_db()

    @rule(really=st.integers(0, 7))
    def withdraw(self, really: int) -> None:
        if really == 0:
            self.press(actions.withdraw_application, by=self.applicant)

    @invariant()
    def the_record_tells_the_state(self) -> None:
        events = Event.objects.about(self.file)
        assert self.file.status == S.DRAFT or events.exists()
        assert events.filter(action="application.submitted").count() == (1 if self.file.submitted_at else 0)

    @invariant()
    def each_submission_is_one_revision_with_its_hash(self) -> None:
        revisions = list(self.file.revisions.all())
        told = (
            Event.objects.about(self.file)
            .filter(action__in=["application.submitted", "application.resubmitted"])
            .count()
        )
        assert len(revisions) == told
        assert all(row.sha256 == fingerprint(row.answers, row.documents) for row in revisions)
        receipts = Message.objects.filter(about_id=self.file.pk, template__code="application_received").count()
        assert receipts == len(revisions)

    @invariant()
    def answers_are_those_handed_in_unless_they_are_being_written(self) -> None:
        if self.file.status not in (S.DRAFT, S.CHANGES_REQUESTED, S.LAPSED, S.WITHDRAWN):
            assert self.file.answers == self.file.revisions.order_by("-number").first().answers

    @invariant()
    def the_clock_stands_only_for_corrections(self) -> None:
        assert (self.file.clock_stopped_at is not None) == (self.file.status == S.CHANGES_REQUESTED)

    @invariant()
    def nothing_is_published_by_one_person(self) -> None:
        if self.file.published_at:
            assert self.file.countersigned_by_id not in (None, self.file.decided_by_id)

    @invariant()
    def a_file_is_live_or_closed(self) -> None:
        assert (self.file.status in LIVE) != (self.file.status in CLOSED)


class TestFileMachine(FileMachine.TestCase, TestCase):
    """Each example in a transaction of its own."""

    settings = settings(
        max_examples=25,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
