"""States and grades of damage."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Declared(TextChoices):
    YES = "yes", _("Declared disaster area")
    PRESS = "named_in_press", _("Named in the press only")
    UNKNOWN = "unknown", _("Not known")


class AssessmentStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    COUNTERSIGNED = "countersigned", _("Countersigned")
    CONTESTED = "contested", _("Contested")
    FINAL = "final", _("Final")


class StructureGrade(IntegerChoices):
    NONE = 0, _("No damage")
    CRACKS = 1, _("Cracks")
    PARTIAL = 2, _("Partial collapse")
    TOTAL = 3, _("Total collapse")
