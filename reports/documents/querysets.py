"""Which reports somebody may see."""

from django.db import models

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from reports.documents.workflow import FROZEN


class ReportQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Staff who work on reports see all; board readers only what is frozen; others nothing."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        if scopes_of(user, "reports.view_report"):
            return self
        if scopes_of(user, "reports.read_frozen"):
            return self.filter(status__in=FROZEN)
        return self.none()
