"""Where change requests hang in the officers' house."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, DESK_PANELS, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.changes import views
from artisans.changes.actions import request_change
from artisans.changes.choices import ChangeKind
from artisans.changes.models import ChangeRequest
from artisans.changes.permissions import can_ask, can_read_values
from artisans.changes.queries import comparison, to_decide
from artisans.parties.models import Party
from artisans.parties.registry import CHANGE_DOOR

CHANGE_DOOR.register("ask")(request_change)


@DESK_PAGES.register("artisans.changes", order=11)
def pages(site) -> list:
    found = [
        ("changes/", views.changes, "changes"),
        ("changes/<str:reference>/", views.change, "change"),
        ("changes/<str:reference>/do/<slug:step>/", views.decide, "change_decide"),
        ("changes/<str:reference>/proof/", views.proof, "change_proof"),
        ("parties/<str:reference>/changes/new/<slug:kind>/", views.ask, "change_ask"),
    ]
    return [path(route, site.admin_view(view), name=f"artisans_{name}") for route, view, name in found]


@DESK_MENU.register("artisans.changes", order=22)
def menu(user: User) -> list[MenuItem]:
    if not user.has_perm("artisans.view_changerequest"):
        return []
    count = to_decide(user)[:100].count()
    return [
        MenuItem(_("Change requests"), reverse("admin:artisans_changes"), _("Register of beneficiaries"), count or None)
    ]


@DESK_PANELS.register("artisans.changes", order=45)
def to_decide_panel(user: User) -> Panel | None:
    """Requests that wait for this person's decision, oldest first."""
    rows = list(to_decide(user).select_related("party").order_by("requested_at", "id")[:6])
    if not rows:
        return None
    url = f"{reverse('admin:artisans_changes')}?mine=decide"
    return Panel(_("Changes to approve"), "artisans/changes/home_panel.html", {"changes": rows}, url)


@PARTY_PANELS.register("artisans.changes", order=85)
def party_panel(party: Party, user: User) -> Panel | None:
    """Who asked for what, before, after, why, and who decided."""
    if not user.has_perm("artisans.view_changerequest"):
        return None
    rows = [
        {"change": row, "rows": comparison(row) if can_read_values(user, row) else None}
        for row in _of_party(party)[:20]
    ]
    kinds = [(kind.value, kind.label) for kind in ChangeKind if can_ask(user, party, kind) and _fits(kind, party)]
    context = {"rows": rows, "party": party, "kinds": kinds}
    url = f"{reverse('admin:artisans_changes')}?party={party.reference}" if len(rows) == 20 else ""
    return Panel(_("Changes by request"), "artisans/changes/party_panel.html", context, url)


def _of_party(party: Party):
    found = ChangeRequest.objects.filter(party=party).select_related("requested_by", "decided_by", "party")
    return found.order_by("-id")


def _fits(kind: str, party: Party) -> bool:
    return kind != ChangeKind.BIRTH_DATE or party.kind == "person"
