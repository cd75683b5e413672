"""Lists of beneficiaries of programmes, groups and sessions, on screen and as rows of a spreadsheet."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from foundation.formats import format_date
from foundation.tables import ListTable
from foundation.templatetags.look import state_pill
from programs.enrolments.models import Cohort, Enrolment, Session

NUMBER = {"th": {"class": "num"}, "td": {"class": "num nowrap"}}


class EnrolmentTable(ListTable):
    reference = tables.Column(verbose_name=_("Enrolment"))
    party = tables.Column(verbose_name=_("Beneficiary"))
    call = tables.Column(verbose_name=_("Call"), accessor="application__call", orderable=False)
    status = tables.Column(verbose_name=_("Status"))
    enrolled_on = tables.Column(verbose_name=_("Enrolled on"))
    cohort = tables.Column(verbose_name=_("Group"))
    support = tables.Column(verbose_name=_("Support delivered"), empty_values=(), orderable=False)

    class Meta:
        attrs = {"aria-label": _("Enrolments")}

    caption = _("Enrolments")
    empty_title = _("No enrolment")
    empty_text = _("A file is enrolled once its agreement is signed.")

    def render_reference(self, value: str) -> str:
        return format_html(
            '<a href="{}"><bdi class="nowrap" dir="ltr">{}</bdi></a>',
            reverse("admin:programs_enrolment", args=[value]),
            value,
        )

    def render_party(self, value) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_status(self, value, record: Enrolment) -> str:
        return state_pill(record.get_status_display(), record.status)

    def render_enrolled_on(self, value) -> str:
        return format_date(value, "short")

    def render_cohort(self, value) -> str:
        return format_html("<bdi>{}</bdi>", value)

    def render_support(self, record) -> str:
        return f"{record.items_delivered} / {record.items_total}"


class CohortTable(ListTable):
    name = tables.Column(verbose_name=_("Group"), empty_values=())
    call = tables.Column(verbose_name=_("Call"), orderable=False)
    centre = tables.Column(verbose_name=_("Centre"), orderable=False)
    starts_on = tables.Column(verbose_name=_("From – until"))
    places = tables.Column(verbose_name=_("Places"), empty_values=(), attrs=NUMBER)
    waiting = tables.Column(verbose_name=_("Waiting"), accessor="with_waiting", attrs=NUMBER)
    sessions = tables.Column(verbose_name=_("Sessions"), accessor="with_sessions", orderable=False, attrs=NUMBER)

    class Meta:
        attrs = {"aria-label": _("Groups")}

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


class SessionTable(ListTable):
    title = tables.Column(verbose_name=_("Session"), empty_values=())
    kind = tables.Column(verbose_name=_("Kind"))
    cohort = tables.Column(verbose_name=_("Group"), orderable=False)
    held_on = tables.Column(verbose_name=_("Date"))
    place = tables.Column(verbose_name=_("Place"), orderable=False)
    status = tables.Column(verbose_name=_("Status"))
    present = tables.Column(verbose_name=_("Present"), empty_values=(), orderable=False, attrs=NUMBER)

    class Meta:
        attrs = {"aria-label": _("Sessions")}

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
