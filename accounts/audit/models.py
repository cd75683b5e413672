"""Acts: who did what to which file, sealed into a chain that shows any later change."""

from django.conf import settings
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Func
from django.utils.translation import gettext_lazy as _

from accounts.audit.choices import AccessKind
from foundation.constraints import append_only
from foundation.time import now


class CurrentTransaction(Func):
    """The number of the writing transaction; the sealing task waits for older ones to end."""

    template = "pg_current_xact_id()::text::bigint"
    output_field = models.BigIntegerField()
    arity = 0


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, target: models.Model) -> "EventQuerySet":
        return self.filter(target_type=target._meta.label_lower, target_id=target.pk)


class Event(models.Model):
    """One act. Written once. Personal before/after values are ciphertext under the party's own key."""

    at = models.DateTimeField(_("when"), default=now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    action = models.CharField(_("what"), max_length=60)  # room-independent code: "application.submitted"
    target_type = models.CharField(max_length=60)  # "programs.application"
    target_id = models.BigIntegerField()
    target_reference = models.CharField(max_length=40, blank=True)
    party_id = models.BigIntegerField(null=True)  # the register lies above this floor: a number, not a key
    program = models.CharField(max_length=30, blank=True)
    area = models.CharField(max_length=20, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    personal = models.BinaryField(null=True)
    request_id = models.CharField(max_length=64, blank=True)
    transaction = models.BigIntegerField(db_default=CurrentTransaction())

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["target_type", "target_id", "id"], name="event_target"),
            models.Index(fields=["party_id", "id"], name="event_party"),
            models.Index("program", OpClass("area", "varchar_pattern_ops"), "id", name="event_scope"),
            models.Index(fields=["actor", "id"], name="event_actor"),
        ]
        triggers = append_only("event")

    def __str__(self) -> str:
        return f"{self.action} {self.target_reference}"


class EventSeal(models.Model):
    """The place of an event in the chain: each hash covers the event and the hash before it."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="seal")
    position = models.BigIntegerField(unique=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    sealed_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("seal")
        verbose_name_plural = _("seals")
        triggers = append_only("eventseal")

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class Access(models.Model):
    """Somebody saw something of a person: a page, a whole number, a document, an export. Once per hour for the same thing.

    Nothing personal stands here: who, whose, what kind, when. Rows older than the retention period are taken away by the clock.
    """

    at = models.DateTimeField(_("when"), default=now)
    hour = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    what = models.CharField(_("what"), max_length=12, choices=AccessKind)
    target_type = models.CharField(max_length=60)
    target_id = models.BigIntegerField()
    target_reference = models.CharField(max_length=40, blank=True)
    # The register lies above this floor: a number, not a key; -1 where what was seen belongs to no one person.
    party_id = models.BigIntegerField(default=-1)
    area = models.CharField(max_length=20, blank=True)
    rows = models.PositiveIntegerField(_("rows"), default=1)  # of an export

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("accesses")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["target_type", "target_id", "actor", "what", "hour"], name="access_once_an_hour"
            )
        ]
        indexes = [
            models.Index(fields=["party_id", "-at"], name="access_party"),
            models.Index(fields=["actor", "-at"], name="access_actor"),
            models.Index(fields=["-at", "-id"], name="access_recent"),
        ]
        triggers = append_only("access")

    def __str__(self) -> str:
        return f"{self.what} {self.target_reference}"


class PartyKey(models.Model):
    """The wrapped key under which personal values of one party are kept in events; erasure deletes it."""

    party_id = models.BigIntegerField(unique=True)
    wrapped = models.BinaryField()

    class Meta:
        verbose_name = _("party key")
        verbose_name_plural = _("party keys")

    def __str__(self) -> str:
        return str(self.party_id)
