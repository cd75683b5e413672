"""Where complaints hang in the officers' house."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.people.desk import (
    DESK_MENU,
    DESK_PAGES,
    DESK_PANELS,
    FILE_PANELS,
    OPEN_WORK,
    PARTY_PANELS,
    MenuItem,
    Panel,
)
from accounts.people.models import User
from artisans.parties.models import Party
from programs.applications.models import Application
from programs.complaints import bulk
from programs.complaints.models import Complaint
from programs.complaints.queries import complaint_rows, waiting_for
from programs.complaints.views import desk

__all__ = ["bulk"]  # read with the panels, so that every process knows the act

SEES, ENTERS = "programs.view_complaint", "programs.enter_complaint"


@DESK_PAGES.register("programs.complaints", order=34)
def pages(site) -> list:
    found = [
        ("programs/complaints/", desk.complaints, "complaints"),
        ("programs/complaints/new/", desk.enter, "complaint_new"),
        ("programs/complaints/<str:reference>/", desk.complaint, "complaint"),
        ("programs/complaints/<str:reference>/do/<slug:code>/", desk.step, "complaint_step"),
        ("programs/complaints/<str:reference>/documents/<int:number>/", desk.document, "complaint_document"),
    ]
    return [path(route, site.admin_view(view), name=f"programs_{name}") for route, view, name in found]


@DESK_MENU.register("programs.complaints", order=14)
def menu(user: User) -> list[MenuItem]:
    group = _("Files")
    if user.has_perm(SEES):
        count = waiting_for(user).order_by()[:100].count()
        return [MenuItem(_("Complaints"), reverse("admin:programs_complaints"), group, count or None)]
    if user.has_perm(ENTERS):
        return [MenuItem(_("Enter a complaint"), reverse("admin:programs_complaint_new"), group)]
    return []


@DESK_PANELS.register("programs.complaints", order=44)
def home_panel(user: User) -> Panel | None:
    """Complaints that this person has to move, those due first."""
    rows = list(waiting_for(user)[:6]) if user.has_perm(SEES) else []
    if not rows:
        return None
    url = f"{reverse('admin:programs_complaints')}?state=open"
    return Panel(_("Complaints"), "programs/complaints/panel.html", {"complaints": rows}, url)


@PARTY_PANELS.register("programs.complaints", order=24)
def party_panel(party: Party, user: User) -> Panel | None:
    rows = list(complaint_rows(user).filter(party=party).order_by("-id")[:6])
    return _panel(rows, party.reference, user)


@FILE_PANELS.register("programs.complaints", order=60)
def file_panel(application: Application, user: User) -> Panel | None:
    rows = list(complaint_rows(user).filter(application=application).order_by("-id")[:6])
    return _panel(rows, application.reference, user)


@OPEN_WORK.register("programs.complaints")
def open_work(user: User) -> list[tuple[str, str]]:
    """Complaints in this person's hands: whoever hands them out gives them to a colleague."""
    rows = Complaint.objects.open().filter(handler=user).order_by("due_on", "id")[:100]
    return [(row.reference, reverse("admin:programs_complaint", args=[row.reference])) for row in rows]


def _panel(rows: list[Complaint], about: str, user: User) -> Panel | None:
    if not rows and not user.has_perm(ENTERS):
        return None
    context = {"complaints": rows, "about": about, "can_enter": user.has_perm(ENTERS)}
    return Panel(_("Complaints"), "programs/complaints/panel.html", context)
