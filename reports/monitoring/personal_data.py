"""Rules for what monitoring keeps about people."""

from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.parties.erasing import blank, erase_documents
from artisans.parties.models import Party
from artisans.parties.registry import (
    NAMES_NOBODY,
    PERSONAL_DATA,
    STAFF_ACTS,
    DataClass,
    PersonalDataRule,
    register_rules,
)
from reports.monitoring.models import SiteVisit


def erase_visits(party: Party) -> None:
    visits = SiteVisit.objects.filter(party=party)
    erase_documents(Document.objects.filter(pk__in=visits.exclude(photos=None).values("photos")))
    blank(visits, findings="—", latitude=None, longitude=None)


PERSONAL_DATA.register("reports.SiteVisit")(
    PersonalDataRule(
        DataClass.FILE, _("Findings, place and photos go; that there was a visit, and its outcome, stays."),
        _("Accounts of how support was checked."), erase_visits,
    )
)  # fmt: skip
register_rules(STAFF_ACTS, "reports.ReportingPeriod", "reports.Target", "reports.Measurement")
register_rules(NAMES_NOBODY, "reports.Indicator")
