"""Enrolments, groups and sessions among the staff lists."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.lists.registry import LISTS, ListColumn, SheetColumn, StaffList, column, orders
from accounts.lists.values import named, words_of
from accounts.people.models import User
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.filters import CohortFilterSet, EnrolmentFilterSet, SessionFilterSet
from programs.enrolments.models import Enrolment
from programs.enrolments.queries import cohort_rows, session_rows, with_progress
from programs.enrolments.tables import CohortTable, EnrolmentTable, SessionTable

ENROLMENTS, COHORTS, SESSIONS = "enrolments", "cohorts", "sessions"


def enrolment_rows(user: User) -> QuerySet[Enrolment]:
    return with_progress(Enrolment.objects.for_user(user)).select_related("party", "application__call", "cohort")


LISTS.register(ENROLMENTS)(
    StaffList(
        page="admin:programs_enrolments", title=_("Enrolments"), table=EnrolmentTable, filterset=EnrolmentFilterSet,
        rows=enrolment_rows, permission="programs.view_enrolment", default_order="-enrolled_on",
        orders=orders(reference="reference", party="party__sort_fr", status="status", enrolled_on="enrolled_on"),
        columns={
            "reference": column(_("Enrolment"), "reference", width=16, is_fixed=True),
            "party": ListColumn((
                SheetColumn(_("Reference"), "party__reference", width=16),
                SheetColumn(_("Name (Latin script)"), "party__name_fr", width=30),
                SheetColumn(_("Name (Arabic script)"), "party__name_ar", width=30),
            )),
            "call": column(_("Call"), lambda code: named("application__call", code), width=34),
            "status": column(_("Status"), lambda _code: words_of("status", EnrolmentStatus.choices), width=14),
            "enrolled_on": column(_("Enrolled on"), "enrolled_on", width=12),
            "cohort": column(_("Group"), of=lambda row: str(row.cohort or ""), width=28, is_first_shown=False),
            "support": ListColumn((
                SheetColumn(_("Support delivered"), "items_delivered", "integer", 12),
                SheetColumn(_("Support planned"), "items_total", "integer", 12),
            )),
        },
        file_name="accompagnements", export_action="party.exported",
        ready=[("status=enrolled", _("Not yet begun")), ("status=active", _("Active")), ("status=paused", _("Paused"))],
        find=_("Reference, name in either script"),
    )
)  # fmt: skip

LISTS.register(COHORTS)(
    StaffList(
        page="admin:programs_cohorts", title=_("Groups"), table=CohortTable, filterset=CohortFilterSet, rows=cohort_rows,
        permission="programs.view_cohort", default_order="-starts_on",
        orders=orders(name="name_fr", starts_on="starts_on", places="with_taken", waiting="with_waiting"),
        columns={
            "name": ListColumn((
                SheetColumn(_("Reference"), "reference", width=16), SheetColumn(_("Group"), of=str, width=30),
            ), is_fixed=True),
            "call": column(_("Call"), of=lambda row: str(row.call), width=34),
            "centre": column(_("Centre"), of=lambda row: str(row.centre or ""), width=28),
            "starts_on": ListColumn((
                SheetColumn(_("From"), "starts_on", width=12), SheetColumn(_("Until"), "ends_on", width=12),
            )),
            "places": ListColumn((
                SheetColumn(_("Places"), "places", "integer", 10), SheetColumn(_("Taken"), "with_taken", "integer", 10),
            )),
            "waiting": column(_("Waiting"), "with_waiting", look="integer", width=10),
            "sessions": column(_("Sessions"), "with_sessions", look="integer", width=10),
        },
        file_name="groupes", export_action="party.exported",
        ready=[("places=free", _("With free places")), ("places=full", _("Full"))],
    )
)  # fmt: skip

LISTS.register(SESSIONS)(
    StaffList(
        page="admin:programs_trainings", title=_("Sessions"), table=SessionTable, filterset=SessionFilterSet,
        rows=session_rows, permission="programs.view_session", default_order="-held_on",
        orders=orders(title="title_fr", kind="kind", held_on="held_on", status="status"),
        columns={
            "title": ListColumn((
                SheetColumn(_("Reference"), "reference", width=16), SheetColumn(_("Session"), of=str, width=34),
            ), is_fixed=True),
            "kind": column(_("Kind"), of=lambda row: row.get_kind_display(), width=14),
            "cohort": column(_("Group"), of=lambda row: str(row.cohort), width=28),
            "held_on": ListColumn((
                SheetColumn(_("Date"), "held_on", width=12), SheetColumn(_("Days"), "days", width=8),
            )),
            "place": column(_("Place"), "place", width=24),
            "status": column(_("Status"), of=lambda row: row.get_status_display(), width=12),
            "present": ListColumn((
                SheetColumn(_("Expected"), "with_group", "integer", 10),
                SheetColumn(_("Present"), "with_present", "integer", 10),
            )),
        },
        file_name="seances", export_action="party.exported", ready=[("status=planned", _("Planned"))],
    )
)  # fmt: skip
