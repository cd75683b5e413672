"""What the broker may ask of a worker about messages."""

from celery import shared_task

from accounts.outbox.sending import send_due


@shared_task(name="outbox.send_due", acks_late=False)
def send() -> None:
    send_due()
