"""Gathers the rooms so that Django finds their models."""

from accounts.audit.models import Access, Event, EventSeal, PartyKey
from accounts.jobs.models import Job
from accounts.lists.models import ListExport, SavedView
from accounts.outbox.models import Message, MessageTemplate
from accounts.people.models import (
    Absence,
    ApiToken,
    Establishment,
    Invitation,
    RoleAssignment,
    User,
)

__all__ = [
    "Absence",
    "Access",
    "ApiToken",
    "Establishment",
    "Event",
    "EventSeal",
    "Invitation",
    "Job",
    "ListExport",
    "Message",
    "MessageTemplate",
    "PartyKey",
    "RoleAssignment",
    "SavedView",
    "User",
]
