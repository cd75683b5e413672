"""Gathers the stock admin pages of the rooms so that Django finds them."""

from programs.calls import admin as calls
from programs.catalog import admin as catalog

__all__ = ["calls", "catalog"]
