"""Which requests somebody may see."""

from django.db import models
from django.db.models import Q

from accounts.people.models import User
from accounts.people.scopes import holds_a_role, scopes_of
from artisans.privacy.choices import RequestStatus
from foundation.time import today


class DataRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status__in=[RequestStatus.RECEIVED, RequestStatus.APPROVED])

    def overdue(self):
        return self.open().filter(due_on__lt=today())

    def for_user(self, user: User):
        """Staff: requests about parties of their areas. Others: those about whom they act for."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        scopes = scopes_of(user, "artisans.view_datarequest")
        if any(scope.area == "" for scope in scopes):
            return self
        if scopes:
            areas = Q()
            for scope in scopes:
                areas |= Q(area__startswith=scope.area)
            return self.filter(areas)
        if holds_a_role(user):
            return self.none()
        return self.filter(party__mandates__user=user, party__mandates__until=None).distinct()
