"""Site visits and values of indicators among the staff lists."""

from django.utils.translation import gettext_lazy as _

from accounts.lists.registry import LISTS, ListColumn, SheetColumn, StaffList, column, orders
from accounts.lists.values import named, words_of
from reports.monitoring.choices import MeasurementStatus, VisitStatus
from reports.monitoring.filters import MeasurementListFilter, SiteVisitFilter
from reports.monitoring.models import Measurement, SiteVisit
from reports.monitoring.tables import MeasurementTable, SiteVisitTable

VISITS, VALUES = "visits", "values"

LISTS.register(VISITS)(
    StaffList(
        page="admin:reports_visits", title=_("Site visits"), table=SiteVisitTable, filterset=SiteVisitFilter,
        rows=lambda user: SiteVisit.objects.for_user(user).select_related("party", "program", "visitor"),
        permission="reports.view_sitevisit", default_order="-planned_on",
        orders=orders(
            reference="reference", party="party__sort_fr", planned_on="planned_on", visitor="visitor__full_name",
            status="status",
        ),
        columns={
            "reference": column(_("Reference"), "reference", width=16, is_fixed=True),
            # Who monitors takes no names away: the reference leads to them.
            "party": ListColumn((
                SheetColumn(_("Beneficiary"), "party__reference", width=16),
                SheetColumn(_("Commune (code)"), "area", width=14),
            )),
            "program": column(_("Programme"), lambda code: named("program", code), width=28),
            "planned_on": ListColumn((
                SheetColumn(_("Planned on"), "planned_on", width=12), SheetColumn(_("Visited on"), "visited_on", width=12),
            )),
            "visitor": column(_("Visitor"), "visitor__full_name", width=24),
            "status": column(_("State"), lambda _code: words_of("status", VisitStatus.choices), width=16),
        },
        file_name="visites", may_export=lambda user: user.has_perm("reports.view_sitevisit"),
        ready=[("mine=true", _("Mine only"))],
    )
)  # fmt: skip

LISTS.register(VALUES)(
    StaffList(
        page="admin:reports_values", title=_("Values of indicators"), table=MeasurementTable, filterset=MeasurementListFilter,
        rows=lambda user: Measurement.objects.for_user(user).select_related("indicator", "period", "recorded_by", "approved_by"),
        permission="reports.view_measurement", default_order="-period",
        orders=orders(indicator="indicator__code", period="period__ends_on", status="status", recorded="recorded_at"),
        columns={
            "indicator": ListColumn((
                SheetColumn(_("Code"), "indicator__code", width=16),
                SheetColumn(_("Indicator"), lambda code: named("indicator", code), width=44),
            ), is_fixed=True),
            "period": column(_("Period"), "period__code", width=12),
            "value": ListColumn((
                SheetColumn(_("Value"), "value", width=16),
                SheetColumn(_("Unit"), of=lambda row: row.indicator.get_unit_display(), width=12),
            )),
            "status": column(_("State"), lambda _code: words_of("status", MeasurementStatus.choices), width=14),
            "recorded": ListColumn((
                SheetColumn(_("Entered"), "recorded_at", "moment"),
                SheetColumn(_("Entered by"), "recorded_by__full_name", width=24),
            )),
            "approved_by": column(_("Approved by"), "approved_by__full_name", width=24),
        },
        file_name="valeurs-indicateurs", may_export=lambda user: user.has_perm("reports.view_measurement"),
        ready=[("status=draft", _("Drafts")), ("status=submitted", _("To approve"))],
    )
)  # fmt: skip
