"""Filters of the list of complaints, of its files and of its figures."""

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.parties.models import Party
from artisans.parties.queries import matching
from artisans.reference.queries import region_choices
from foundation.filters import ListFilterSet
from foundation.references import normalise_reference
from foundation.words import localized
from programs.catalog.models import Program
from programs.complaints.choices import ComplaintChannel, ComplaintKind, ComplaintStatus, Outcome
from programs.complaints.models import Complaint


def _programs() -> list[tuple[str, str]]:
    return [(program.code, localized(program, "name")) for program in Program.objects.all()]


class ComplaintFilterSet(ListFilterSet):
    q = django_filters.CharFilter(label=_("Reference, number, phone or name"), method="find", max_length=200)
    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=[("open", _("Open")), *ComplaintStatus.choices], method="in_state",
        empty_label=_("All"),
    )  # fmt: skip
    due = django_filters.ChoiceFilter(
        label=_("Answer due"), choices=[("late", _("Overdue"))], method="by_due", empty_label=_("All")
    )
    handler = django_filters.ChoiceFilter(
        label=_("Handled by"),
        choices=[("me", _("Me")), ("none", _("Nobody"))],
        method="by_handler",
        empty_label=_("All"),
    )
    kind = django_filters.ChoiceFilter(label=_("About what"), choices=ComplaintKind.choices, empty_label=_("All"))
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=Outcome.choices, empty_label=_("All"))
    channel = django_filters.ChoiceFilter(label=_("Received"), choices=ComplaintChannel.choices, empty_label=_("All"))
    program = django_filters.ChoiceFilter(label=_("Programme"), choices=_programs, empty_label=_("All"))
    region = django_filters.ChoiceFilter(label=_("Region"), choices=region_choices, method="in_region")
    on = django_filters.DateFromToRangeFilter(
        label=_("Received between"), field_name="received_at",
        widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date"}),
    )  # fmt: skip

    class Meta:
        model = Complaint
        fields: list[str] = []

    def find(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        """Its own reference, its file's, or the beneficiary by any number, phone or name."""
        wanted = Q(party_id__in=matching(Party.objects.all(), value).order_by().values("pk"))
        if reference := normalise_reference(value):
            wanted |= Q(reference=reference) | Q(application__reference=reference)
        return rows.filter(wanted)

    def in_state(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.open() if value == "open" else rows.filter(status=value)

    def by_due(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.overdue()

    def by_handler(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(handler=self.request.user) if value == "me" else rows.filter(handler=None)

    def in_region(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(area__startswith=f"{value}.")
