"""News from this room, sent inside the transaction. Arguments: application, by."""

from django.dispatch import Signal

award_published = Signal()
award_renounced = Signal()
