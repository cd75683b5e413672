"""What a stored file is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ScanState(TextChoices):
    """Every file is opened and, for pictures, re-encoded on receipt; a virus scanner is optional."""

    CHECKED = "checked", _("Content checked")
    CLEAN = "clean", _("Scanned")
    REFUSED = "refused", _("Refused by the scanner")
