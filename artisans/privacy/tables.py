"""The lists of requests about data and of accesses."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from artisans.privacy.models import DataRequest
from artisans.privacy.queries import parties_of
from foundation.formats import format_date, format_datetime
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill


class DataRequestTable(ListTable):
    reference = tables.Column(verbose_name=_("Request"))
    kind = tables.Column(verbose_name=_("What is asked"))
    party = tables.Column(verbose_name=_("Beneficiary"), order_by="party__sort_fr")
    requested_at = tables.Column(verbose_name=_("Received on"))
    due_on = tables.Column(verbose_name=_("Answer due"))
    status = tables.Column(verbose_name=_("Status"))

    class Meta:
        attrs = {"aria-label": _("Requests about data")}

    caption = _("Requests about data")
    empty_title = _("No request")
    empty_text = _("Requests of people to see, correct or erase their data stand here, those due first.")

    def render_reference(self, value: str) -> str:
        url = reverse("admin:artisans_data_request", args=[value])
        return format_html('<a href="{}"><bdi class="nowrap" dir="ltr">{}</bdi></a>', url, value)

    def render_party(self, value: object) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_requested_at(self, value: object) -> str:
        return format_date(value, "short")

    def render_due_on(self, value: object, record: DataRequest) -> str:
        day = format_date(value, "short")
        return format_html("{} {}", day, state_pill(_now("Overdue"), "bad")) if record.is_overdue else day

    def render_status(self, record: DataRequest) -> str:
        return state_pill(record.get_status_display(), record.status)


class AccessTable(ListTable):
    at = tables.Column(verbose_name=_("When"))
    actor = tables.Column(verbose_name=_("Who"), order_by="actor__full_name")
    what = tables.Column(verbose_name=_("What"))
    target_reference = tables.Column(verbose_name=_("Record"), orderable=False)
    party_id = tables.Column(verbose_name=_("Beneficiary"), orderable=False)
    count = tables.Column(verbose_name=_("Rows"), accessor="rows", attrs={"td": {"class": "num"}})

    class Meta:
        attrs = {"aria-label": _("Who saw what")}

    caption = _("Who saw what")
    empty_title = _("Nobody looked")
    empty_text = _("Pages opened, numbers read in full, documents and lists taken away stand here.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The persons of one page in one question.
        self.people = parties_of([row.record for row in self.paginated_rows])

    def render_at(self, value: object) -> str:
        return format_datetime(value, "short")

    def render_actor(self, value: object) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_target_reference(self, value: str) -> str:
        return format_html('<bdi class="nowrap" dir="ltr">{}</bdi>', value)

    def render_party_id(self, value: int) -> str:
        party = self.people.get(value)
        if party is None:
            return "—"
        url = reverse("admin:artisans_party", args=[party.reference])
        return format_html('<a href="{}"><bdi>{}</bdi></a>', url, party)
