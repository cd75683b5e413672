"""Gathers the desk pages, menus and panels of the rooms, so that the app's `ready` finds them."""

from programs.applications import panels as applications
from programs.emergency import panels as emergency
from programs.enrolments import panels as enrolments
from programs.grants import panels as grants
from programs.reviews import panels as reviews

__all__ = ["applications", "emergency", "enrolments", "grants", "reviews"]
