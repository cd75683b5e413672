"""Kinds and states of reports."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    BOARD = "board", _("Progress report for the board")


class ReportStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("In review")
    FROZEN = "frozen", _("Frozen")
    PRESENTED = "presented", _("Presented")
    ADOPTED = "adopted", _("Adopted")
