"""What a centre of excellence has, and the days it is closed or visited. Its groups belong to the programmes."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.networks.choices import Condition, DayKind
from artisans.parties.models import CentreProfile
from foundation.constraints import in_order, one_of
from foundation.fields import MoneyField
from foundation.time import now


@pghistory.track()
class CentreEquipment(models.Model):
    """One line of a centre's inventory, in its last seen condition; earlier ones stand in its history."""

    centre = models.ForeignKey(CentreProfile, models.CASCADE, related_name="inventory", verbose_name=_("centre"))
    name = models.CharField(_("equipment"), max_length=160)
    serial_number = models.CharField(_("serial number"), max_length=80, blank=True)
    quantity = models.PositiveIntegerField(_("how many"), default=1)
    value = MoneyField(_("value (MAD)"), null=True, blank=True)
    acquired_on = models.DateField(_("since"), null=True, blank=True)
    origin = models.CharField(_("bought or given by"), max_length=160, blank=True)
    condition = models.CharField(_("condition"), max_length=6, choices=Condition, default=Condition.GOOD)
    checked_on = models.DateField(_("last seen on"))
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=300, blank=True)
    photo = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("photo")
    )

    class Meta:
        verbose_name = _("equipment of a centre")
        verbose_name_plural = _("equipment of centres")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="centreequipment_some"),
            models.UniqueConstraint(
                fields=["centre", "serial_number"],
                condition=~Q(serial_number=""),
                name="centreequipment_serial_once",
                violation_error_message=_("This serial number is already in the inventory."),
            ),
            one_of("condition", Condition.values, name="centreequipment_condition_known"),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class CentreDay(models.Model):
    """Days on which a centre is closed, repaired or visited."""

    centre = models.ForeignKey(CentreProfile, models.CASCADE, related_name="days", verbose_name=_("centre"))
    kind = models.CharField(_("kind"), max_length=11, choices=DayKind)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"))
    title = models.CharField(_("what"), max_length=120)
    recorded_at = models.DateTimeField(default=now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("day of a centre")
        verbose_name_plural = _("days of a centre")
        ordering = ["from_on", "id"]
        constraints = [
            in_order("from_on", "to_on", name="centreday_in_order"),
            one_of("kind", DayKind.values, name="centreday_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title
