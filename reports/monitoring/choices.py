"""What an indicator counts, and where periods, measurements and visits can stand."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Origin(TextChoices):
    COMPUTED = "computed", _("Computed from the files")
    REPORTED = "reported", _("Reported by an officer")


class Unit(TextChoices):
    PEOPLE = "people", _("people")
    ORGANISATIONS = "organisations", _("organisations")
    FILES = "files", _("files")
    COUNT = "count", _("number")
    MAD = "MAD", _("dirhams")
    PERCENT = "percent", "%"
    DAYS = "days", _("days")


class Direction(TextChoices):
    UP = "up", _("Higher is better")
    DOWN = "down", _("Lower is better")


class Dimension(TextChoices):
    REGION = "region", _("Region")
    BRANCH = "branch", _("Branch of trades")
    SEX = "sex", _("Sex")
    AGE = "age", _("Age")
    MILIEU = "milieu", _("Rural or urban")


class PeriodStatus(TextChoices):
    OPEN = "open", _("Open")
    CLOSING = "closing", _("Being closed")
    CLOSED = "closed", _("Closed")


class MeasurementStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("To be approved")
    RETURNED = "returned", _("Sent back")
    APPROVED = "approved", _("Approved")


class VisitStatus(TextChoices):
    PLANNED = "planned", _("Planned")
    DONE = "done", _("Done")
    VALIDATED = "validated", _("Validated")
    CANCELLED = "cancelled", _("Cancelled")


class Light(TextChoices):
    """Computed from the rule of the indicator, never chosen by hand."""

    GOOD = "good", _("On plan")
    WAIT = "wait", _("Behind")
    BAD = "bad", _("Far behind")
    PLAIN = "plain", _("Not measured")
