"""Languages people are written to in."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Language(TextChoices):
    FRENCH = "fr", _("French")
    ARABIC = "ar", _("Arabic")
    ENGLISH = "en", _("English")


class Role(TextChoices):
    """What each role may do is told in `accounts/people/roles.py`."""

    OFFICER = "officer", _("Programme officer")
    CLERK = "clerk", _("Counter clerk")
    HEAD = "head", _("Head of programme")
    REVIEWER = "reviewer", _("Reviewer")
    SECRETARY = "secretary", _("Committee secretary")
    PREPARER = "preparer", _("Finance preparer")
    APPROVER = "approver", _("Finance approver")
    AUTHORISER = "authoriser", _("Finance authoriser")
    RELEASER = "releaser", _("Finance releaser")
    MONITORING = "monitoring", _("Monitoring officer")
    BOARD = "board", _("Board reader")
    AUDITOR = "auditor", _("Auditor")
    PRIVACY = "privacy", _("Data protection contact")
    ADMINISTRATOR = "administrator", _("Administrator")
