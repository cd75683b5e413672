"""Which applications somebody may see. Drafts are their author's alone."""

from django.db import models

from accounts.people.models import User
from accounts.people.scopes import scope_condition
from artisans.parties.models import Mandate
from programs.applications.choices import ApplicationStatus as S
from programs.applications.workflow import LIVE, UNDECIDED


class ApplicationQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Staff: submitted files of their programmes and areas. Others: their own and those they hold a mandate for.

        Staff never see the inside of a file that is their own or for which they declared a conflict of interest.
        """
        if not getattr(user, "is_authenticated", False):
            return self.none()
        condition = scope_condition(user, "programs.view_application")
        if condition is None:
            return self.for_applicant(user)
        own = Mandate.objects.filter(user=user, until=None).values("party")
        files = self.filter(condition).exclude(status=S.DRAFT).exclude(party__in=own)
        return files.exclude(conflicts__reviewer=user, conflicts__has_conflict=True)

    def for_applicant(self, user: User):
        """Files of the parties this person may act for, drafts included."""
        return self.filter(party__mandates__user=user, party__mandates__until=None)

    def submitted(self):
        return self.exclude(status=S.DRAFT)

    def undecided(self):
        return self.filter(status__in=UNDECIDED)

    def live(self):
        return self.filter(status__in=LIVE)
