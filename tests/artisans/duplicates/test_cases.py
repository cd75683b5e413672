"""Cases: one a pair, they follow their cause, decisions are remembered, the night's search goes on where it stood."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.audit.models import Event
from accounts.jobs.models import Job
from accounts.jobs.registry import Cancelled
from accounts.people.models import User
from artisans.duplicates import actions, tasks
from artisans.duplicates.actions import defer_case, keep_different, merge_parties, note_pair, reopen_case, reopen_due
from artisans.duplicates.choices import LOOK, CaseStatus
from artisans.duplicates.clock import search_by_night
from artisans.duplicates.models import DuplicateCase
from artisans.duplicates.workflow import CASE
from artisans.parties.actions import register_person, update_party
from foundation.errors import InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import clock_at, now, today
from programs.applications.queries import review_obstacles
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CommuneFactory, PartyFactory
from tests.factories.duplicates import DuplicateCaseFactory
from tests.factories.programs_files import ApplicationFactory

pytestmark = pytest.mark.django_db

BORN = dt.date(1990, 1, 2)


@pytest.fixture
def officer():
    return StaffFactory(role="officer")


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """A block whose end counts as its commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def khadija(**facts):
    return PartyFactory(**{"name_fr": "Khadija Benomar", "birth_date": BORN} | facts)


def registered(by, **facts):
    return register_person(
        by=by, **{"name_fr": "Khadija Benomar", "commune": CommuneFactory(), "birth_date": BORN} | facts
    )


def test_every_step_of_the_table_and_no_other():
    assert CASE.pairs() == {
        ("open", "same"), ("deferred", "same"), ("different", "same"), ("open", "different"), ("deferred", "different"),
        ("open", "deferred"), ("deferred", "open"), ("different", "open"), ("closed", "open"), ("same", "open"),
        ("open", "closed"), ("deferred", "closed"),
    }  # fmt: skip
    case = DuplicateCaseFactory()
    for state in ("closed", "open", "same"):
        DuplicateCase.objects.filter(pk=case.pk).update(status=state)
    with pytest.raises(IntegrityError, match="step not allowed"), transaction.atomic():
        DuplicateCase.objects.filter(pk=case.pk).update(status="different")


def test_a_second_registration_opens_a_case_and_a_correction_closes_and_opens_it(officer, committed):
    first = khadija()
    with committed():
        second = registered(officer)
    case = DuplicateCase.objects.get()
    assert (case.first, case.second, case.status, case.found_by) == (first, second, "open", "entry")

    second.refresh_from_db()
    with committed():
        second = update_party(party=second, version=second.version, by=officer, birth_date=dt.date(1971, 11, 20))
    case.refresh_from_db()
    assert case.status == CaseStatus.CLOSED

    with committed():
        update_party(party=second, version=second.version, by=officer, birth_date=BORN)
    case.refresh_from_db()
    assert (case.status, DuplicateCase.objects.count()) == (CaseStatus.OPEN, 1)


def test_different_is_remembered_until_something_stronger_turns_up(officer):
    first, second = khadija(), khadija(phone="+212661000001")
    case = note_pair(
        first_id=second.pk, second_id=first.pk, score=80, reasons=["name_same"], found_by="nightly", by=officer
    )
    keep_different(case=case, reason="Two cards were compared.", by=officer)

    same = note_pair(
        first_id=first.pk, second_id=second.pk, score=82, reasons=["name_same"], found_by="nightly", by=officer
    )
    assert (same.status, DuplicateCase.objects.count()) == (CaseStatus.DIFFERENT, 1)

    proof = note_pair(
        first_id=first.pk, second_id=second.pk, score=82, reasons=["name_same", "phone"], found_by="nightly", by=officer
    )
    assert (proof.status, proof.decided_by) == (CaseStatus.OPEN, None)


def test_put_off_comes_back_on_its_day(officer):
    case = DuplicateCaseFactory()
    defer_case(case=case, until=today() + dt.timedelta(days=3), reason="The card is awaited.", by=officer)
    assert reopen_due(by=officer) == 0

    with clock_at(now() + dt.timedelta(days=3)):
        assert reopen_due(by=officer) == 1

    case.refresh_from_db()
    assert case.status == CaseStatus.OPEN


def test_decisions_want_a_reason_a_role_and_both_areas(officer):
    case = DuplicateCaseFactory(second=PartyFactory(in_commune="01.511.01.05"))
    inside = StaffFactory(role="officer", area="07")

    with pytest.raises(InvalidValue):
        keep_different(case=case, reason=" ", by=officer)
    for stranger in (inside, StaffFactory(role="auditor")):
        with pytest.raises(NotPermitted):
            keep_different(case=case, reason="Seen.", by=stranger)
    assert list(DuplicateCase.objects.for_user(inside)) == []
    keep_different(case=case, reason="Seen.", by=officer)
    with pytest.raises(StepNotAllowed):
        defer_case(case=case, until=today() + dt.timedelta(days=3), reason="?", by=officer)
    assert reopen_case(case=case, reason="A new card.", by=officer).status == CaseStatus.OPEN
    assert Event.objects.filter(action="duplicate.different", reason="Seen.").count() == 2


def test_a_nearly_certain_case_keeps_the_file_from_review_until_it_is_decided(officer):
    file = ApplicationFactory()
    case = DuplicateCaseFactory(first=file.party)
    sentence = "Le demandeur est peut-être inscrit deux fois : le cas de doublon doit d’abord être tranché."
    assert sentence in review_obstacles(file)

    keep_different(case=case, reason="Two sisters.", by=officer)

    assert sentence not in review_obstacles(file)


def test_cases_of_a_merged_record_close_and_its_twins_are_asked_about_the_survivor(officer, committed):
    survivor, merged, third = khadija(), khadija(), khadija()
    case = DuplicateCaseFactory(first=merged, second=third)

    with committed():
        merge_parties(survivor=survivor, merged=merged, by=officer)

    case.refresh_from_db()
    assert case.status == CaseStatus.CLOSED
    assert DuplicateCase.objects.get(first=survivor, second=third).status == CaseStatus.OPEN


# --- the search by night


def run(job, stop_after: int | None = None):
    said = []

    def progress(percent: int, step: str = "") -> None:
        said.append(percent)
        if stop_after is not None and len(said) > stop_after:
            raise Cancelled

    return tasks.search_register(job, progress), said


def test_the_search_finds_each_pair_once_and_goes_on_where_it_stood(officer, monkeypatch):
    monkeypatch.setattr(tasks, "PIECE", 2)
    days = [dt.date(1950, 1, 3), dt.date(1963, 5, 9), dt.date(1977, 11, 24)]
    pairs = [(khadija(birth_date=day), khadija(birth_date=day)) for day in days]
    job = tasks.start_search(by=officer, everything=True)
    Job.objects.filter(pk=job.pk).update(state="running")

    with pytest.raises(Cancelled):
        run(job, stop_after=1)
    assert DuplicateCase.objects.count() == 1
    job.refresh_from_db()
    run(job)

    found = DuplicateCase.objects.order_by("first_id").values_list("first_id", "second_id")
    assert list(found) == [(a.pk, b.pk) for a, b in pairs]
    run(job)
    assert DuplicateCase.objects.count() == 3


def test_by_night_the_search_is_asked_for_once():
    with clock_at(dt.datetime(2023, 11, 22, 1, 0, tzinfo=dt.UTC)):  # two o'clock in Casablanca
        search_by_night()
        search_by_night()
    with clock_at(dt.datetime(2023, 11, 22, 12, 0, tzinfo=dt.UTC)):
        search_by_night()

    assert list(Job.objects.values_list("kind", "owner")) == [("duplicates.search", User.objects.system().pk)]


# --- races


@pytest.mark.django_db(transaction=True)
def test_eight_offices_with_the_same_person_at_once_make_one_case_a_pair(at_once):
    """Fault 43: what each office registers is kept, and every pair is asked about once."""
    officer = StaffFactory(role="officer")
    people = [khadija() for _ in range(4)]
    pairs = [(a.pk, b.pk) for a in people for b in people if a.pk < b.pk]

    def office():
        for a, b in pairs:
            note_pair(first_id=b, second_id=a, score=90, reasons=["name_same"], found_by="import", by=officer)

    outcomes = at_once(*[office] * 8)

    assert outcomes == [None] * 8
    assert sorted(DuplicateCase.objects.values_list("first_id", "second_id")) == sorted(pairs)
    assert Event.objects.filter(action="duplicate.found").count() == 2 * len(pairs)


def test_a_colleague_may_see_one_person_in_two_unlike_records_and_only_a_decision_ends_it(client, officer):
    first, second = PartyFactory(name_fr="Khadija Amrani"), PartyFactory(name_fr="Zineb Ouali", name_ar="زينب والي")
    stranger = StaffFactory(role="officer", area="01")
    address = f"/admin/parties/{first.reference}/same-as/"
    client.force_login(stranger)
    assert client.post(address, {"other": second.reference, "reason": "x"}).status_code == 404
    client.force_login(officer)
    for other, reason in [(first.reference, "x"), ("P-0000", "x"), (second.reference, " ")]:
        client.post(address, {"other": other, "reason": reason})
    assert DuplicateCase.objects.count() == 0

    answer = client.post(address, {"other": second.reference.lower(), "reason": "Seen together at the counter"})

    case = DuplicateCase.objects.get()
    assert (answer.status_code, case.found_by, case.status) == (302, "officer", CaseStatus.OPEN)
    assert case.score < LOOK
    assert actions.weigh_case(case=case, by=officer).status == CaseStatus.OPEN  # alike or not
    case = actions.keep_different(case=case, reason="Two cards compared", by=officer)
    assert actions.weigh_case(case=case, by=officer).status == CaseStatus.DIFFERENT
    again = actions.suspect_pair(first=second, second=first, reason="The card was false", by=officer)
    assert (again.pk, again.status) == (case.pk, CaseStatus.OPEN)
