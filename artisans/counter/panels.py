"""Where the counter hangs in the officers' house, and why an account waits after a phone changed."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, DESK_PANELS, OPEN_WORK, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.counter import views
from artisans.counter.permissions import can_use_counter
from artisans.counter.queries import entries_of, phone_rests_until
from artisans.parties.models import Party
from artisans.parties.registry import ACCOUNT_HOLDS
from foundation.formats import format_date


@DESK_PAGES.register("artisans.counter", order=12)
def pages(site) -> list:
    one = "counter/<str:reference>/"
    found = [
        ("counter/", views.counter, "counter"),
        ("counter/start/", views.start, "counter_start"),
        ("counter/phone/<str:reference>/", views.phone, "counter_phone"),
        (f"{one}done/", views.done, "counter_done"),
        (f"{one}take/", views.take, "counter_take"),
        (f"{one}drop/", views.drop, "counter_drop"),
        (f"{one}paper/<slug:language>/", views.paper, "counter_paper"),
        (f"{one}choose/<str:party>/", views.choose, "counter_choose"),
        (f"{one}<slug:slug>/", views.step, "counter_step"),
    ]
    return [path(route, site.admin_view(view), name=f"artisans_{name}") for route, view, name in found]


@DESK_MENU.register("artisans.counter", order=18)
def menu(user: User) -> list[MenuItem]:
    if not can_use_counter(user):
        return []
    count = entries_of(user).open().filter(clerk=user)[:100].count()
    return [MenuItem(_("Counter"), reverse("admin:artisans_counter"), _("Register of beneficiaries"), count or None)]


@DESK_PANELS.register("artisans.counter", order=15)
def home_panel(user: User) -> Panel | None:
    """For a clerk: begin, and what was begun."""
    if not can_use_counter(user) or user.has_perm("programs.screen_application"):
        return None
    entries = list(entries_of(user).open().filter(clerk=user)[:8])
    return Panel(
        _("At the counter"), "artisans/counter/home_panel.html", {"entries": entries}, reverse("admin:artisans_counter")
    )


@OPEN_WORK.register("artisans.counter")
def open_entries(user: User) -> list[tuple[str, str]]:
    return [
        (entry.reference, reverse("admin:artisans_counter_step", args=[entry.reference, entry.step]))
        for entry in entries_of(user).open().filter(clerk=user)[:200]
    ]


@PARTY_PANELS.register("artisans.counter", order=70)
def party_panel(party: Party, user: User) -> Panel | None:
    """How the person came into the register at a counter, and whether the file is their own yet."""
    if not can_use_counter(user):
        return None
    entries = list(party.counter_entries.filter(status="done").select_related("clerk").order_by("-id")[:5])
    context = {"entries": entries, "party": party, "may_change_phone": user.has_perm("artisans.add_changerequest")}
    return Panel(_("At the counter"), "artisans/counter/party_panel.html", context)


@ACCOUNT_HOLDS.register("artisans.counter")
def phone_just_changed(party: Party) -> str:
    day = phone_rests_until(party)
    if day is None:
        return ""
    return _("The phone of this beneficiary changed: no account is verified before %(day)s.") % {
        "day": format_date(day)
    }
