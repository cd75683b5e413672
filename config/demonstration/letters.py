"""The letters of the story leave on their day, to nobody: kept as sent, handed to no provider."""

from datetime import timedelta

from django.core.mail import get_connection
from django.db import transaction

from accounts.outbox.choices import MessageStatus
from accounts.outbox.models import Message
from accounts.outbox.sending import deliver
from accounts.outbox.sms import MemorySms
from foundation.time import clock_at


def send_all() -> int:
    """Each queued letter a minute after it was written; held ones stay held."""
    mail = get_connection("django.core.mail.backends.dummy.EmailBackend")
    sms = MemorySms()
    rows = Message.objects.filter(status=MessageStatus.QUEUED).select_related("template", "user").order_by("id")
    sent = 0
    with transaction.atomic():
        for message in rows:
            with clock_at(message.created_at + timedelta(minutes=1)):
                sent += deliver(message, mail=mail, sms=sms)
    return sent
