"""Gathers what the rooms offer over the API."""

from programs.applications.api import ApplicationViewSet
from programs.calls.api import CallViewSet, ProgramViewSet

__all__ = ["ApplicationViewSet", "CallViewSet", "ProgramViewSet"]
