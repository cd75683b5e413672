"""A sign of life that went the whole way: the beat sent it, the broker carried it, a worker ran it.

A living process proves little: a worker may have stopped to consume. So the worker leaves a short-lived mark in the broker
each time the heartbeat task comes through, and whoever wants to know looks for the mark.
"""

import redis
from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings

MARK = "sanad:heartbeat"
SECONDS_BETWEEN = 10.0
# Three missed heartbeats in a row are no longer a busy worker.
SECONDS_KEPT = 35


def broker() -> redis.Redis:
    """A connection that gives up quickly: a probe must answer even when the broker does not."""
    return redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=1, socket_connect_timeout=1)


@shared_task(name="config.heartbeat", ignore_result=True)
def heartbeat() -> None:
    with broker() as client:
        client.set(MARK, "1", ex=SECONDS_KEPT)


@worker_ready.connect
def send_first_heartbeat(**_signal: object) -> None:
    """So that a fresh worker is known to work before the beat's first tick."""
    heartbeat.apply_async(expires=SECONDS_KEPT)


def came_back_lately() -> bool:
    """Whether some worker ran the heartbeat within the last half minute. Raises RedisError when the broker is away."""
    with broker() as client:
        return bool(client.exists(MARK))
