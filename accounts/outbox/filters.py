"""Filters of the list of messages."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from accounts.outbox.choices import Channel, MessageStatus
from accounts.outbox.models import Message
from accounts.people.choices import Language


class MessageFilter(filters.FilterSet):
    about = filters.CharFilter(field_name="about_reference", lookup_expr="iexact", label=_("File reference"))
    status = filters.ChoiceFilter(choices=MessageStatus, label=_("Status"), empty_label=_("All"))
    channel = filters.ChoiceFilter(choices=Channel, label=_("Sent by"), empty_label=_("All"))
    language = filters.ChoiceFilter(choices=Language, label=_("Language"), empty_label=_("All"))
    code = filters.CharFilter(field_name="template__code", lookup_expr="istartswith", label=_("Kind of letter"))

    class Meta:
        model = Message
        fields = ["about", "status", "channel", "language", "code"]
