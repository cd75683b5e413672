"""Support given before this house kept the books, as the spreadsheets of the offices tell it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from artisans.parties.models import Party
from foundation.constraints import in_order, one_of
from foundation.fields import MoneyField
from foundation.time import now
from programs.catalog.choices import SupportKind


class PastOutcome(models.TextChoices):
    COMPLETED = "completed", _("Completed")
    LEFT = "left", _("Left early")
    UNKNOWN = "unknown", _("Not told")


class PastSupport(models.Model):
    """One line of an old list: who took part in which edition, what they received. Told by a list, never by a decision of this house."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="past_support", verbose_name=_("beneficiary"))
    program = models.CharField(_("programme"), max_length=30)
    edition = models.CharField(_("edition or wave"), max_length=80, blank=True)
    enrolled_on = models.DateField(_("enrolled on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=PastOutcome, default=PastOutcome.UNKNOWN)
    kind = models.CharField(_("kind of support"), max_length=10, choices=SupportKind, blank=True)
    title = models.CharField(_("what was given"), max_length=160, blank=True)
    given_on = models.DateField(_("given on"), null=True, blank=True)
    value = MoneyField(_("value (MAD)"), null=True, blank=True)
    source = models.CharField(_("list"), max_length=20)  # reference of the import
    row = models.PositiveIntegerField(_("row"))
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("support of the past")
        verbose_name_plural = _("support of the past")
        ordering = ["-enrolled_on", "-given_on", "id"]
        constraints = [
            # The same line in another file is the same support: nulls count as equal.
            models.UniqueConstraint(
                fields=["party", "program", "edition", "kind", "title", "given_on", "value"],
                nulls_distinct=False,
                name="pastsupport_once",
            ),
            one_of("outcome", PastOutcome.values, name="pastsupport_outcome_known"),
            in_order("enrolled_on", "ended_on", name="pastsupport_in_order"),
            models.CheckConstraint(condition=models.Q(value=None) | models.Q(value__gte=0), name="pastsupport_value"),
        ]

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.program, self.edition, self.title]))
