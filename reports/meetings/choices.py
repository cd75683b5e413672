"""Who sits on the board, and how they took part."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Seat(TextChoices):
    CHAIR = "chair", _("Chair")
    MEMBER = "member", _("Member")
    OBSERVER = "observer", _("Adviser without a vote")


class Presence(TextChoices):
    PRESENT = "present", _("Present")
    REPRESENTED = "represented", _("Represented")
    EXCUSED = "excused", _("Excused")
    ABSENT = "absent", _("Absent")


COUNTED = frozenset({Presence.PRESENT, Presence.REPRESENTED})  # towards the quorum
VOTING = frozenset({Seat.CHAIR, Seat.MEMBER})


class MinutesStatus(TextChoices):
    DRAFTED = "drafted", _("Drafted")
    APPROVED = "approved", _("Approved")
