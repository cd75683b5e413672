"""Where people's rights hang in the officers' house."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, DESK_PANELS, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.parties.models import Party
from artisans.privacy import views
from artisans.privacy.permissions import can_ask, can_take
from artisans.privacy.queries import seen_by, to_answer


@DESK_PAGES.register("artisans.privacy", order=12)
def pages(site) -> list:
    found = [
        ("privacy/requests/", views.data_requests, "data_requests"),
        ("privacy/requests/<str:reference>/", views.data_request, "data_request"),
        ("privacy/requests/<str:reference>/do/<slug:step>/", views.answer, "data_request_answer"),
        ("privacy/access/", views.access_log, "access_log"),
        ("privacy/retention/", views.retention, "retention"),
        ("parties/<str:reference>/privacy/new/", views.new_data_request, "data_request_new"),
        ("parties/<str:reference>/privacy/data.zip", views.take_data, "take_data"),
    ]
    return [path(route, site.admin_view(view), name=f"artisans_{name}") for route, view, name in found]


@DESK_MENU.register("artisans.privacy", order=28)
def menu(user: User) -> list[MenuItem]:
    group = _("Personal data")
    found = []
    if user.has_perm("artisans.view_datarequest"):
        count = to_answer(user)[:100].count()
        found.append(MenuItem(_("Requests about data"), reverse("admin:artisans_data_requests"), group, count or None))
    if user.has_perm("accounts.view_access"):
        found.append(MenuItem(_("Who saw what"), reverse("admin:artisans_access_log"), group))
    if user.has_perm("artisans.view_retention"):
        found.append(MenuItem(_("What is kept, and how long"), reverse("admin:artisans_retention"), group))
    return found


@DESK_PANELS.register("artisans.privacy", order=46)
def to_answer_panel(user: User) -> Panel | None:
    """Requests of people that wait for an answer, those due first."""
    rows = list(to_answer(user).select_related("party")[:6])
    if not rows:
        return None
    url = f"{reverse('admin:artisans_data_requests')}?due=open"
    return Panel(_("Requests about data"), "artisans/privacy/home_panel.html", {"requests": rows}, url)


@PARTY_PANELS.register("artisans.privacy", order=86)
def party_panel(party: Party, user: User) -> Panel | None:
    """What the person asked about their data, who saw them, their data as a file."""
    sees_requests = user.has_perm("artisans.view_datarequest")
    sees_access = user.has_perm("accounts.view_access")
    if not sees_requests and not sees_access:
        return None
    context = {
        "party": party,
        "requests": list(party.data_requests.order_by("-id")[:10]) if sees_requests else [],
        "seen": list(seen_by(party)[:10]) if sees_access else [],
        "sees_access": sees_access,
        "can_ask": can_ask(user, party),
        "can_take": can_take(user, party),
    }
    url = f"{reverse('admin:artisans_access_log')}?party={party.reference}" if sees_access else ""
    return Panel(_("Personal data"), "artisans/privacy/party_panel.html", context, url)
