"""States of an import and of its rows."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportStatus(TextChoices):
    """Business states only: that a worker is busy with it is the job's to say."""

    RECEIVED = "received", _("Received")
    CHECKED = "checked", _("Checked, to be decided")
    ACCEPTED = "accepted", _("Accepted, being written")
    DONE = "done", _("In the register")
    CANCELLED = "cancelled", _("Thrown away")
    REFUSED = "refused", _("Refused")


OPEN = frozenset({ImportStatus.RECEIVED, ImportStatus.CHECKED, ImportStatus.ACCEPTED})


class Outcome(TextChoices):
    """What a row is to the register, as found by the check."""

    NEW = "new", _("New")
    SAME = "same", _("Already there")
    CHANGED = "changed", _("Changed")
    SUSPECT = "suspect", _("Perhaps the same person")
    ERROR = "error", _("With errors")


class Decision(TextChoices):
    """What an officer decided about a suspect."""

    SAME = "same", _("The same person")
    DIFFERENT = "different", _("Another person")
    SKIP = "skip", _("Leave out")


class SourceOutcome(TextChoices):
    """What a written row did to the party it led to."""

    NEW = "new", _("Registered by this row")
    SAME = "same", _("Was known already")
    CHANGED = "changed", _("Corrected by this row")
