"""Where enrolments hang their pages, menu and their parts of the file's and the beneficiary's page."""

from django.db.models import Q
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.desk import DESK_MENU, DESK_PAGES, FILE_PANELS, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.parties.models import Party
from artisans.parties.registry import PARTY_FILTERS, PartyFilter
from foundation.time import today
from foundation.words import localized
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.budget.permissions import may
from programs.catalog.models import Program
from programs.enrolments.actions.enrolling import missing_to_enrol
from programs.enrolments.models import Agreement, Enrolment
from programs.enrolments.queries import cohort_rows, session_rows, with_progress
from programs.enrolments.views import calendar, enrolments, groups


@DESK_PAGES.register("programs.enrolments", order=50)
def pages(site) -> list:
    one, cohort, session = "enrolments/<str:reference>/", "groups/<str:reference>/", "trainings/<str:reference>/"
    found = [
        ("enrolments/", enrolments.enrolments, "enrolments"),
        (one, enrolments.enrolment, "enrolment"),
        (f"{one}do/<slug:step>/", enrolments.enrolment_step, "enrolment_step"),
        (f"{one}certificate-<str:language>.pdf", enrolments.certificate, "certificate"),
        (f"{one}support/<int:number>/do/<slug:step>/", enrolments.support_step, "support_step"),
        (f"{one}support/<int:number>/handover/<slug:what>/", enrolments.handover_document, "handover_document"),
        ("awards/<str:reference>/do/<slug:step>/", enrolments.award_step, "award_step"),
        ("groups/", groups.cohorts, "cohorts"),
        ("groups/new/", groups.cohort_new, "cohort_new"),
        (cohort, groups.cohort, "cohort"),
        (f"{cohort}change/", groups.cohort_change, "cohort_change"),
        (f"{cohort}people/", groups.cohort_fill, "cohort_fill"),
        (f"{cohort}waiting/<int:number>/end/", groups.cohort_unwait, "cohort_unwait"),
        (f"{cohort}sessions/new/", groups.session_new, "training_new"),
        ("trainings/", groups.sessions, "trainings"),
        (session, groups.session, "training"),
        (f"{session}cancel/", groups.session_cancel, "training_cancel"),
        ("centres/<str:reference>/calendar/", calendar.centre_calendar, "centre_calendar"),
    ]
    return [path(route, site.admin_view(view), name=f"programs_{name}") for route, view, name in found]


@DESK_MENU.register("programs.enrolments", order=50)
def menu(user: User) -> list[MenuItem]:
    if not user.has_perm("programs.view_enrolment"):
        return []
    return [
        MenuItem(_("Enrolments"), reverse("admin:programs_enrolments"), _("Support")),
        MenuItem(_("Groups"), reverse("admin:programs_cohorts"), _("Support")),
        MenuItem(_("Sessions"), reverse("admin:programs_trainings"), _("Support")),
    ]


@FILE_PANELS.register("programs.enrolment", order=50)
def file_panel(application: Application, user: User) -> Panel | None:
    """After the award: the agreement and the enrolment, each with what is missing."""
    if application.status not in (ApplicationStatus.APPROVED, ApplicationStatus.ENROLLED) or not user.has_perm(
        "programs.view_enrolment"
    ):
        return None
    agreement = Agreement.objects.filter(application=application).first()
    enrolment = Enrolment.objects.filter(application=application).first()
    context = {
        "application": application,
        "agreement": agreement,
        "enrolment": enrolment,
        "missing": missing_to_enrol(application, agreement) if enrolment is None else [],
        "may_enrol": may(user, "programs.enrol_application", program=application.program, area=application.area),
    }
    return Panel(_("Agreement and enrolment"), "programs/enrolments/file_panel.html", context)


@PARTY_PANELS.register("programs.enrolments", order=30)
def party_panel(party: Party, user: User) -> Panel | None:
    if not user.has_perm("programs.view_enrolment"):
        return None
    rows = (
        with_progress(Enrolment.objects.for_user(user).filter(party=party))
        .select_related("application__call")
        .order_by("-enrolled_on")
    )
    return Panel(_("Programmes"), "programs/enrolments/party_panel.html", {"enrolments": rows}) if rows else None


@PARTY_PANELS.register("programs.centre", order=56)
def centre_panel(party: Party, user: User) -> Panel | None:
    """A centre's groups and its next sessions."""
    if not hasattr(party, "centre") or not user.has_perm("programs.view_cohort"):
        return None
    context = {
        "party": party,
        "cohorts": cohort_rows(user).filter(centre=party).order_by("-starts_on", "id")[:6],
        "sessions": session_rows(user)
        .filter(cohort__centre=party, status="planned", held_on__gte=today())
        .order_by("held_on", "id")[:6],
    }
    return Panel(_("Groups and calendar"), "programs/enrolments/centre_panel.html", context)


def _programmes() -> list[tuple[str, str]]:
    return [(program.code, localized(program, "name")) for program in Program.objects.order_by("code")]


def _enrolled_in(program: str) -> Q:
    return Q(pk__in=Enrolment.objects.filter(program=program).values("party_id"))


# On the register's list, its map and its API: who takes or took part in a programme.
PARTY_FILTERS.register("program")(PartyFilter(gettext_lazy("Supported by programme"), _programmes, _enrolled_in))
