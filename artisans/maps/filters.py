"""What the map may be narrowed to; the values live in the address, and mean what they mean on the register's list."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.parties.choices import ArtisanCategory, PartyKind, Sex
from artisans.parties.models import ArtisanProfile, Organisation, Party
from artisans.parties.registry import PARTY_FILTERS, PartyFilter
from artisans.reference.queries import province_choices, region_choices, trade_groups
from foundation.filters import ListFilterSet


def _provinces() -> list[tuple[str, str]]:
    return province_choices()


class MapFilterSet(ListFilterSet):
    """With a province the map shows its communes, else the provinces. Programmes come from the rooms above."""

    region = django_filters.ChoiceFilter(label=_("Region"), choices=region_choices, method="in_area")
    province = django_filters.ChoiceFilter(label=_("Province"), choices=_provinces, method="in_area")
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=PartyKind.choices)
    category = django_filters.ChoiceFilter(
        label=_("Category (law 50-17)"), choices=ArtisanCategory.choices, field_name="artisan__category"
    )
    trade = django_filters.MultipleChoiceFilter(label=_("Trade"), choices=trade_groups, method="of_trade")
    sex = django_filters.ChoiceFilter(label=_("Sex"), choices=Sex.choices)

    class Meta:
        model = Party
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, extra in PARTY_FILTERS.items():
            self.filters[name] = _registered(name, extra, self)

    def in_area(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(area__startswith=f"{value}.")

    def of_trade(self, queryset: QuerySet, _name: str, value: list[str]) -> QuerySet:
        """Whoever works in any of the trades."""
        # One list of the few, not a condition looked at for each of a million rows.
        organisations = Organisation.objects.filter(trades__in=value).values("party_id")
        return queryset.filter(
            pk__in=ArtisanProfile.objects.filter(trade__in=value).values("party_id").union(organisations)
        )


def _registered(name: str, extra: PartyFilter, filterset: MapFilterSet) -> django_filters.ChoiceFilter:
    def apply(queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(extra.condition(value))

    found = django_filters.ChoiceFilter(label=extra.label, choices=extra.choices, method=apply)
    found.field_name, found.model, found.parent = name, Party, filterset
    return found
