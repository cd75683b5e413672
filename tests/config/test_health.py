"""What a load balancer and a watchman are told."""

import pytest
from django.conf import settings as current
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from config import health, heartbeat
from config.runner.servers import free_port


@pytest.fixture(autouse=True)
def unknown_schema(monkeypatch):
    """Each test asks the database anew."""
    monkeypatch.setattr(health, "_schema_known_complete", False)


@pytest.fixture
def nobody_listens(settings):
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/0"


def test_healthz_answers_without_a_database(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_is_ok_after_a_heartbeat_came_back(client, broker):
    heartbeat.heartbeat()

    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "storage": "ok", "broker": "ok", "worker": "ok"},
    }


@pytest.mark.django_db
def test_readyz_is_degraded_while_no_worker_works(client, broker):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["checks"]["worker"] == "away"
    assert answer.json()["checks"]["broker"] == "ok"


@pytest.mark.django_db
def test_readyz_is_degraded_without_a_broker_and_tells_no_address(client, nobody_listens):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["status"] == "degraded"
    assert answer.json()["checks"]["broker"] == "away"
    assert current.CELERY_BROKER_URL not in answer.content.decode()


@pytest.mark.django_db
def test_readyz_is_degraded_when_uploads_cannot_be_written(client, broker, settings, tmp_path):
    heartbeat.heartbeat()
    blocked = tmp_path / "a file where a folder should be"
    blocked.touch()
    settings.MEDIA_ROOT = blocked

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["checks"]["storage"] == "away"


@pytest.mark.django_db
def test_readyz_is_unavailable_while_a_migration_is_missing(client, broker):
    heartbeat.heartbeat()
    newest = MigrationLoader(connection).graph.leaf_nodes("accounts")[0]
    MigrationRecorder(connection).record_unapplied(*newest)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    assert answer.json()["checks"]["migrations"] == "missing"


@pytest.mark.django_db(transaction=True)
def test_readyz_is_unavailable_while_the_database_is_away(client, broker, monkeypatch):
    heartbeat.heartbeat()
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    answer = client.get("/readyz")

    monkeypatch.undo()
    connection.close()
    assert answer.status_code == 503
    assert answer.json()["checks"] | {"storage": "ok"} == {
        "database": "away",
        "migrations": "away",
        "storage": "ok",
        "broker": "ok",
        "worker": "ok",
    }


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_only_read(client, path):
    assert client.post(path).status_code == 405
