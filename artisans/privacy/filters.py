"""Filters of the lists of requests and accesses."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.audit.choices import AccessKind
from accounts.audit.models import Access
from artisans.parties.models import Party
from artisans.privacy.choices import RequestKind, RequestStatus
from artisans.privacy.models import DataRequest


class DataRequestFilterSet(django_filters.FilterSet):
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

    def by_due(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.overdue() if value == "late" else rows.open()


class AccessFilterSet(django_filters.FilterSet):
    what = django_filters.ChoiceFilter(label=_("What"), choices=AccessKind.choices, empty_label=_("All"))
    who = django_filters.CharFilter(
        label=_("Who (name)"), field_name="actor__full_name", lookup_expr="icontains", max_length=80
    )
    party = django_filters.CharFilter(label=_("Reference of the beneficiary"), method="of_party", max_length=20)
    on = django_filters.DateFromToRangeFilter(label=_("Between"), field_name="at")

    class Meta:
        model = Access
        fields: tuple[str, ...] = ()

    def of_party(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        found = Party.objects.filter(reference__iexact=value).values_list("pk", flat=True)
        return rows.filter(party_id__in=list(found))
