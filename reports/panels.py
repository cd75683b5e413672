"""Where reports hang their pages, their menu and the home page's panel."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, DESK_PANELS, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.parties.models import Party
from foundation.time import today
from reports.board import personal_data as board_data  # noqa: F401 - rules for personal data register themselves
from reports.board.models import BoardMeeting
from reports.board.queries import outstanding_on
from reports.documents.views import comments, comparison, room
from reports.documents.views import meetings as board
from reports.documents.views import reports as documents
from reports.meetings import personal_data as meetings_data  # noqa: F401
from reports.meetings import views as meetings
from reports.monitoring import field as monitoring_field  # noqa: F401 - the visits' form for devices registers itself
from reports.monitoring import figures, loading  # noqa: F401 - the block of figures and the list of indicators register there
from reports.monitoring import merging as monitoring_merging  # noqa: F401
from reports.monitoring import personal_data as monitoring_data  # noqa: F401
from reports.monitoring.models import SiteVisit
from reports.monitoring.queries import waiting_for
from reports.monitoring.views import indicators, periods, visits
from reports.monitoring.workflow import VISIT


@DESK_PAGES.register("reports", order=90)
def pages(site) -> list:
    meeting, report = "board/<str:code>/", "reports/<str:reference>/"
    found = [
        ("board/", documents.reports, "reports"),
        (f"{meeting}report/", documents.request_report, "request"),
        (f"{meeting}budget/", board.import_budget, "import_budget"),
        (f"{meeting}do/<slug:step>/", board.meeting_step, "meeting_step"),
        (f"{meeting}resolutions/<int:number>/", board.follow_up, "follow_up"),
        (f"{meeting}actions/<int:number>/", board.progress, "progress"),
        (f"{meeting}risks/<int:number>/", board.review_risk, "review_risk"),
        ("board/plan/", meetings.plan, "plan_meeting"),
        ("board/calendar/", meetings.calendar, "calendar"),
        (f"{meeting}agenda/", meetings.agenda, "agenda"),
        (f"{meeting}people/", meetings.people, "people"),
        (f"{meeting}convoke/", meetings.convoke, "convoke"),
        (f"{meeting}attendance/", meetings.attendance, "attendance"),
        (f"{meeting}minutes/", meetings.write_minutes, "write_minutes"),
        (f"{meeting}minutes/approve/", meetings.approve_minutes, "approve_minutes"),
        (f"{meeting}propose/", meetings.propose, "propose"),
        (meeting, board.meeting, "meeting"),
        ("board-room/", room.room, "room"),
        ("board-room/<str:reference>/", room.reading, "reading"),
        (f"board-{report}compare/", comparison.compare, "compare"),
        (f"board-{report}comments/", comments.comment, "comment"),
        (f"board-{report}comments/<int:number>/<slug:step>/", comments.comment_step, "comment_step"),
        (f"board-{report}", documents.report, "report"),
        (f"board-{report}live/", documents.report_live, "report_live"),
        (f"board-{report}do/<slug:step>/", documents.report_step, "report_step"),
        (f"board-{report}text/", documents.write, "write"),
        (f"board-{report}files/<int:number>/", documents.report_file, "file"),
        (f"board-{report}figures/<str:code>/", documents.figure, "figure"),
    ]
    return [path(route, site.admin_view(view), name=f"reports_{name}") for route, view, name in found]


@DESK_PAGES.register("monitoring", order=85)
def monitoring_pages(site) -> list:
    one, visit = "monitoring/indicators/<slug:code>/", "monitoring/visits/<str:reference>/"
    found = [
        ("monitoring/", indicators.board, "indicators"),
        ("monitoring/compute/", indicators.compute_all, "compute_all"),
        (one, indicators.indicator, "indicator"),
        (f"{one}value/", indicators.enter_value, "enter_value"),
        (f"{one}target/", indicators.set_target, "set_target"),
        (f"{one}values/<int:number>/do/<slug:name>/", indicators.step, "measurement_step"),
        (f"{one}values/<int:number>/restate/", indicators.restate, "restate"),
        ("monitoring/periods/", periods.periods, "periods"),
        ("monitoring/periods/open/", periods.open_period, "open_period"),
        ("monitoring/periods/<str:code>/do/<slug:name>/", periods.step, "period_step"),
        ("monitoring/values/", visits.values, "values"),
        ("monitoring/visits/", visits.visits, "visits"),
        ("monitoring/visits/plan/", visits.plan, "plan_visit"),
        (visit, visits.visit, "visit"),
        (f"{visit}record/", visits.record_visit, "record_visit"),
        (f"{visit}do/<slug:name>/", visits.step, "visit_step"),
        (f"{visit}photos/<int:number>/", visits.photo, "visit_photo"),
    ]
    return [path(route, site.admin_view(view), name=f"reports_{name}") for route, view, name in found]


@DESK_MENU.register("monitoring", order=85)
def monitoring_menu(user: User) -> list[MenuItem]:
    found = []
    if user.has_perm("reports.view_indicator"):
        waiting = waiting_for(user) if user.has_perm("reports.approve_measurement") else None
        found.append(MenuItem(_("Indicators"), reverse("admin:reports_indicators"), _("Monitoring"), waiting or None))
    if user.has_perm("reports.view_sitevisit"):
        found.append(MenuItem(_("Site visits"), reverse("admin:reports_visits"), _("Monitoring")))
    return found


@DESK_PANELS.register("monitoring.visits", order=40)
def my_visits(user: User) -> Panel | None:
    """The visits this person is to make, the next one first."""
    if not user.has_perm("reports.record_sitevisit"):
        return None
    rows = SiteVisit.objects.for_user(user).filter(visitor=user, status__in=VISIT.initial)
    found = list(rows.select_related("party__commune").order_by("planned_on", "id")[:5])
    context = {"visits": found, "today": today()}
    return (
        Panel(_("My visits"), "reports/monitoring/home_panel.html", context, reverse("admin:reports_visits"))
        if found
        else None
    )


@PARTY_PANELS.register("monitoring.visits", order=70)
def party_visits(party: Party, user: User) -> Panel | None:
    """Who went to see this beneficiary, and what they found."""
    rows = SiteVisit.objects.for_user(user).filter(party=party).select_related("visitor", "program")
    found = list(rows.order_by("-planned_on", "-id")[:10])
    may_plan = user.has_perm("reports.plan_sitevisit")
    if not found and not may_plan:
        return None
    context = {"visits": found, "party": party, "may_plan": may_plan}
    return Panel(_("Site visits"), "reports/monitoring/party_panel.html", context)


@DESK_MENU.register("reports", order=90)
def menu(user: User) -> list[MenuItem]:
    if not (user.has_perm("reports.view_report") or user.has_perm("reports.read_frozen")):
        return []
    found = [MenuItem(_("Board and reports"), reverse("admin:reports_reports"), _("Board"))]
    if user.has_perm("reports.read_frozen"):
        found.insert(0, MenuItem(_("Board room"), reverse("admin:reports_room"), _("Board")))
    return found


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
