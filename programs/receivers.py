"""Gathers what rooms listen to, so that the app's `ready` finds it."""

from programs.enrolments import receivers as enrolments
from programs.grants import receivers as grants

__all__ = ["enrolments", "grants"]
