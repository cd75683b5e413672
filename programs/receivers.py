"""Gathers what rooms listen to, the rules and amounts they know and the lists they load, so that the app's `ready` finds it."""

from programs.calls import loading
from programs.emergency import actions as emergency_amounts
from programs.emergency import loading as emergency_loading
from programs.emergency import rules as emergency_rules
from programs.enrolments import receivers as enrolments
from programs.enrolments import rules as enrolment_rules
from programs.grants import receivers as grants
from programs.reviews import receivers as reviews

__all__ = [
    "emergency_amounts",
    "emergency_loading",
    "emergency_rules",
    "enrolment_rules",
    "enrolments",
    "grants",
    "loading",
    "reviews",
]
