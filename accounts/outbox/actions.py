"""Writing to people: rows in the transaction that causes them, sent afterwards by the outbox."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from celery import current_app
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.outbox.choices import Channel, MessageStatus
from accounts.outbox.models import Message, MessageTemplate
from accounts.outbox.registry import why_held
from accounts.outbox.wording import Secret, Wording, check_template, wording
from accounts.outbox.workflow import WORKFLOW
from accounts.people.choices import Language
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue
from foundation.masking import mask_phone
from foundation.time import now

log = structlog.get_logger(__name__)
LANGUAGES = tuple(Language.values)
TEXTS = tuple(f"{part}_{language}" for part in ("subject", "body", "sms") for language in LANGUAGES)


class MessageIsHeld(DomainError):
    """It leaves with the act it belongs to, not before."""

    code = "message_held"


class MessageCannotBeSentAgain(DomainError):
    code = "message_used_up"


def queue_message(
    template_code: str,
    *,
    party: models.Model | None = None,
    user: User | None = None,
    about: models.Model,
    context: Mapping[str, Any],
    language: str | None = None,
    hold: bool = False,
    key: str | None = None,
    by: User | None = None,
    address: str | None = None,
    expires_at: datetime | None = None,
) -> Message | None:
    """Write one message in the caller's transaction, in the recipient's language; None when there is no address for it.

    A phone gets a text message when the template has one, else an e-mail address gets a letter; the user's own address
    comes before the party's. `hold` keeps it a draft until `release_messages(about=…)`. The same `key` writes one message
    only, and gives that one back. Values wrapped in `Secret` (codes, links that open something) are kept encrypted, apart
    from the text, until sent. `by` is remembered by the act that causes the message, not here. `address` overrides.
    """
    template = current_template(template_code)
    language = language or _language(user, party)
    channel, destination = _destination(template, user, party, address)
    if destination is None:
        log.info("message_without_address", template=template_code)
        return None
    text = wording(template, language, channel, context)
    fields = {
        "template": template, "user": user, "party_id": party.pk if party is not None else None,
        "language": text.language, "channel": channel, "address": destination,
        "address_masked": masked_address(channel, destination), "subject": text.subject, "body": text.body,
        "secrets": json.dumps(text.secrets) if text.secrets else None, "expires_at": expires_at,
        "about_type": about._meta.label_lower, "about_id": about.pk,
        "about_reference": str(getattr(about, "reference", "") or "")[:40],
        "program": _code(getattr(about, "program", "")), "area": str(getattr(about, "area", "") or ""),
        "status": MessageStatus.DRAFT if hold else MessageStatus.QUEUED, "due_at": now(), "created_at": now(),
    }  # fmt: skip
    if key is None:
        message = Message.objects.create(**fields)
    else:
        message, _is_new = Message.objects.get_or_create(key=key[:120], defaults=fields)
    if not hold:
        transaction.on_commit(nudge)
    return message


@transaction.atomic
def release_messages(*, about: models.Model, template_code: str | None = None, by: User | None = None) -> int:
    """Let go of the drafts held about this object; how many."""
    count = 0
    for message in _about(about, template_code, {MessageStatus.DRAFT}):
        WORKFLOW.take(message, "release")
        message.due_at = now()
        message.save(update_fields=["status", "due_at"])
        count += 1
    if count:
        transaction.on_commit(nudge)
    return count


@transaction.atomic
def supersede_messages(
    *, about: models.Model, template_code: str | None = None, by: Message | User | None = None
) -> int:
    """Take back what has not left yet about this object, because a newer message takes its place; how many."""
    count = 0
    replacement = by if isinstance(by, Message) else None
    for message in _about(about, template_code, {MessageStatus.DRAFT, MessageStatus.QUEUED, MessageStatus.FAILED}):
        if replacement is not None and message.pk == replacement.pk:
            continue
        WORKFLOW.take(message, "supersede")
        message.superseded_by = replacement
        message.secrets = None
        message.save(update_fields=["status", "superseded_by", "secrets"])
        count += 1
    return count


@transaction.atomic
def release_message(*, message: Message, by: User) -> Message:
    message = _locked(message)
    if reason := why_held(message):
        raise MessageIsHeld(reason)
    WORKFLOW.take(message, "release")
    message.due_at = now()
    message.save(update_fields=["status", "due_at"])
    record("message.released", target=message, by=by)
    transaction.on_commit(nudge)
    return message


@transaction.atomic
def edit_message(*, message: Message, subject: str, body: str, by: User) -> Message:
    """Change the words of a draft. The event keeps the earlier ones, under the party's key."""
    message = _locked(message)
    if message.status != MessageStatus.DRAFT:
        raise DomainError(_("Only a message that is still held can be changed."))
    if not body.strip():
        raise InvalidValue(_("Write the text of the message."))
    before = {"subject": message.subject, "body": message.body}
    message.subject, message.body = subject.strip()[:200], body.strip()
    message.save(update_fields=["subject", "body"])
    record(
        "message.edited", target=message, by=by,
        personal={"before": before, "after": {"subject": message.subject, "body": message.body}},
    )  # fmt: skip
    return message


@transaction.atomic
def resend_message(*, message: Message, by: User) -> Message:
    """Once more to the same address, with fresh attempts. Codes and links are used up once sent."""
    message = _locked(message)
    if message.secrets is None and re.search(r"\{[a-z_]+\}", message.body):
        raise MessageCannotBeSentAgain(_("This message held a code or a link that works once. Have a new one made."))
    WORKFLOW.take(message, "resend")
    message.attempts, message.error, message.due_at = 0, "", now()
    message.save(update_fields=["status", "attempts", "error", "due_at"])
    record("message.resent", target=message, by=by)
    transaction.on_commit(nudge)
    return message


@transaction.atomic
def withdraw_message(*, message: Message, by: User, reason: str) -> Message:
    """It will not be sent."""
    if not reason.strip():
        raise InvalidValue(_("Say why the message is withdrawn."))
    message = _locked(message)
    WORKFLOW.take(message, "supersede")
    message.secrets = None
    message.save(update_fields=["status", "secrets"])
    record("message.withdrawn", target=message, by=by, reason=reason.strip())
    return message


@transaction.atomic
def load_templates(path: str | Path) -> int:
    """Load `{"templates": [{code, variables, subject_fr, …}]}` (or the bare list); how many new versions were published.

    A template whose words changed gets a new version; loading the same file twice changes nothing.
    """
    data = json.loads(Path(path).read_text(encoding="utf-8"))
    published = 0
    for entry in data["templates"] if isinstance(data, dict) else data:
        texts = _texts(entry)
        values = {"variables": sorted(entry.get("variables", [])), **texts}
        check_template(entry["code"], values)
        latest = MessageTemplate.objects.filter(code=entry["code"]).order_by("-version").first()
        if latest and all(getattr(latest, name) == value for name, value in values.items()):
            continue
        MessageTemplate.objects.create(
            code=entry["code"], version=latest.version + 1 if latest else 1, published_at=now(), **values
        )
        published += 1
    return published


@transaction.atomic
def publish_template(*, template: MessageTemplate, by: User) -> MessageTemplate:
    """From here on this version is what is sent, and never changes."""
    template = MessageTemplate.objects.select_for_update().get(pk=template.pk)
    if template.published_at is not None:
        raise DomainError(_("This version is published already."))
    check_template(template.code, {name: getattr(template, name) for name in ("variables", *TEXTS)})
    template.published_at = now()
    template.save(update_fields=["published_at"])
    record("template.published", target=template, by=by, after={"code": template.code, "version": template.version})
    return template


def current_template(code: str) -> MessageTemplate:
    """The newest published version. A code nobody published is a mistake of ours: LookupError."""
    template = MessageTemplate.objects.filter(code=code, published_at__isnull=False).order_by("-version").first()
    if template is None:
        raise LookupError(f"No published message template “{code}”: run load_reference.")
    return template


def nudge() -> None:
    """Tell a worker that something waits; the sweep finds it anyway."""
    try:
        current_app.send_task("outbox.send_due", retry=False, expires=5)
    except Exception as problem:  # A broker that is away must not undo what was committed.
        log.warning("broker_away", task="outbox.send_due", problem=type(problem).__name__)


def masked_address(channel: str, address: str) -> str:
    """Enough for a colleague to recognise it, no more."""
    if channel == Channel.SMS:
        return mask_phone(address)
    name, _at, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}"[:60]


def _texts(entry: Mapping[str, Any]) -> dict[str, str]:
    """Either `subject_fr` or `subject: {"fr": …}`."""
    texts = {}
    for name in TEXTS:
        part, language = name.split("_")
        nested = entry.get(part)
        texts[name] = entry.get(name) or (nested.get(language, "") if isinstance(nested, Mapping) else "")
    return texts


def _language(user: User | None, party: models.Model | None) -> str:
    return getattr(user, "language", "") or getattr(party, "language", "") or "fr"


def _destination(
    template: MessageTemplate, user: User | None, party: models.Model | None, address: str | None
) -> tuple[str, str | None]:
    if address:
        return (Channel.EMAIL if "@" in address else Channel.SMS), address
    texts = any(getattr(template, f"sms_{language}") for language in LANGUAGES)
    for someone in filter(None, (user, party)):
        if texts and getattr(someone, "phone", None):
            return Channel.SMS, someone.phone
        if getattr(someone, "email", None):
            return Channel.EMAIL, someone.email
    return Channel.EMAIL, None


def _about(about: models.Model, template_code: str | None, statuses: set[str]) -> models.QuerySet[Message]:
    rows = Message.objects.select_for_update().filter(
        about_type=about._meta.label_lower, about_id=about.pk, status__in=statuses
    )
    return (rows.filter(template__code=template_code) if template_code else rows).order_by("pk")


def _locked(message: Message) -> Message:
    return Message.objects.select_for_update().get(pk=message.pk)


def _code(program: Any) -> str:
    return str(getattr(program, "code", program) or "")


__all__ = ["Secret", "Wording", "load_templates", "queue_message", "release_messages", "supersede_messages"]
