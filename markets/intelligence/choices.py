"""States of signals and of export results."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SignalStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


class ResultStatus(TextChoices):
    DECLARED = "declared", _("Declared")
    SENT = "sent", _("Sent for confirmation")
    CONFIRMED = "confirmed", _("Confirmed by the beneficiary")
    DISPUTED = "disputed", _("Disputed by the beneficiary")
    NO_REPLY = "no_reply", _("No reply")
