"""Who sees which devices and what they sent."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.people.models import User
from accounts.people.scopes import scope_condition
from foundation.time import now
from programs.field.workflow import OPEN


class DeviceQuerySet(models.QuerySet):
    def for_user(self, user: User) -> "DeviceQuerySet":
        """One's own, and those of the programmes and areas one manages."""
        own = Q(user=user)
        condition = scope_condition(user, "programs.view_device")
        return self.filter(own if condition is None else own | condition)

    def live(self, at: datetime | None = None) -> "DeviceQuerySet":
        """Those that may speak: activated, not revoked, not expired, of somebody who is active."""
        return self.filter(
            revoked_at=None, expires_at__gt=at or now(), secret_lookup__isnull=False, user__is_active=True
        )


class SubmissionQuerySet(models.QuerySet):
    def for_user(self, user: User) -> "SubmissionQuerySet":
        """What one's own devices sent, and what came from the programmes and areas one works for."""
        own = Q(device__user=user)
        condition = scope_condition(user, "programs.view_fieldsubmission")
        return self.filter(own if condition is None else own | condition)

    def open(self) -> "SubmissionQuerySet":
        """Neither entered nor set aside yet."""
        return self.filter(status__in=sorted(OPEN))
