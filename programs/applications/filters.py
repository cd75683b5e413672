"""One FilterSet for the queue, its exports and the API."""

from datetime import timedelta

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from artisans.parties.models import Party
from artisans.parties.queries import matching
from artisans.reference.queries import region_choices
from foundation.filters import ListFilterSet
from foundation.references import normalise_reference
from foundation.time import today
from foundation.words import localized
from programs.applications.choices import ApplicationStatus as S
from programs.applications.choices import Channel
from programs.applications.models import Application
from programs.applications.workflow import DECIDED, UNDECIDED
from programs.calls.models import Call
from programs.catalog.models import Program

SOON_DAYS = 5
GROUPS = {
    "open": UNDECIDED - {S.DRAFT},
    "ours": {S.SUBMITTED, S.SCREENING},
    "decided": DECIDED | {S.ENROLLED},
    "over": {S.WITHDRAWN, S.LAPSED, S.RENOUNCED},
}
STATES = [
    ("open", _("Not decided yet")),
    ("ours", _("To be examined by us")),
    ("decided", _("Decided")),
    ("over", _("Withdrawn, lapsed or given up")),
    *[choice for choice in S.choices if choice[0] != S.DRAFT],
]
OFFICERS = [("me", _("Me")), ("me_or_none", _("Me or nobody")), ("none", _("Nobody")), ("others", _("Somebody else"))]
AGES = [
    ("late", _("Past the service standard")),
    ("soon", _("Due within five days")),
    ("in_time", _("In time")),
    ("stopped", _("Waiting for the applicant")),
]
# Ages are told of files that are still to be decided; the clock of the others has stopped.
RUNNING = GROUPS["open"] - {S.CHANGES_REQUESTED}


def _programs() -> list[tuple[str, str]]:
    return [(program.code, localized(program, "name")) for program in Program.objects.all()]


def _calls() -> list[tuple[str, str]]:
    return [(call.code, f"{localized(call, 'name')} · {call.edition}") for call in Call.objects.exclude(status="draft")]


class ApplicationFilterSet(ListFilterSet):
    """What an officer looks for."""

    q = django_filters.CharFilter(label=_("Reference, number, phone or name"), method="find", max_length=200)
    program = django_filters.ChoiceFilter(label=_("Programme"), choices=_programs)
    call = django_filters.ChoiceFilter(label=_("Call"), choices=_calls, field_name="call__code")
    state = django_filters.ChoiceFilter(label=_("State"), choices=STATES, method="in_state")
    officer = django_filters.ChoiceFilter(label=_("Officer"), choices=OFFICERS, method="of_officer")
    age = django_filters.ChoiceFilter(label=_("Service standard"), choices=AGES, method="of_age")
    region = django_filters.ChoiceFilter(label=_("Region"), choices=region_choices, method="in_region")
    channel = django_filters.ChoiceFilter(label=_("Entered by"), choices=Channel.choices)
    received = django_filters.DateFromToRangeFilter(
        label=_("Received between"), field_name="submitted_at",
        widget=django_filters.widgets.DateRangeWidget(attrs={"type": "date"}),
    )  # fmt: skip

    class Meta:
        model = Application
        fields: list[str] = []

    def find(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """A reference, spelt as people spell it, or the person by any number, phone or name in either script."""
        reference = normalise_reference(value)
        parties = matching(Party.objects.all(), value).order_by().values("pk")
        by_party = Q(party_id__in=parties)
        return queryset.filter(Q(reference=reference) | by_party if reference else by_party)

    def in_state(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(status__in=GROUPS[value]) if value in GROUPS else queryset.filter(status=value)

    def of_officer(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        me: User = self.request.user
        return queryset.filter(
            {
                "me": Q(officer=me),
                "none": Q(officer=None),
                "me_or_none": Q(officer=me) | Q(officer=None),
                "others": Q(officer__isnull=False) & ~Q(officer=me),
            }[value]
        )

    def of_age(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        day = today()
        if value == "stopped":
            return queryset.filter(status=S.CHANGES_REQUESTED)
        running = queryset.filter(status__in=RUNNING)
        if value == "late":
            return running.filter(due_on__lt=day)
        soon = day + timedelta(days=SOON_DAYS)
        return running.filter(due_on__gte=day, due_on__lte=soon) if value == "soon" else running.filter(due_on__gt=soon)

    def in_region(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return queryset.filter(area__startswith=f"{value}.")
