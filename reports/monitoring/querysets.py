"""Which indicators, measurements and visits somebody may see."""

from django.db import models
from django.db.models import Q

from accounts.people.models import User
from accounts.people.scopes import scope_condition, scopes_of


class IndicatorQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Indicators name nobody: those of one's programmes and of the whole establishment, whatever the area."""
        return self.filter(_of_programs(user, "reports.view_indicator", "program__code"))


class MeasurementQuerySet(models.QuerySet):
    def for_user(self, user: User):
        return self.filter(_of_programs(user, "reports.view_measurement", "indicator__program__code"))

    def current(self):
        """The last word on each: not corrected since."""
        return self.filter(restated_by=None)


class SiteVisitQuerySet(models.QuerySet):
    def for_user(self, user: User):
        """Visits of one's programmes and areas, and those one is asked to make."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        condition = scope_condition(user, "reports.view_sitevisit", program="program__code")
        return self.none() if condition is None else self.filter(condition)


def _of_programs(user: User, permission: str, column: str) -> Q:
    programs = {scope.program for scope in scopes_of(user, permission)} if user.is_authenticated else set()
    if not programs:
        return Q(pk__in=[])
    if "" in programs:
        return Q()
    return Q(**{f"{column}__in": sorted(programs)}) | Q(**{f"{column.removesuffix('__code')}__isnull": True})
