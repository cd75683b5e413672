"""What can be changed by request, how a request came in, where it stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ChangeKind(TextChoices):
    IDENTIFIER = "identifier", _("Identity or register number")
    ACCOUNT = "account", _("Bank account")
    NAME = "name", _("Name")
    BIRTH_DATE = "birth_date", _("Birth date")
    PHONE = "phone", _("Phone")


class ChangeStatus(TextChoices):
    REQUESTED = "requested", _("Waits for approval")
    APPROVED = "approved", _("Approved")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class ChangeChannel(TextChoices):
    DESK = "desk", _("By an officer")
    COUNTER = "counter", _("At the counter")
    PORTAL = "portal", _("On the portal")


OPEN_DAYS = 60  # a request nobody decided within these days expires
