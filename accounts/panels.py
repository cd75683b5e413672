"""Gathers what the rooms hang in the officers' house."""

from accounts.access import panels as access
from accounts.lists import panels as lists
from accounts.outbox import panels as outbox

__all__ = ["access", "lists", "outbox"]
