"""Gathers the rooms so that Celery finds their work."""

from markets.barometer.tasks import build

__all__ = ["build"]
