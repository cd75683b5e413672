"""Filters of the list of messages."""

import django_filters as filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.outbox.choices import Channel, MessageStatus
from accounts.outbox.models import Message
from accounts.people.choices import Language
from foundation.filters import ListFilterSet


class MessageFilter(ListFilterSet):
    q = filters.CharFilter(label=_("Reference or subject"), method="find", max_length=100)
    about = filters.CharFilter(field_name="about_reference", lookup_expr="iexact", label=_("File reference"))
    status = filters.ChoiceFilter(choices=MessageStatus, label=_("Status"), empty_label=_("All"))
    channel = filters.ChoiceFilter(choices=Channel, label=_("Sent by"), empty_label=_("All"))
    language = filters.ChoiceFilter(choices=Language, label=_("Language"), empty_label=_("All"))
    code = filters.CharFilter(field_name="template__code", lookup_expr="istartswith", label=_("Kind of letter"))

    class Meta:
        model = Message
        fields = ["q", "about", "status", "channel", "language", "code"]

    def find(self, rows: QuerySet, _name: str, value: str) -> QuerySet:
        return rows.filter(Q(about_reference__iexact=value.strip()) | Q(subject__icontains=value.strip()))
