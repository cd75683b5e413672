"""States of an application."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ApplicationStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Received")
    SCREENING = "screening", _("Being checked")
    CHANGES_REQUESTED = "changes_requested", _("Corrections requested")
    IN_REVIEW = "in_review", _("Being reviewed")
    READY = "ready", _("Ready for the committee")
    APPROVED = "approved", _("Selected")
    RESERVE = "reserve", _("On the waiting list")
    REFUSED = "refused", _("Not selected")
    INELIGIBLE = "ineligible", _("Not eligible")
    ENROLLED = "enrolled", _("Enrolled")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")
    RENOUNCED = "renounced", _("Renounced")


class DocumentState(TextChoices):
    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("To be replaced")
    EXPIRED = "expired", _("Expired")


# Another file is needed in the place of these.
UNFIT = frozenset({DocumentState.REJECTED, DocumentState.EXPIRED})


class Channel(TextChoices):
    PORTAL = "portal", _("Portal")
    COUNTER = "counter", _("Counter")
    FIELD = "field", _("Field visit")
