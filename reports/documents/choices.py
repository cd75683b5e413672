"""Kinds and states of reports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    BOARD = "board", _("Progress report for the board")


class ReportShape(TextChoices):
    """How much of one snapshot a file prints: every shape says the same figures under the same codes."""

    FULL = "full", _("Full report")
    PACK = "pack", _("Board pack: everything in one file")
    ANNUAL = "annual", _("Annual activity report")
    BRIEF = "brief", _("Brief in two pages")
    EMERGENCY = "emergency", _("Emergency situation report")
    MONITORING = "monitoring", _("Indicators, programme by programme")


PROGRAM_SHAPE = "program-"  # followed by the code of a programme: the report of that programme alone


class ReportStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    FROZEN = "frozen", _("Frozen")
    PRESENTED = "presented", _("Presented")
    ADOPTED = "adopted", _("Adopted")


class CopyKind(TextChoices):
    """What else is kept of a frozen file's content."""

    ARCHIVE = "archive", _("Archive copy with its data")
    SIGNED = "signed", _("Signed file")
    SIGNED_ARCHIVE = "signed_archive", _("Signed archive copy")


ARCHIVES = frozenset({CopyKind.ARCHIVE, CopyKind.SIGNED_ARCHIVE})
