"""Gathers the rooms' receivers so that Django connects them."""

from accounts.access import receivers as access

__all__ = ["access"]
