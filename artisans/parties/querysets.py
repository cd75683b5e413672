"""Which parties somebody may see. Kept beside the models because every read starts here."""

from django.db import models
from django.db.models import Q

from accounts.people.models import User
from accounts.people.scopes import scopes_of
from artisans.parties.choices import PartyStatus


class PartyQuerySet(models.QuerySet):
    def active(self):
        return self.filter(status=PartyStatus.ACTIVE)

    def for_user(self, user: User):
        """Staff: the parties of their areas. Others: their own and those they hold a mandate for."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        scopes = scopes_of(user, "artisans.view_party")
        mine = Q(mandates__user=user, mandates__until=None)
        if not scopes:
            return self.filter(mine).distinct()
        if any(scope.area == "" for scope in scopes):
            return self
        areas = Q()
        for scope in scopes:
            areas |= Q(area__startswith=scope.area)
        return self.filter(areas)
