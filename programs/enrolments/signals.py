"""News from this room, sent inside the transaction. Arguments: enrolment, by."""

from django.dispatch import Signal

enrolment_made = Signal()
enrolment_paused = Signal()
enrolment_resumed = Signal()
enrolment_exited = Signal()
enrolment_completed = Signal()
