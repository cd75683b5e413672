"""One FilterSet for the list, its exports and the API."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.parties.choices import PartyKind, Sex
from artisans.parties.models import Organisation, Party
from artisans.parties.queries import matching
from artisans.parties.registry import PARTY_FILTERS, PartyFilter
from artisans.reference.queries import commune_groups, province_choices, region_choices, trade_groups
from foundation.filters import ListFilterSet

PROFILES = [
    ("artisan", _("Craftspeople")),
    ("exporter", _("Exporters")),
    ("aggregator", _("Aggregators")),
    ("centre", _("Centres of excellence")),
]
ACCOUNTS = [("yes", _("With a verified account")), ("no", _("Without a verified account"))]


def _provinces() -> list[tuple[str, str]]:
    return province_choices()


class PartyFilterSet(ListFilterSet):
    """What an officer looks for. Registered filters of higher rooms (programmes) come last."""

    q = django_filters.CharFilter(label=_("Number, phone or name"), method="find", max_length=200)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PartyKind.choices)
    profile = django_filters.ChoiceFilter(label=_("Profile"), choices=PROFILES, method="with_profile")
    region = django_filters.ChoiceFilter(label=_("Region"), choices=region_choices, method="in_area")
    province = django_filters.ChoiceFilter(label=_("Province"), choices=_provinces, method="in_area")
    commune = django_filters.ChoiceFilter(label=_("Commune"), choices=commune_groups, method="in_commune")
    trade = django_filters.ChoiceFilter(label=_("Trade"), choices=trade_groups, method="of_trade")
    sex = django_filters.ChoiceFilter(label=_("Sex"), choices=Sex.choices)
    registered = django_filters.DateFromToRangeFilter(
        label=_("Registered between"),
        field_name="registered_on",
        widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date"}),
    )
    account = django_filters.ChoiceFilter(label=_("Bank account"), choices=ACCOUNTS, method="with_account")

    class Meta:
        model = Party
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, extra in PARTY_FILTERS.items():
            self.filters[name] = _registered(name, extra, self)
        self._offer_communes_of_the_chosen_province()

    def find(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return matching(queryset, value)

    def with_profile(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(**{f"{value}__isnull": False})

    def in_area(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(area__startswith=f"{value}.")

    def in_commune(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(area=value)

    def of_trade(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        organisations = Organisation.objects.filter(trades=value).values("party_id")
        return queryset.filter(Q(artisan__trade_id=value) | Q(pk__in=organisations))

    def with_account(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(with_verified_account=value == "yes")

    def _offer_communes_of_the_chosen_province(self) -> None:
        """Fifteen hundred options would weigh more than the list itself."""
        data = self.data or {}
        area = data.get("province") or ""
        self.is_commune_offered = bool(area or data.get("commune"))
        areas = (f"{area}.",) if area else ("",)
        self.filters["commune"].extra["choices"] = commune_groups(areas) if self.is_commune_offered else []

    @property
    def form(self) -> forms.Form:
        form = super().form
        if not self.is_commune_offered:
            form.fields["commune"].widget = forms.HiddenInput()
        return form


def _registered(name: str, extra: PartyFilter, filterset: PartyFilterSet) -> django_filters.ChoiceFilter:
    def apply(queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(extra.condition(value))

    found = django_filters.ChoiceFilter(label=extra.label, choices=extra.choices, method=apply)
    found.field_name, found.model, found.parent = name, Party, filterset
    return found
