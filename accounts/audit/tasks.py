"""What the broker may ask of a worker about events."""

from celery import shared_task

from accounts.audit.sealing import seal_events


@shared_task(name="audit.seal", acks_late=False)
def seal(*, full: bool = False) -> None:
    seal_events(full=full)
