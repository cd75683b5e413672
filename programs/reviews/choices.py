"""States of reviews, sessions, decisions and appeals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AssignmentStatus(TextChoices):
    INVITED = "invited", _("To be scored")
    ACCEPTED = "accepted", _("No conflict declared")
    RECUSED = "recused", _("Recused")
    DONE = "done", _("Scored")
    RELIEVED = "relieved", _("Taken back")


class SessionStatus(TextChoices):
    PLANNED = "planned", _("Planned")
    OPEN = "open", _("In session")
    CLOSED = "closed", _("Closed")
    SIGNED = "signed", _("Minutes signed")


class DecisionStatus(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    ADOPTED = "adopted", _("Adopted")
    PUBLISHED = "published", _("Published")


class Verdict(TextChoices):
    APPROVE = "approve", _("Selected")
    RESERVE = "reserve", _("Waiting list")
    REFUSE = "refuse", _("Not selected")


class AppealStatus(TextChoices):
    FILED = "filed", _("Filed")
    UPHELD = "upheld", _("Upheld")
    DISMISSED = "dismissed", _("Dismissed")
