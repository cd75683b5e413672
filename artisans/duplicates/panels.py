"""Where possible duplicates hang their pages, their menu and their part of other pages."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, DESK_PANELS, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.duplicates import lists, merging, personal_data, views  # noqa: F401 - the list and the rules register themselves
from artisans.duplicates.actions import undo_obstacles
from artisans.duplicates.choices import STRONG, CaseStatus
from artisans.duplicates.forms import SuspectForm
from artisans.duplicates.models import DuplicateCase
from artisans.duplicates.permissions import can_merge, can_suspect
from artisans.duplicates.queries import case_rows, last_merge
from artisans.parties.choices import PartyStatus
from artisans.parties.models import Party


@DESK_PAGES.register("artisans.duplicates", order=12)
def pages(site) -> list:
    found = [
        ("duplicates/", views.cases, "duplicates"),
        ("duplicates/<str:reference>/", views.case, "duplicate"),
        ("duplicates/<str:reference>/do/<slug:step>/", views.decide, "duplicate_decide"),
        ("duplicates/<str:reference>/merge/", views.merge, "duplicate_merge"),
        ("parties/<str:reference>/same-as/", views.suspect, "duplicate_suspect"),
        ("merges/<str:reference>/undo/", views.undo, "merge_undo"),
    ]
    return [path(route, site.admin_view(view), name=f"artisans_{name}") for route, view, name in found]


@DESK_MENU.register("artisans.duplicates", order=21)
def menu(user: User) -> list[MenuItem]:
    if not user.has_perm("artisans.view_duplicatecase"):
        return []
    count = DuplicateCase.objects.for_user(user).filter(status=CaseStatus.OPEN).order_by()[:100].count()
    return [
        MenuItem(
            _("Possible duplicates"),
            reverse("admin:artisans_duplicates"),
            _("Register of beneficiaries"),
            count or None,
        )
    ]


@DESK_PANELS.register("artisans.duplicates", order=47)
def strong_panel(user: User) -> Panel | None:
    """Nearly certain duplicates, which keep files from going to the reviewers."""
    if not user.has_perm("artisans.decide_duplicatecase"):
        return None
    rows = list(case_rows(user).filter(status=CaseStatus.OPEN, score__gte=STRONG).order_by("-score", "id")[:5])
    if not rows:
        return None
    url = f"{reverse('admin:artisans_duplicates')}?status=open&strength=strong"
    return Panel(_("Registered twice?"), "artisans/duplicates/home_panel.html", {"cases": rows}, url)


@PARTY_PANELS.register("artisans.duplicates", order=5)
def party_panel(party: Party, user: User) -> Panel | None:
    """Open cases of this beneficiary; the last merge with its way back."""
    if not user.has_perm("artisans.view_duplicatecase"):
        return None
    cases = list(
        case_rows(user).filter(pk__in=DuplicateCase.objects.about(party.pk).undecided().values("pk")).order_by("-score")
    )
    merge = last_merge(party)
    may_suspect = can_suspect(user, party) and party.status == PartyStatus.ACTIVE
    if not cases and merge is None and not may_suspect:
        return None
    may_undo = merge is not None and can_merge(user, merge.survivor, merge.merged)
    context = {
        "party": party,
        "cases": [(case, case.second if case.first_id == party.pk else case.first) for case in cases],
        "merge": merge,
        "undo_obstacles": undo_obstacles(merge) if merge is not None and may_undo else [],
        "may_undo": may_undo,
        "suspect_form": SuspectForm(auto_id="suspect_%s") if may_suspect else None,
    }
    return Panel(_("Possible duplicates"), "artisans/duplicates/party_panel.html", context)
