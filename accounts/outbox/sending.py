"""Sending what is due: each message by one sender, with pauses that grow, and an end."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from smtplib import SMTPRecipientsRefused, SMTPSenderRefused

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.template.loader import render_to_string

from accounts.outbox.choices import Channel, MessageStatus
from accounts.outbox.models import Message
from accounts.outbox.sms import RefusedForGood, SmsBackend, sms_backend
from accounts.outbox.wording import fill
from accounts.people.models import Establishment
from foundation.time import now
from foundation.words import direction, localized

log = structlog.get_logger(__name__)
PAUSES = (30, 120, 600, 3600, 6 * 3600)  # seconds before the next attempt; then it has failed
FOR_GOOD = (SMTPRecipientsRefused, SMTPSenderRefused, RefusedForGood)

# The attempt and its pause are written before the provider is called: a sender that dies in the call costs a pause,
# not a second copy a moment later. The lock lasts for this statement only.
_TAKE = """
UPDATE accounts_message
   SET attempts = attempts + 1, due_at = clock_timestamp() + make_interval(secs => (%(pauses)s::int[])[attempts + 1])
 WHERE id = (SELECT id FROM accounts_message
              WHERE status = 'queued' AND due_at <= clock_timestamp() AND attempts < %(most)s
              ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING id
"""


def send_due(*, at_most: int = 500) -> int:
    """Send what is due, one after the other; how many left. Any number of senders may run at once."""
    sent = 0
    with open_mail() as mail:
        sms = sms_backend(settings.SMS_URL)
        for _number in range(at_most):
            message = take_one()
            if message is None:
                break
            sent += deliver(message, mail=mail, sms=sms)
    give_up_worn_out()
    return sent


def take_one() -> Message | None:
    """The next message that is due, with its attempt written down, or None."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"pauses": [*PAUSES, 86_400], "most": len(PAUSES) + 1})
        row = cursor.fetchone()
    return Message.objects.select_related("template", "user").get(pk=row[0]) if row else None


def deliver(message: Message, *, mail: object, sms: SmsBackend) -> bool:
    """One attempt at one message; whether it left."""
    if message.expires_at and message.expires_at < now():
        _close(message, MessageStatus.FAILED, error="expired")
        return False
    try:
        _hand_over(message, mail, sms)
    except FOR_GOOD as problem:
        _close(message, MessageStatus.FAILED, error=type(problem).__name__)
        return False
    except Exception as problem:  # Whatever a provider's client raises is a reason to try again, not to stop the queue.
        log.warning("message_not_sent", message=message.pk, attempt=message.attempts, problem=type(problem).__name__)
        Message.objects.filter(pk=message.pk).update(error=type(problem).__name__)
        return False
    _close(message, MessageStatus.SENT)
    return True


def give_up_worn_out() -> int:
    """What was tried as often as can be, and whose last pause is over, has failed."""
    with transaction.atomic():
        rows = Message.objects.select_for_update(skip_locked=True).filter(
            status=MessageStatus.QUEUED, attempts__gt=len(PAUSES), due_at__lte=now()
        )
        return sum(_close(message, MessageStatus.FAILED, error=message.error) for message in rows[:500])


@contextmanager
def open_mail() -> Iterator[object]:
    """One connection for a whole round; a server that is away is told by each message's own attempt."""
    mail = get_connection()
    try:
        yield mail
    finally:
        mail.close()


def _hand_over(message: Message, mail: object, sms: SmsBackend) -> None:
    secrets = json.loads(message.secrets) if message.secrets else {}
    body = fill(message.body, secrets)
    if message.channel == Channel.SMS:
        sms.send(to=message.address, text=body, key=f"sanad-{message.pk}")
        return
    establishment = Establishment.objects.get(pk=1)
    context = {
        "paragraphs": body.split("\n\n"), "subject": message.subject, "language": message.language,
        "text_direction": direction(message.language), "establishment": establishment,
        "establishment_name": localized(establishment, "name", message.language),
    }  # fmt: skip
    letter = EmailMultiAlternatives(
        subject=message.subject,
        body=body,
        to=[message.address],
        connection=mail,
        # The same row keeps the same number: a mail server that sees it twice can tell.
        headers={"Message-ID": f"<sanad-{message.pk}@{settings.PUBLIC_URL.partition('//')[2].partition(':')[0]}>"},
    )
    letter.attach_alternative(render_to_string("emails/letter.html", context), "text/html")
    letter.send()


def _close(message: Message, status: str, *, error: str = "") -> int:
    """The end of an attempt, unless somebody withdrew the message meanwhile. Secrets do not outlive it."""
    return Message.objects.filter(pk=message.pk, status=MessageStatus.QUEUED).update(
        status=status, error=error, secrets=None, sent_at=now() if status == MessageStatus.SENT else message.sent_at
    )
