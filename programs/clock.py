"""Gathers what the rooms have the clock do, so that the app's `ready` finds it."""

from programs.applications import clock as applications
from programs.calls import clock as calls
from programs.complaints import clock as complaints
from programs.enrolments import clock as enrolments
from programs.field import clock as field
from programs.reviews import clock as reviews

__all__ = ["applications", "calls", "complaints", "enrolments", "field", "reviews"]
