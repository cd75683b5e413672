"""Filters of the list of change requests."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.changes.choices import ChangeChannel, ChangeKind, ChangeStatus
from artisans.changes.models import ChangeRequest
from artisans.changes.queries import to_decide
from artisans.parties.models import Party
from artisans.parties.queries import matching
from foundation.filters import ListFilterSet
from foundation.references import normalise_reference


class ChangeFilterSet(ListFilterSet):
    """`user` is the reader: “mine to decide” depends on them."""

    q = django_filters.CharFilter(label=_("Reference, number, phone or name"), method="find", max_length=200)
    status = django_filters.ChoiceFilter(label=_("Status"), choices=ChangeStatus.choices, empty_label=_("All"))
    kind = django_filters.ChoiceFilter(label=_("What changes"), choices=ChangeKind.choices, empty_label=_("All"))
    channel = django_filters.ChoiceFilter(label=_("Asked"), choices=ChangeChannel.choices, empty_label=_("All"))
    mine = django_filters.ChoiceFilter(
        label=_("For me"), choices=[("decide", _("I may decide")), ("asked", _("I asked"))], method="for_me",
        empty_label=_("All"),
    )  # fmt: skip
    party = django_filters.CharFilter(
        label=_("Reference of the beneficiary"), field_name="party__reference", lookup_expr="iexact", max_length=20
    )

    class Meta:
        model = ChangeRequest
        fields: tuple[str, ...] = ()

    def find(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        people = Q(party_id__in=matching(Party.objects.all(), value).order_by().values("pk"))
        reference = normalise_reference(value)
        return rows.filter(people | Q(reference=reference) if reference else people)

    def for_me(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        if value == "asked":
            return rows.filter(requested_by=self.request.user)
        return rows.filter(pk__in=to_decide(self.request.user).values("pk"))
