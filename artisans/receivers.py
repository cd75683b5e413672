"""What must be known as soon as the house stands: the lists this app can load."""

from artisans.counter import receivers as counter
from artisans.duplicates import queries as twins
from artisans.duplicates import receivers as duplicates
from artisans.reference import actions

__all__ = ["actions", "counter", "duplicates", "twins"]
