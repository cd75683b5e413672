"""What the register tells the rooms above, inside the transaction of the act."""

from django.dispatch import Signal

phone_changed = Signal()
"""party, old_lookup (the former number's hash), by."""
