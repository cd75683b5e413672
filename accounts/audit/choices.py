"""What may be seen of a person."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccessKind(TextChoices):
    PAGE = "page", _("Page opened")
    NUMBER = "number", _("Whole number read")
    DOCUMENT = "document", _("Document opened")
    EXPORT = "export", _("List taken away")
    DATA = "data", _("Whole record taken away")
