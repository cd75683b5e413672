"""What must be known as soon as the house stands: the lists this app can load."""

from artisans.counter import receivers as counter
from artisans.reference import actions

__all__ = ["actions", "counter"]
