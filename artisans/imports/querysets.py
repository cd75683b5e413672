"""Which imports somebody may see: one's own; all of them for those who reach the whole country."""

from django.db import models

from accounts.people.models import User
from accounts.people.scopes import scopes_of


class ImportBatchQuerySet(models.QuerySet):
    def for_user(self, user: User) -> "ImportBatchQuerySet":
        scopes = scopes_of(user, "artisans.view_importbatch")
        if not scopes:
            return self.none()
        if any(not scope.area and not scope.program for scope in scopes):
            return self
        return self.filter(recorded_by=user)
