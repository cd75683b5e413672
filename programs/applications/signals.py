"""News from this room, sent inside the transaction. Arguments: application, by."""

from django.dispatch import Signal

application_submitted = Signal()
application_withdrawn = Signal()
review_opened = Signal()
