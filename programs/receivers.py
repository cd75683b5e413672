"""Gathers what rooms listen to and the kinds of rules they know, so that the app's `ready` finds it."""

from programs.calls import loading
from programs.emergency import rules as emergency_rules
from programs.enrolments import receivers as enrolments
from programs.enrolments import rules as enrolment_rules
from programs.grants import receivers as grants

__all__ = ["emergency_rules", "enrolment_rules", "enrolments", "grants", "loading"]
