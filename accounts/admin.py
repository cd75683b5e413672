"""Gathers the rooms so that Django's admin finds them."""

from accounts.access import admin as access

__all__ = ["access"]
