"""Which figures stood at a given day, as known at a given moment."""

from datetime import date, datetime

from django.db import models
from django.db.models import F

from markets.trade.choices import PointStatus


class TradePointQuerySet(models.QuerySet):
    def known(self, as_of: date, known_at: datetime | None = None):
        """Published on or before `as_of` and, where given, recorded by `known_at`."""
        found = self.filter(published_on__lte=as_of)
        return found if known_at is None else found.filter(recorded_at__lte=known_at)

    def official(self):
        """Published figures; derived and uncertain ones are shown elsewhere, as what they are."""
        return self.filter(status=PointStatus.PUBLISHED)

    def since_january(self):
        """Whole months since January, whatever the period was called when published."""
        return self.filter(period_start__month=1)

    def observed(self):
        """Published after the period was over: a figure given before its end is a projection."""
        return self.filter(published_on__gt=F("period_end"))

    def newest_first(self):
        """By period, then by vintage, then by what was recorded last."""
        return self.order_by("-period_end", "-published_on", "-recorded_at", "-id")
