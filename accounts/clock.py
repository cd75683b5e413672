"""Gathers the rooms so that the clock finds them."""

from accounts.jobs import clock as jobs

__all__ = ["jobs"]
