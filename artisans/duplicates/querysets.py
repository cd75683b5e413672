"""Which cases somebody may see: those of which both records lie within their reach."""

from django.db import models
from django.db.models import Q

from accounts.people.models import User
from accounts.people.scopes import scopes_of


class CaseQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """A case shows two people: who may see only one of them sees no case."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        areas = {scope.area for scope in scopes_of(user, "artisans.view_duplicatecase")}
        if not areas:
            return self.none()
        if "" in areas:
            return self
        first, second = Q(), Q()
        for area in areas:
            first |= Q(first__area__startswith=area)
            second |= Q(second__area__startswith=area)
        return self.filter(first, second)

    def undecided(self):
        return self.filter(status__in=["open", "deferred"])

    def about(self, *party_ids: int):
        """Cases that concern any of these parties."""
        return self.filter(Q(first_id__in=party_ids) | Q(second_id__in=party_ids))
