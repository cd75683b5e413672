"""Filters of devices and of what they sent."""

import django_filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from foundation.time import now
from programs.catalog.models import Program
from programs.field.choices import SubmissionStatus
from programs.field.models import Device, FieldSubmission

STATES = [("waiting", _("To activate")), ("live", _("In use")), ("ended", _("Revoked or expired"))]


class DeviceFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Device or person"), method="search")
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="of_state")

    class Meta:
        model = Device
        fields: list[str] = []

    def search(self, queryset, _name: str, value: str):
        text = value.strip()
        return queryset.filter(Q(name__icontains=text) | Q(reference__iexact=text) | Q(user__full_name__icontains=text))

    def of_state(self, queryset, _name: str, value: str):
        ended = Q(revoked_at__isnull=False) | Q(expires_at__lte=now())
        if value == "ended":
            return queryset.filter(ended)
        return queryset.filter(~ended, secret_lookup__isnull=value == "waiting")


class SubmissionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Reference"), method="search")
    status = django_filters.ChoiceFilter(label=_("State"), choices=SubmissionStatus.choices)
    program = django_filters.ModelChoiceFilter(
        label=_("Programme"),
        queryset=Program.objects.order_by("position", "code"),
        to_field_name="code",
        method="of_program",
    )

    class Meta:
        model = FieldSubmission
        fields: list[str] = []

    def search(self, queryset, _name: str, value: str):
        text = value.strip()
        return queryset.filter(Q(reference__iexact=text) | Q(result__iexact=text) | Q(device__reference__iexact=text))

    def of_program(self, queryset, _name: str, value: Program):
        return queryset.filter(program=value.code)
