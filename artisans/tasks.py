"""Gathers the rooms' kinds of work so that Celery finds them."""

from artisans.duplicates import tasks as duplicates
from artisans.imports import tasks as imports

__all__ = ["duplicates", "imports"]
