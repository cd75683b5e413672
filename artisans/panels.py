"""Where the register hangs its pages, its menu and its part of the beneficiary's page."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.changes import merging as changes_merging  # noqa: F401 - rules for merges register themselves
from artisans.changes import panels as changes_panels  # noqa: F401 - the same
from artisans.changes import personal_data as changes_data  # noqa: F401 - rules for personal data register themselves
from artisans.counter import merging as counter_merging  # noqa: F401
from artisans.counter import panels as counter_panels  # noqa: F401
from artisans.counter import personal_data as counter_data  # noqa: F401
from artisans.duplicates import panels as duplicates_panels  # noqa: F401 - its pages register themselves
from artisans.duplicates import personal_data as duplicates_data  # noqa: F401
from artisans.imports import merging as imports_merging  # noqa: F401
from artisans.imports import panels as imports_panels  # noqa: F401 - the same
from artisans.imports import personal_data as imports_data  # noqa: F401
from artisans.maps import panels as maps_panels  # noqa: F401
from artisans.networks import merging as networks_merging  # noqa: F401
from artisans.networks import panels as networks_panels  # noqa: F401 - its pages and panels register themselves
from artisans.networks import personal_data as networks_data  # noqa: F401
from artisans.parties import merging as parties_merging  # noqa: F401
from artisans.parties import personal_data as parties_data  # noqa: F401
from artisans.parties.models import Party
from artisans.parties.queries import letters, timeline
from artisans.parties.views import entry, page, register, search, steps
from artisans.parties.wording import event_words
from artisans.privacy import merging as privacy_merging  # noqa: F401
from artisans.privacy import panels as privacy_panels  # noqa: F401
from artisans.privacy import personal_data as privacy_data  # noqa: F401


@DESK_PAGES.register("artisans", order=10)
def pages(site) -> list:
    one = "parties/<str:reference>/"
    views = [
        ("parties/", register.party_list, "parties"),
        ("parties/new/<slug:entry>/", entry.new_party, "party_new"),
        (one, page.party_page, "party"),
        (f"{one}edit/", entry.edit_party, "party_edit"),
        (f"{one}profile/<slug:profile>/", entry.edit_profile, "party_profile"),
        (f"{one}show/<slug:what>/<int:number>/", page.show_number, "party_show"),
        (f"{one}documents/<int:number>/", page.party_document, "party_document"),
        (f"{one}numbers/<int:number>/verify/", steps.verify_number, "party_verify_number"),
        (f"{one}do/<slug:step>/", steps.party_step, "party_step"),
        (f"{one}do/<slug:step>/<int:number>/", steps.party_step, "party_step_on"),
    ]
    return [path(route, site.admin_view(view), name=f"artisans_{name}") for route, view, name in views]


@DESK_PAGES.register("artisans.search", order=5)
def search_pages(site) -> list:
    views = [
        ("search/", search.search_page, "search"),
        ("search/suggestions/", search.suggestions, "search_suggestions"),
    ]
    return [path(route, site.admin_view(view), name=name) for route, view, name in views]


@DESK_MENU.register("artisans", order=20)
def menu(user: User) -> list[MenuItem]:
    if not user.has_perm("artisans.view_party"):
        return []
    return [
        MenuItem(label=_("Beneficiaries"), url=reverse("admin:artisans_parties"), group=_("Register of beneficiaries"))
    ]


@PARTY_PANELS.register("artisans.letters", order=80)
def letters_panel(party: Party, user: User) -> Panel | None:
    if not user.has_perm("accounts.view_message"):
        return None
    return Panel(title=_("Messages"), template="artisans/panels/letters.html", context={"letters": letters(party)})


@PARTY_PANELS.register("artisans.history", order=90)
def history_panel(party: Party, user: User) -> Panel:
    entries = [
        {
            "title": event_words(event.action),
            "at": event.at,
            "who": event.actor,
            "reason": event.reason,
            "reference": event.target_reference,
        }
        for event in timeline(party)
    ]
    return Panel(title=_("History"), template="artisans/panels/history.html", context={"entries": entries})
