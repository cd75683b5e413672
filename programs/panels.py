"""Gathers the desk pages, menus and panels of the rooms, so that the app's `ready` finds them."""

from programs.applications import merging as applications_merging
from programs.applications import panels as applications
from programs.applications import personal_data as applications_data
from programs.calls import merging as calls_merging
from programs.calls import panels as calls
from programs.calls import personal_data as calls_data
from programs.complaints import merging as complaints_merging
from programs.complaints import panels as complaints
from programs.complaints import personal_data as complaints_data
from programs.emergency import panels as emergency
from programs.emergency import personal_data as emergency_data
from programs.enrolments import merging as enrolments_merging
from programs.enrolments import panels as enrolments
from programs.enrolments import past as enrolments_past
from programs.enrolments import personal_data as enrolments_data
from programs.field import filing as field_filing
from programs.field import merging as field_merging
from programs.field import panels as field
from programs.field import personal_data as field_data
from programs.grants import merging as grants_merging
from programs.grants import panels as grants
from programs.grants import personal_data as grants_data
from programs.reviews import panels as reviews
from programs.reviews import personal_data as reviews_data

__all__ = [
    "applications", "applications_data", "applications_merging", "calls", "calls_data", "calls_merging",
    "complaints", "complaints_data",
    "complaints_merging", "emergency", "emergency_data", "enrolments", "enrolments_data",
    "enrolments_merging", "enrolments_past", "field", "field_data", "field_filing", "field_merging", "grants", "grants_data", "grants_merging", "reviews", "reviews_data",
]  # fmt: skip
