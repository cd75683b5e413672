"""States of calls, kinds of access codes, outcomes of rules."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CallStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    SCHEDULED = "scheduled", _("Scheduled")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    DECIDED = "decided", _("Decided")
    ARCHIVED = "archived", _("Archived")


class CodeKind(TextChoices):
    LATE = "late", _("Apply after the closing moment")
    INVITED = "invited", _("Apply on invitation")


class Outcome(TextChoices):
    PASS = "pass", _("Met")
    FAIL = "fail", _("Not met")
    MANUAL = "manual", _("To be examined")
