"""One FilterSet for the list, its exports and the API."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.parties.choices import PartyKind, Sex
from artisans.parties.models import ArtisanProfile, Organisation, Party
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
FEW = 1_000
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
    trade = django_filters.MultipleChoiceFilter(label=_("Trade"), choices=trade_groups, method="of_trade")
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
        profiles = Party._meta.get_field(value).related_model.objects.values_list("party_id", flat=True)
        return _few(queryset, profiles, Q(**{f"{value}__isnull": False}))

    def in_area(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(area__startswith=f"{value}.")

    def in_commune(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(area=value)

    def of_trade(self, queryset: QuerySet, _name: str, value: list[str]) -> QuerySet:
        """Whoever works in any of the trades."""
        organisations = Organisation.objects.filter(trades__in=value).values_list("party_id", flat=True)
        artisans = ArtisanProfile.objects.filter(trade__in=value).values_list("party_id", flat=True)
        # Numbers rather than a question inside the condition: the planner then knows how many to expect.
        few = list(organisations[: FEW + 1])
        either = Q(artisan__trade_id__in=value) | Q(pk__in=organisations if len(few) > FEW else few)
        return _few(queryset, artisans.union(organisations, all=True), either)

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


def _few(queryset: QuerySet, numbers: QuerySet, condition: Q) -> QuerySet:
    """The rows of the condition; where they are few, by their numbers, so that no plan walks the whole register for them."""
    found = list(numbers[: FEW + 1])
    return queryset.filter(condition) if len(found) > FEW else queryset.filter(pk__in=found)


def _registered(name: str, extra: PartyFilter, filterset: PartyFilterSet) -> django_filters.ChoiceFilter:
    def apply(queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(extra.condition(value))

    found = django_filters.ChoiceFilter(label=extra.label, choices=extra.choices, method=apply)
    found.field_name, found.model, found.parent = name, Party, filterset
    return found
