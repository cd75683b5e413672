"""One FilterSet for each list, its export and the API."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from artisans.names import fold
from artisans.networks.choices import (
    FollowUpCause,
    FollowUpStatus,
    MemberStatus,
    NetworkStatus,
    OrderStatus,
)
from artisans.networks.models import MemberFollowUp, Network, NetworkMember, Order, OrderShare, PartyPaper
from artisans.networks.papers import KINDS
from artisans.networks.queries import is_late, soon_until, unpaid_late
from artisans.reference.queries import province_choices, region_choices
from foundation.filters import ListFilterSet
from foundation.references import normalise_reference
from foundation.time import today

_ANY = _("All")
_YES = [("yes", _("Yes")), ("no", _("No"))]


def _named(queryset: QuerySet, text: str, *, reference: str, party: str) -> QuerySet:
    """A reference exactly, else words of the party's name in either script."""
    if found := normalise_reference(text):
        return queryset.filter(Q(**{reference: found}) | Q(**{f"{party}__reference": found}))
    for word in fold(text).split()[:6]:
        queryset = queryset.filter(**{f"{party}__search__contains": word})
    return queryset


class _PlaceFilterSet(ListFilterSet):
    """Lists of rows behind whose `area` column stands a party."""

    area_column = "area"

    region = django_filters.ChoiceFilter(label=_("Region"), choices=region_choices, method="in_area", empty_label=_ANY)
    province = django_filters.ChoiceFilter(
        label=_("Province or prefecture"), choices=province_choices, method="in_area", empty_label=_ANY
    )

    def in_area(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(**{f"{self.area_column}__startswith": value})


class NetworkFilterSet(_PlaceFilterSet):
    area_column = "aggregator__party__area"

    q = django_filters.CharFilter(label=_("Reference or name"), method="find", max_length=100)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=NetworkStatus.choices, empty_label=_ANY)
    late = django_filters.ChoiceFilter(
        label=_("Owes money past the agreed day"), choices=_YES, method="owing", empty_label=_ANY
    )

    class Meta:
        model = Network
        fields: list[str] = []

    @extend_schema_field(str)
    def find(self, queryset: QuerySet, _name: str, text: str) -> QuerySet:
        return _named(queryset, text, reference="reference", party="aggregator__party")

    @extend_schema_field(str)
    def owing(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        owing = Q(pk__in=unpaid_late().values("order__network"))
        return queryset.filter(owing if value == "yes" else ~owing)


class MemberFilterSet(_PlaceFilterSet):
    area_column = "party__area"

    q = django_filters.CharFilter(label=_("Reference or name"), method="find", max_length=100)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=MemberStatus.choices, empty_label=_ANY)
    on = django_filters.DateFilter(label=_("Member on"), method="present_on")

    class Meta:
        model = NetworkMember
        fields: list[str] = []

    @extend_schema_field(str)
    def find(self, queryset: QuerySet, _name: str, text: str) -> QuerySet:
        return _named(queryset, text, reference="party__reference", party="party")

    def present_on(self, queryset: QuerySet, _name: str, day: Any) -> QuerySet:
        return queryset.filter(from_on__lte=day).filter(Q(to_on=None) | Q(to_on__gte=day))


class OrderFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference, network or buyer"), method="find", max_length=100)
    network = django_filters.CharFilter(label=_("Network (reference)"), field_name="network__reference")
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=OrderStatus.choices)
    late = django_filters.ChoiceFilter(
        label=_("A member waits past the agreed day"), choices=_YES, method="owing", empty_label=_ANY
    )
    ordered_after = django_filters.DateFilter(label=_("Ordered from"), field_name="ordered_on", lookup_expr="gte")
    ordered_before = django_filters.DateFilter(label=_("Ordered until"), field_name="ordered_on", lookup_expr="lte")

    class Meta:
        model = Order
        fields: list[str] = []

    @extend_schema_field(str)
    def find(self, queryset: QuerySet, _name: str, text: str) -> QuerySet:
        if found := normalise_reference(text):
            return queryset.filter(Q(reference=found) | Q(network__reference=found))
        party = Q()
        for word in fold(text).split()[:6]:
            party &= Q(network__aggregator__party__search__contains=word)
        return queryset.filter(Q(buyer__icontains=text) | Q(product__icontains=text) | party)

    @extend_schema_field(str)
    def owing(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        owing = Q(pk__in=unpaid_late().values("order"))
        return queryset.filter(owing if value == "yes" else ~owing)


class ShareFilterSet(django_filters.FilterSet):
    order = django_filters.CharFilter(label=_("Order (reference)"), field_name="order__reference")
    member = django_filters.CharFilter(label=_("Member (reference)"), field_name="member__party__reference")
    late = django_filters.BooleanFilter(label=_("Paid late, or late today"), method="is_late")

    class Meta:
        model = OrderShare
        fields: list[str] = []

    @extend_schema_field(bool)
    def is_late(self, queryset: QuerySet, _name: str, value: bool) -> QuerySet:
        return queryset.filter(is_late() if value else ~is_late())


class FollowUpFilterSet(_PlaceFilterSet):
    area_column = "party__area"

    q = django_filters.CharFilter(label=_("Reference or name"), method="find", max_length=100)
    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=FollowUpStatus.choices)
    cause = django_filters.ChoiceFilter(label=_("Cause"), choices=FollowUpCause.choices, empty_label=_ANY)

    class Meta:
        model = MemberFollowUp
        fields: list[str] = []

    @extend_schema_field(str)
    def find(self, queryset: QuerySet, _name: str, text: str) -> QuerySet:
        return _named(queryset, text, reference="network__reference", party="party")


class PaperFilterSet(_PlaceFilterSet):
    STATES = [("expired", _("Expired")), ("soon", _("Ends within 30 days")), ("valid", _("Valid"))]

    area_column = "party__area"

    q = django_filters.CharFilter(label=_("Reference or name"), method="find", max_length=100)
    kind = django_filters.ChoiceFilter(
        label=_("Kind of paper"), choices=[(code, kind.label) for code, kind in KINDS.items()], empty_label=_ANY
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="in_state", empty_label=_ANY)
    ends_before = django_filters.DateFilter(label=_("Ends before"), field_name="expires_on", lookup_expr="lt")

    class Meta:
        model = PartyPaper
        fields: list[str] = []

    @extend_schema_field(str)
    def find(self, queryset: QuerySet, _name: str, text: str) -> QuerySet:
        return _named(queryset, text, reference="party__reference", party="party")

    @extend_schema_field(str)
    def in_state(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        if value == "expired":
            return queryset.filter(expires_on__lt=today())
        if value == "soon":
            return queryset.filter(expires_on__range=(today(), soon_until()))
        return queryset.filter(Q(expires_on=None) | Q(expires_on__gte=today()))
