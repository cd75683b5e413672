"""News from this room, sent inside the transaction. Arguments: tranche (or batch), by."""

from django.dispatch import Signal

tranche_paid = Signal()
