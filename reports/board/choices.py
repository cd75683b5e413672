"""States of meetings, resolutions, actions and risks."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MeetingStatus(TextChoices):
    PLANNED = "planned", _("Planned")
    CONVENED = "convened", _("Convened")
    HELD = "held", _("Held")


class ResolutionStatus(TextChoices):
    PROPOSED = "proposed", _("Put to the board")
    OPEN = "open", _("In progress")
    LATE = "late", _("Late")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class AgendaKind(TextChoices):
    INFORMATION = "information", _("For information")
    DISCUSSION = "discussion", _("For discussion")
    DECISION = "decision", _("For decision")


class Trend(TextChoices):
    DOWN = "down", _("Falling")
    STEADY = "steady", _("Steady")
    UP = "up", _("Rising")
