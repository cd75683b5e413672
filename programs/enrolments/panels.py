"""Where enrolments hang their pages, menu and their parts of the file's and the beneficiary's page."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, FILE_PANELS, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.parties.models import Party
from programs.applications.choices import ApplicationStatus
from programs.applications.models import Application
from programs.budget.permissions import may
from programs.enrolments import views
from programs.enrolments.actions.enrolling import missing_to_enrol
from programs.enrolments.models import Agreement, Enrolment
from programs.enrolments.queries import with_progress


@DESK_PAGES.register("programs.enrolments", order=50)
def pages(site) -> list:
    one = "enrolments/<str:reference>/"
    found = [
        ("enrolments/", views.enrolments, "enrolments"),
        (one, views.enrolment, "enrolment"),
        (f"{one}do/<slug:step>/", views.enrolment_step, "enrolment_step"),
        (f"{one}support/<int:number>/do/<slug:step>/", views.support_step, "support_step"),
        ("awards/<str:reference>/do/<slug:step>/", views.award_step, "award_step"),
    ]
    return [path(route, site.admin_view(view), name=f"programs_{name}") for route, view, name in found]


@DESK_MENU.register("programs.enrolments", order=50)
def menu(user: User) -> list[MenuItem]:
    if not user.has_perm("programs.view_enrolment"):
        return []
    return [MenuItem(_("Enrolments"), reverse("admin:programs_enrolments"), _("Support"))]


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
