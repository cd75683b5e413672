"""Which complaints somebody may see."""

from django.db import models
from django.db.models import Q

from accounts.people.models import User
from accounts.people.scopes import holds_a_role, scope_condition
from foundation.time import today
from programs.complaints.workflow import OPEN, RUNNING


class ComplaintQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status__in=sorted(OPEN))

    def overdue(self):
        return self.filter(status__in=sorted(RUNNING), due_on__lt=today())

    def for_user(self, user: User):
        """Staff: complaints of their programmes and areas, never one about themselves. Others: their own."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        condition = scope_condition(user, "programs.view_complaint")
        if condition is None:
            return self.none() if holds_a_role(user) else self.of_person(user)
        about_me = Q(against=user) | Q(complainant=user)
        return self.filter(condition).exclude(pk__in=self.model.objects.filter(about_me).values("pk"))

    def of_person(self, user: User):
        """Those they sent, and those sent for a party they act for by somebody else who acts for it."""
        return self.filter(complainant=user)
