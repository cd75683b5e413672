"""What an export figure can be."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Breakdown(TextChoices):
    """What the parts of a series are."""

    TOTAL = "total", _("Total")
    FAMILY = "family", _("Product family")
    DESTINATION = "destination", _("Destination")
    CITY_EXIT = "city_exit", _("Exit city")
    CITY_REGISTRATION = "city_reg", _("City of registration")


class PeriodKind(TextChoices):
    YTD = "ytd", _("Since January")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    ANNUAL = "annual", _("Year")


class Qualifier(TextChoices):
    """How a value was published: as it is, rounded, or as a floor."""

    EXACT = "=", _("As published")
    ABOUT = "~", _("About")
    OVER = ">", _("More than")


class PointStatus(TextChoices):
    """Only a published figure is official."""

    PUBLISHED = "published", _("Published")
    DERIVED = "derived", _("Derived")
    UNCERTAIN = "uncertain", _("Uncertain")


class Precision(TextChoices):
    """How exactly the day of publication is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")
    UNKNOWN = "unknown", _("Unknown")


class DestinationKind(TextChoices):
    COUNTRY = "country", _("Country")
    GROUP = "group", _("Group of countries")


TOTAL_SERIES = "exports-total"
FAMILY_SERIES = "exports-family"
DESTINATION_SERIES = "exports-destination"
EXIT_CITY_SERIES = "exports-city-exit"
REGISTRATION_CITY_SERIES = "exports-city-registration"
