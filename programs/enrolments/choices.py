"""States of agreements, enrolments and the support delivered."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AgreementStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent for signature")
    SIGNED = "signed", _("Signed")
    ACTIVE = "active", _("In force")
    ENDED = "ended", _("Ended")


class EnrolmentStatus(TextChoices):
    ENROLLED = "enrolled", _("Enrolled")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("Paused")
    COMPLETED = "completed", _("Completed")
    EXITED = "exited", _("Left early")


class SupportStatus(TextChoices):
    PLANNED = "planned", _("Planned")
    SCHEDULED = "scheduled", _("Scheduled")
    DELIVERED = "delivered", _("Delivered")
    VERIFIED = "verified", _("Verified")
    CANCELLED = "cancelled", _("Cancelled")


class DiagnosticMoment(TextChoices):
    ENTRY = "entry", _("On entry")
    MID = "mid", _("Midway")
    EXIT = "exit", _("On exit")
