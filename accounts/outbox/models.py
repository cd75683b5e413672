"""Letters and short messages: a row in the transaction that causes them, sent afterwards."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.outbox.choices import Channel, MessageStatus
from accounts.outbox.querysets import MessageQuerySet
from accounts.outbox.workflow import WORKFLOW
from accounts.people.choices import Language
from foundation.constraints import immutable_once, one_of
from foundation.fields import EncryptedTextField
from foundation.time import now


class MessageTemplate(models.Model):
    """One version of one letter. Variables are `{name}` from a closed list; no template code."""

    code = models.CharField(max_length=60)  # "room.what"
    version = models.PositiveIntegerField(default=1)
    variables = models.JSONField(default=list)
    subject_fr = models.CharField(max_length=160, blank=True)
    subject_ar = models.CharField(max_length=160, blank=True)
    subject_en = models.CharField(max_length=160, blank=True)
    body_fr = models.TextField()
    body_ar = models.TextField()
    body_en = models.TextField()
    sms_fr = models.CharField(max_length=300, blank=True)
    sms_ar = models.CharField(max_length=300, blank=True)
    sms_en = models.CharField(max_length=300, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("message template")
        verbose_name_plural = _("message templates")
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="messagetemplate_version_unique")]
        triggers = [
            immutable_once(
                "published_at",
                name="messagetemplate_immutable",
                columns=[
                    "code",
                    "version",
                    "variables",
                    "subject_fr",
                    "subject_ar",
                    "subject_en",
                    "body_fr",
                    "body_ar",
                    "body_en",
                    "sms_fr",
                    "sms_ar",
                    "sms_en",
                ],
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


@pghistory.track(fields=["status", "attempts", "sent_at", "error"])
class Message(models.Model):
    """One letter to one address, in one language, as it will leave or has left."""

    template = models.ForeignKey(MessageTemplate, models.PROTECT, related_name="messages")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="messages")
    party_id = models.BigIntegerField(null=True, blank=True)
    language = models.CharField(max_length=2, choices=Language)
    channel = models.CharField(max_length=5, choices=Channel)
    address = EncryptedTextField()
    address_masked = models.CharField(_("to"), max_length=60)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    # Codes and links that open something: the text keeps their `{name}`, they are put in while sending and then wiped.
    secrets = EncryptedTextField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)  # of no use after that
    about_type = models.CharField(max_length=60, blank=True)
    about_id = models.BigIntegerField(null=True, blank=True)
    about_reference = models.CharField(_("about"), max_length=40, blank=True)
    program = models.CharField(max_length=30, blank=True)
    area = models.CharField(max_length=20, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=MessageStatus, default=MessageStatus.QUEUED)
    created_at = models.DateTimeField(_("written"), default=now)
    due_at = models.DateTimeField(default=now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    error = models.CharField(_("error"), max_length=200, blank=True)
    superseded_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=120, null=True, unique=True)  # the same cause writes one message

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(status=MessageStatus.QUEUED), name="message_due"),
            models.Index(fields=["about_type", "about_id"], name="message_about"),
            models.Index(fields=["party_id", "-id"], name="message_party"),
        ]
        constraints = [one_of("status", MessageStatus.values, name="message_status_known")]
        triggers = [WORKFLOW.trigger("message_steps")]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.address_masked}"
