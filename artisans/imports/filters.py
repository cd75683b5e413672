"""Filters of the list of imports."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from artisans.imports.choices import ImportStatus
from artisans.imports.models import ImportBatch
from artisans.imports.registry import IMPORT_KINDS
from foundation.filters import ListFilterSet


class ImportFilter(ListFilterSet):
    status = filters.ChoiceFilter(choices=ImportStatus, label=_("Status"), empty_label=_("All"))
    kind = filters.ChoiceFilter(
        choices=lambda: [(name, kind.label) for name, kind in IMPORT_KINDS.items()],
        label=_("Kind of list"),
        empty_label=_("All"),
    )
    q = filters.CharFilter(method="find", label=_("Reference, file or source"))

    class Meta:
        model = ImportBatch
        fields = ["q", "status", "kind"]

    def find(self, rows: QuerySet, _name: str, text: str) -> QuerySet:
        return rows.filter(Q(reference__iexact=text) | Q(file_name__icontains=text) | Q(source__icontains=text))
