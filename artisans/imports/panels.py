"""Where imports hang their pages; the kinds of lists are registered with them."""

from artisans.imports import kinds

__all__ = ["kinds"]
