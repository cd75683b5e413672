"""How many requests a visitor or a person may send."""

from django.conf import settings
from django.core.cache import caches
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle


class _OwnCount:
    """Counts in the memory of this process: a count in the shared cache costs five questions to the database for each request.

    The rates of the settings are those of the installation; each of its `WEB_PROCESSES` grants its share.
    """

    cache = caches["process"]

    def parse_rate(self, rate: str | None) -> tuple[int | None, int | None]:
        number, seconds = super().parse_rate(rate)
        return (None, None) if number is None else (max(1, number // settings.WEB_PROCESSES), seconds)


class VisitorThrottle(_OwnCount, AnonRateThrottle):
    """For those who have not signed in, by address."""


class PersonThrottle(_OwnCount, UserRateThrottle):
    """For each person."""


class SearchThrottle(_OwnCount, UserRateThrottle):
    """For each person's searches: enough for typing, too little for reading a register out."""

    scope = "search"
