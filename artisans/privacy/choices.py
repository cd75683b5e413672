"""What a person may ask about their data, and where the request stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RequestKind(TextChoices):
    ACCESS = "access", _("See my data")
    RECTIFICATION = "rectification", _("Correct my data")
    OBJECTION = "objection", _("Object to a use of my data")
    ERASURE = "erasure", _("Erase my data")


class RequestStatus(TextChoices):
    RECEIVED = "received", _("Received")
    APPROVED = "approved", _("Approved")
    DONE = "done", _("Granted")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class RequestChannel(TextChoices):
    DESK = "desk", _("By an officer")
    COUNTER = "counter", _("At the counter")
    PORTAL = "portal", _("On the portal")


# Days to answer. Law 09-08 (article 8) is understood to give ten clear days for a rectification and names no number for the
# others: the establishment's rule, to be confirmed against the official text with the data protection contact.
DUE_DAYS = {
    RequestKind.ACCESS: 30,
    RequestKind.RECTIFICATION: 10,
    RequestKind.OBJECTION: 30,
    RequestKind.ERASURE: 30,
}
