"""Lists of beneficiaries of programmes, groups and sessions, on screen and as rows of a spreadsheet."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from foundation.formats import format_date
from foundation.spreadsheets import Column
from foundation.templatetags.look import state_pill
from programs.enrolments.models import Cohort, Enrolment, Session

NUMBER = {"th": {"class": "num"}, "td": {"class": "num nowrap"}}


class EnrolmentTable(tables.Table):
    reference = tables.Column(verbose_name=_("Enrolment"))
    party = tables.Column(verbose_name=_("Beneficiary"), order_by="party__sort_fr")
    call = tables.Column(verbose_name=_("Call"), accessor="application__call", orderable=False)
    status = tables.Column(verbose_name=_("Status"))
    enrolled_on = tables.Column(verbose_name=_("Enrolled on"))
    support = tables.Column(verbose_name=_("Support delivered"), empty_values=(), orderable=False)

    class Meta:
        model = Enrolment
        fields: tuple[str, ...] = ()
        template_name = "tables/table.html"
        order_by = "-enrolled_on"

    empty_title = _("No enrolment")

    def render_reference(self, value: str) -> str:
        return format_html(
            '<a href="{}"><bdi dir="ltr">{}</bdi></a>', reverse("admin:programs_enrolment", args=[value]), value
        )

    def render_party(self, value) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_status(self, value, record: Enrolment) -> str:
        return state_pill(record.get_status_display(), record.status)

    def render_enrolled_on(self, value) -> str:
        return format_date(value, "short")

    def render_support(self, record) -> str:
        return f"{record.items_delivered} / {record.items_total}"


ENROLMENT_COLUMNS = [
    Column(_("Enrolment"), width=16), Column(_("Beneficiary"), width=30), Column(_("Call"), width=34),
    Column(_("Status"), width=14), Column(_("Enrolled on"), width=12), Column(_("Group"), width=28),
    Column(_("Support delivered"), "integer", 12), Column(_("Support planned"), "integer", 12),
]  # fmt: skip


def enrolment_values(row: Enrolment) -> tuple[Any, ...]:
    return (
        row.reference, str(row.party), str(row.application.call), str(row.get_status_display()), row.enrolled_on,
        str(row.cohort) if row.cohort else "", row.items_delivered, row.items_total,
    )  # fmt: skip


class CohortTable(tables.Table):
    name = tables.Column(verbose_name=_("Group"), empty_values=(), order_by=("name_fr", "id"))
    call = tables.Column(verbose_name=_("Call"), orderable=False)
    centre = tables.Column(verbose_name=_("Centre"), orderable=False)
    starts_on = tables.Column(verbose_name=_("From – until"))
    places = tables.Column(verbose_name=_("Places"), empty_values=(), order_by=("with_taken", "id"), attrs=NUMBER)
    waiting = tables.Column(verbose_name=_("Waiting"), accessor="with_waiting", order_by="with_waiting", attrs=NUMBER)
    sessions = tables.Column(verbose_name=_("Sessions"), accessor="with_sessions", orderable=False, attrs=NUMBER)

    class Meta:
        template_name = "tables/table.html"
        attrs = {"aria-label": _("Groups")}
        order_by = "-starts_on"

    empty_title = _("No group")
    caption = _("Groups")

    def render_name(self, record: Cohort) -> str:
        url = reverse("admin:programs_cohort", args=[record.reference])
        return format_html('<a class="strong" href="{}"><bdi>{}</bdi></a>', url, record)

    def render_centre(self, value) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_starts_on(self, record: Cohort) -> str:
        until = format_date(record.ends_on, "short") if record.ends_on else "…"
        return format_html('<span class="nowrap">{} – {}</span>', format_date(record.starts_on, "short"), until)

    def render_places(self, record: Cohort) -> str:
        return f"{record.with_taken} / {record.places}" if record.places is not None else str(record.with_taken)


COHORT_COLUMNS = [
    Column(_("Reference"), width=16), Column(_("Group"), width=30), Column(_("Call"), width=34),
    Column(_("Centre"), width=28), Column(_("From"), width=12), Column(_("Until"), width=12),
    Column(_("Places"), "integer", 10), Column(_("Taken"), "integer", 10), Column(_("Waiting"), "integer", 10),
    Column(_("Sessions"), "integer", 10),
]  # fmt: skip


def cohort_values(row: Cohort) -> tuple[Any, ...]:
    return (
        row.reference, str(row), str(row.call), str(row.centre) if row.centre else "", row.starts_on, row.ends_on,
        row.places, row.with_taken, row.with_waiting, row.with_sessions,
    )  # fmt: skip


class SessionTable(tables.Table):
    title = tables.Column(verbose_name=_("Session"), empty_values=(), order_by=("title_fr", "id"))
    kind = tables.Column(verbose_name=_("Kind"))
    cohort = tables.Column(verbose_name=_("Group"), orderable=False)
    held_on = tables.Column(verbose_name=_("Date"))
    place = tables.Column(verbose_name=_("Place"), orderable=False)
    status = tables.Column(verbose_name=_("Status"))
    present = tables.Column(verbose_name=_("Present"), empty_values=(), orderable=False, attrs=NUMBER)

    class Meta:
        template_name = "tables/table.html"
        attrs = {"aria-label": _("Sessions")}
        order_by = "-held_on"

    empty_title = _("No session")
    caption = _("Sessions")

    def render_title(self, record: Session) -> str:
        url = reverse("admin:programs_training", args=[record.reference])
        return format_html('<a class="strong" href="{}"><bdi>{}</bdi></a>', url, record)

    def render_cohort(self, value) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_held_on(self, value) -> str:
        return format_html('<span class="nowrap">{}</span>', format_date(value, "short"))

    def render_place(self, value) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_status(self, record: Session) -> str:
        return session_pill(record)

    def render_present(self, record: Session) -> str:
        return f"{record.with_present} / {record.with_group}" if record.status == "delivered" else "—"


def session_pill(session: Session) -> str:
    """A session is planned, held or cancelled: its own words for the states it shares with support."""
    words = {
        "planned": (_now("Planned"), "info"),
        "delivered": (_now("Held"), "good"),
        "cancelled": (_now("Cancelled"), "bad"),
    }
    return state_pill(*words.get(session.status, (session.get_status_display(), "plain")))


SESSION_COLUMNS = [
    Column(_("Reference"), width=16), Column(_("Session"), width=34), Column(_("Kind"), width=14),
    Column(_("Group"), width=28), Column(_("Date"), width=12), Column(_("Days"), width=8), Column(_("Place"), width=24),
    Column(_("Status"), width=12), Column(_("Expected"), "integer", 10), Column(_("Present"), "integer", 10),
]  # fmt: skip


def session_values(row: Session) -> tuple[Any, ...]:
    return (
        row.reference, str(row), str(row.get_kind_display()), str(row.cohort), row.held_on, row.days, row.place,
        str(row.get_status_display()), row.with_group, row.with_present,
    )  # fmt: skip
