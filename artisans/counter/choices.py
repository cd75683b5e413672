"""States of an entry, and who may help."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryStatus(TextChoices):
    OPEN = "open", _("Being entered")
    DONE = "done", _("Registered")
    DROPPED = "dropped", _("Dropped")


class Helper(TextChoices):
    """Who stands beside the person at the counter."""

    NONE = "none", _("Nobody: the person speaks for themselves")
    FAMILY = "family", _("A member of the family")
    NEIGHBOUR = "neighbour", _("A neighbour or friend")
    NETWORK = "network", _("Somebody of a cooperative, an association or an aggregator")
    OTHER = "other", _("Somebody else")


class Signature(TextChoices):
    SIGNED = "signed", _("Signed by the person")
    THUMBPRINT = "thumbprint", _("Thumbprint of the person, who does not write")


KEPT_DAYS = 30  # an entry nobody went on with is dropped and emptied
TRIES_A_DAY = 5  # wrong proofs of one account before the counter is the only way
REST_DAYS = 7  # after a change of phone no account is verified for so long
