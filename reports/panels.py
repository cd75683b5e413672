"""Where reports hang their pages, their menu and the home page's panel."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, DESK_PANELS, MenuItem, Panel
from accounts.people.models import User
from foundation.time import today
from reports.board.models import BoardMeeting
from reports.board.queries import outstanding_on
from reports.documents.views import meetings as board
from reports.documents.views import reports as documents


@DESK_PAGES.register("reports", order=90)
def pages(site) -> list:
    meeting, report = "board/<str:code>/", "reports/<str:reference>/"
    found = [
        ("board/", documents.reports, "reports"),
        (meeting, board.meeting, "meeting"),
        (f"{meeting}report/", documents.request_report, "request"),
        (f"{meeting}budget/", board.import_budget, "import_budget"),
        (f"{meeting}do/<slug:step>/", board.meeting_step, "meeting_step"),
        (f"{meeting}resolutions/<int:number>/", board.follow_up, "follow_up"),
        (f"{meeting}actions/<int:number>/", board.progress, "progress"),
        (f"board-{report}", documents.report, "report"),
        (f"board-{report}do/<slug:step>/", documents.report_step, "report_step"),
        (f"board-{report}text/", documents.write, "write"),
        (f"board-{report}files/<int:number>/", documents.report_file, "file"),
        (f"board-{report}figures/<str:code>/", documents.figure, "figure"),
    ]
    return [path(route, site.admin_view(view), name=f"reports_{name}") for route, view, name in found]


@DESK_MENU.register("reports", order=90)
def menu(user: User) -> list[MenuItem]:
    if not (user.has_perm("reports.view_report") or user.has_perm("reports.read_frozen")):
        return []
    return [MenuItem(_("Board and reports"), reverse("admin:reports_reports"), _("Board"))]


@DESK_PANELS.register("reports", order=80)
def next_meeting(user: User) -> Panel | None:
    """The last meeting on record and what is still open before it."""
    if not user.has_perm("reports.view_boardmeeting"):
        return None
    meeting = BoardMeeting.objects.order_by("-held_on").first()
    if meeting is None:
        return None
    context = {"meeting": meeting, "outstanding": outstanding_on(today(), before=meeting)[:5]}
    return Panel(
        _("Board"), "reports/desk/home_panel.html", context, reverse("admin:reports_meeting", args=[meeting.code])
    )
