"""Background work: won by one, kept by a lease, never lost."""

import threading
import time
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import Error, IntegrityError, connection, transaction

from accounts.jobs import running
from accounts.jobs.actions import WorkIsOver, cancel_job, enqueue, retry_job
from accounts.jobs.choices import JobState
from accounts.jobs.models import Job
from accounts.jobs.querysets import MAX_ATTEMPTS, SecondsAgo
from accounts.jobs.registry import JOB_KINDS, JobResult
from accounts.jobs.workflow import WORKFLOW
from accounts.people.models import User
from foundation.errors import DomainError, NotPermitted
from foundation.time import now
from tests.factories.accounts import JobFactory, StaffFactory, UserFactory

COMMITS = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kind(monkeypatch):
    """Registers a kind of work for one test."""
    entries = dict(JOB_KINDS._entries)
    monkeypatch.setattr(JOB_KINDS, "_entries", entries)

    def register(work, name="tests.nothing"):
        entries.pop(name, None)
        JOB_KINDS.register(name)(work)
        return name

    return register


def lapse(job):
    Job.objects.filter(pk=job.pk).update(lease_until=SecondsAgo(1))


@COMMITS
def test_a_job_is_claimed_by_one_of_many_workers(at_once):
    job = JobFactory()

    won = at_once(*[lambda: Job.objects.claim(job.pk)] * 12)

    assert [type(one) for one in won if one is not None] == [Job]
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.RUNNING, 1)


@COMMITS
def test_reading_first_and_writing_after_lets_several_workers_win(at_once):
    """The negative control: without the one statement the race happens."""
    job = JobFactory()
    barrier = threading.Barrier(6, timeout=10)

    def claim_carelessly():
        found = Job.objects.get(pk=job.pk)
        barrier.wait()
        if found.state != JobState.QUEUED:
            return False
        Job.objects.filter(pk=found.pk).update(state=JobState.RUNNING, token=uuid.uuid4())
        return True

    assert at_once(*[claim_carelessly] * 6).count(True) > 1


@COMMITS
def test_a_lapsed_lease_is_won_again_and_the_first_worker_cannot_finish(kind):
    effects = []
    job = JobFactory()
    first = Job.objects.claim(job.pk)
    assert Job.objects.claim(job.pk) is None
    lapse(job)
    second = Job.objects.claim(job.pk)

    with pytest.raises(running.Cancelled):
        running.finish(first, JobResult(effect=lambda: effects.append("first"), file=b"1", file_name="a.txt"))
    running.finish(second, JobResult(effect=lambda: effects.append("second"), file=b"2", file_name="a.txt"))

    job.refresh_from_db()
    assert effects == ["second"]
    assert (job.state, job.attempts, job.progress) == (JobState.DONE, 2, 100)
    with job.file.open() as file:
        assert file.read() == b"2"
    _folders, files = default_storage.listdir(f"jobs/{job.reference}/{first.token}")
    assert files == []


@COMMITS
def test_the_lease_is_renewed_while_the_work_is_silent(kind, settings):
    settings.JOB_LEASE_SECONDS = 1
    stolen = []

    def silent(job, progress):
        for _moment in range(8):
            time.sleep(0.25)
            stolen.append(Job.objects.claim(job.pk))
        return JobResult()

    job = JobFactory(kind=kind(silent))

    assert running.run_job(job.pk) is True
    job.refresh_from_db()
    assert set(stolen) == {None}
    assert (job.state, job.attempts) == (JobState.DONE, 1)


@COMMITS
def test_progress_is_seen_by_others_while_the_work_is_in_a_transaction(kind):
    seen = []

    def work(job, progress):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            User.objects.count()
            progress(40, "Halfway")
            thread = threading.Thread(target=look)
            thread.start()
            thread.join()

    def look():
        row = Job.objects.get(pk=job.pk)
        seen.append((row.progress, row.step))
        connection.close()

    job = JobFactory(kind=kind(work))
    running.run_job(job.pk)

    assert seen == [(40, "Halfway")]


@COMMITS
def test_an_effect_that_fails_leaves_nothing_and_is_tried_again(kind):
    def work(job, progress):
        return JobResult(effect=effect, file=b"half", file_name="half.txt")

    def effect():
        User.objects.filter(pk=job.owner_id).update(full_name="Changed")
        raise RuntimeError("no")

    job = JobFactory(kind=kind(work))

    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert running.run_job(job.pk) is True
        job.refresh_from_db()
        assert job.attempts == attempt
        assert job.state == (JobState.FAILED if attempt == MAX_ATTEMPTS else JobState.RUNNING)
        if job.state == JobState.RUNNING:
            assert running.run_job(job.pk) is False  # the pause is not over
            lapse(job)

    assert job.error != ""
    assert job.file.name == ""
    assert User.objects.get(pk=job.owner_id).full_name != "Changed"


@COMMITS
def test_a_refused_rule_ends_the_job_with_its_sentence(kind):
    def work(job, progress):
        raise DomainError("The period is closed.")

    job = JobFactory(kind=kind(work))
    running.run_job(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (JobState.FAILED, "The period is closed.", 1)


@COMMITS
def test_an_unknown_kind_fails_with_a_reason():
    job = JobFactory(kind="tests.unheard_of")
    running.run_job(job.pk)

    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert job.error != ""


@COMMITS
def test_cancelled_work_stops_at_its_next_progress(kind):
    reached = []

    def work(job, progress):
        progress(10, "One")
        cancel_job(job=job, by=job.owner)
        progress(20, "Two")
        reached.append("after")

    job = JobFactory(kind=kind(work))
    running.run_job(job.pk)

    job.refresh_from_db()
    assert reached == []
    assert job.state == JobState.CANCELLED


@pytest.mark.django_db
def test_only_its_owner_cancels_and_finished_work_is_not_cancelled():
    job = JobFactory()
    with pytest.raises(NotPermitted):
        cancel_job(job=job, by=StaffFactory())
    cancel_job(job=job, by=job.owner)

    with pytest.raises(WorkIsOver):
        cancel_job(job=job, by=job.owner)
    again = retry_job(job=job, by=job.owner)
    assert (again.state, again.attempts, again.sent_at) == (JobState.QUEUED, 0, None)


@pytest.mark.django_db
def test_the_sweep_tells_of_what_was_not_heard_and_ends_what_is_worn_out():
    fresh, never, long_ago = JobFactory(), JobFactory(), JobFactory()
    Job.objects.filter(pk=fresh.pk).mark_sent()
    Job.objects.filter(pk=long_ago.pk).update(sent_at=SecondsAgo(600))
    lapsed, worn_out, alive = JobFactory(), JobFactory(), JobFactory()
    for job, attempts in ((lapsed, 1), (worn_out, MAX_ATTEMPTS), (alive, 1)):
        Job.objects.claim(job.pk)
        Job.objects.filter(pk=job.pk).update(attempts=attempts)
    lapse(lapsed)
    lapse(worn_out)
    told = []

    running.sweep(lambda job_id: told.append(job_id) or True)

    assert set(told) == {never.pk, long_ago.pk, lapsed.pk}
    worn_out.refresh_from_db()
    assert worn_out.state == JobState.FAILED and worn_out.error != ""


@pytest.mark.django_db(transaction=True)
def test_asking_for_work_succeeds_while_the_broker_is_away(settings, monkeypatch):
    from celery import current_app

    def refuse(*_arguments, **_options):
        raise OSError("connection refused")

    monkeypatch.setattr(current_app, "send_task", refuse)

    job = enqueue("tests.nothing", by=UserFactory(), payload={"call": 3})

    job.refresh_from_db()
    assert (job.state, job.sent_at, job.payload) == (JobState.QUEUED, None, {"call": 3})


@COMMITS
def test_enqueue_tells_the_broker_once_committed(broker):
    import redis

    with redis.Redis.from_url(broker) as client:
        with transaction.atomic():
            job = enqueue("tests.nothing", by=UserFactory())
            assert client.llen("jobs") + client.llen("celery") == 0
        assert client.llen("jobs") + client.llen("celery") == 1
    job.refresh_from_db()
    assert job.sent_at is not None


@COMMITS
def test_a_wiped_broker_loses_nothing(broker, kind):
    import redis

    done = []
    name = kind(lambda job, progress: done.append(job.pk))
    owner = UserFactory()
    jobs = [enqueue(name, by=owner).pk for _number in range(20)]
    with redis.Redis.from_url(broker) as client:
        client.flushdb()
    assert running.sweep(lambda job_id: running.run_job(job_id)) == 0  # heard lately: wait for the workers

    Job.objects.update(sent_at=SecondsAgo(61))
    running.sweep(lambda job_id: running.run_job(job_id))

    assert sorted(done) == sorted(jobs)
    assert set(Job.objects.values_list("state", flat=True)) == {JobState.DONE}


@COMMITS
def test_files_are_removed_after_a_week(kind):
    job = JobFactory(kind=kind(lambda job, progress: JobResult(file=b"x", file_name="x.txt")))
    running.run_job(job.pk)
    job.refresh_from_db()
    path = job.file.name
    assert running.remove_old_files() == 0

    Job.objects.filter(pk=job.pk).update(finished_at=now() - timedelta(days=8))
    assert running.remove_old_files() == 1

    job.refresh_from_db()
    assert job.file.name == "" and not default_storage.exists(path)


@pytest.mark.django_db
@pytest.mark.parametrize("source", JobState.values)
@pytest.mark.parametrize("target", JobState.values)
def test_the_database_knows_the_same_steps(source, target):
    job = JobFactory()
    path = {
        "queued": [],
        "running": ["running"],
        "done": ["running", "done"],
        "failed": ["failed"],
        "cancelled": ["cancelled"],
    }
    for state in path[source]:
        Job.objects.filter(pk=job.pk).update(state=state)
    allowed = source == target or (source, target) in WORKFLOW.pairs()

    try:
        with transaction.atomic():
            Job.objects.filter(pk=job.pk).update(state=target)
    except (IntegrityError, Error):
        assert not allowed
    else:
        assert allowed
