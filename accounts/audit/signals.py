"""News of every act, inside its transaction: `recorded(event=…)`. A room that must follow what lower rooms do listens here."""

from django.dispatch import Signal

recorded = Signal()
