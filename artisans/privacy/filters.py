"""Filters of the lists of requests and accesses."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.audit.choices import AccessKind
from accounts.audit.models import Access
from artisans.parties.models import Party
from artisans.parties.queries import matching
from artisans.privacy.choices import RequestKind, RequestStatus
from artisans.privacy.models import DataRequest
from foundation.filters import ListFilterSet
from foundation.references import normalise_reference


class DataRequestFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference, number, phone or name"), method="find", max_length=200)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=RequestStatus.choices, empty_label=_("All"))
    kind = django_filters.ChoiceFilter(label=_("Request"), choices=RequestKind.choices, empty_label=_("All"))
    due = django_filters.ChoiceFilter(
        label=_("Answer due"),
        choices=[("late", _("Overdue")), ("open", _("Open"))],
        method="by_due",
        empty_label=_("All"),
    )
    party = django_filters.CharFilter(
        label=_("Reference of the beneficiary"), field_name="party__reference", lookup_expr="iexact", max_length=20
    )

    class Meta:
        model = DataRequest
        fields: tuple[str, ...] = ()

    def find(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        people = Q(party_id__in=matching(Party.objects.all(), value).order_by().values("pk"))
        reference = normalise_reference(value)
        return rows.filter(people | Q(reference=reference) if reference else people)

    def by_due(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.overdue() if value == "late" else rows.open()


class AccessFilterSet(ListFilterSet):
    what = django_filters.ChoiceFilter(label=_("What"), choices=AccessKind.choices, empty_label=_("All"))
    who = django_filters.CharFilter(
        label=_("Who (name)"), field_name="actor__full_name", lookup_expr="icontains", max_length=80
    )
    party = django_filters.CharFilter(label=_("Reference of the beneficiary"), method="of_party", max_length=20)
    on = django_filters.DateFromToRangeFilter(
        label=_("Between"), field_name="at", widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date"})
    )

    class Meta:
        model = Access
        fields: tuple[str, ...] = ()

    def of_party(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        found = Party.objects.filter(reference__iexact=value).values_list("pk", flat=True)
        return rows.filter(party_id__in=list(found))
