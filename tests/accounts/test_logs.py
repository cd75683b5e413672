"""Log lines: JSON, one request id from the page to the worker, nobody's data."""

import io
import json
import logging

import pytest
import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.jobs import running
from accounts.jobs.actions import enqueue
from accounts.jobs.registry import JOB_KINDS
from accounts.people.models import User
from tests.factories.accounts import UserFactory

CANARIES = [
    "0612345678",
    "612345678",
    "fatima.canary@example.com",
    "AB123456",
    "Zineb Canari",
    "230780123456789012345678",
]


@pytest.fixture
def lines():
    """What the console handler would write, as text."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    formatter = settings.LOGGING["formatters"]["json"]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=formatter["processors"], foreign_pre_chain=formatter["foreign_pre_chain"]
        )
    )
    root = logging.getLogger()
    root.addHandler(handler)
    before, root.level = root.level, logging.INFO
    yield stream
    root.level = before
    root.removeHandler(handler)


@pytest.mark.django_db(transaction=True)
def test_no_personal_data_reach_the_logs(lines, letters):
    client = Client(raise_request_exception=False)
    client.post("/accounts/login/code/", {"phone": "0612345678"})
    client.post("/accounts/login/", {"login": "fatima.canary@example.com", "password": "Zineb Canari AB123456"})
    client.get("/fr/", {"q": "AB123456", "phone": "0612345678", "mail": "fatima.canary@example.com"})
    client.get("/accounts/invitation/Zineb-secret-token/")
    UserFactory(phone=None, email="fatima.canary@example.com")
    log = structlog.get_logger("test")
    try:
        with transaction.atomic():
            User.objects.create(email="fatima.canary@example.com")
    except IntegrityError as problem:
        log.error("stumbled", exc_info=problem, phone="+212 6 12 34 56 78", note="RIB 230780123456789012345678")
    logging.getLogger("library").error("Cannot send to %s (AB123456)", "+212612345678")

    text = lines.getvalue()

    assert text.count("\n") > 4
    assert [canary for canary in [*CANARIES, "Zineb-secret-token"] if canary in text] == []
    assert all(json.loads(line) for line in text.splitlines())


@pytest.mark.django_db(transaction=True)
def test_the_request_id_follows_a_job_into_the_worker(lines, monkeypatch):
    monkeypatch.setattr(JOB_KINDS, "_entries", dict(JOB_KINDS._entries))
    JOB_KINDS.register("tests.logs")(lambda job, progress: structlog.get_logger("work").info("working"))
    with structlog.contextvars.bound_contextvars(request_id="req-42"):
        job = enqueue("tests.logs", by=UserFactory())
    assert job.request_id == "req-42"

    running.run_job(job.pk)

    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [line["request_id"] for line in found if line["event"] == "working"] == ["req-42"]
