"""Where imports hang in the officers' house; the kinds of lists are registered with them."""

from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.imports import kinds
from artisans.imports.queries import sources_of
from artisans.imports.views import acts, page
from artisans.parties.models import Party

__all__ = ["kinds"]


@DESK_PAGES.register("artisans.imports", order=12)
def pages(site) -> list:
    one = "imports/<str:reference>/"
    found = [
        ("imports/", page.import_list, "imports"),
        ("imports/new/", page.new_import, "import_new"),
        ("imports/template/<str:kind>.<str:file_format>", acts.template_file, "import_template"),
        (one, page.import_page, "import"),
        (f"{one}progress/", page.import_progress, "import_progress"),
        (f"{one}map/", acts.map_import, "import_map"),
        (f"{one}rows/<int:row>/decide/", acts.decide_row, "import_decide"),
        (f"{one}accept/", acts.accept, "import_accept"),
        (f"{one}stop/", acts.stop, "import_stop"),
        (f"{one}cancel/", acts.cancel, "import_cancel"),
        (f"{one}errors.<str:file_format>", acts.errors_file, "import_errors"),
    ]
    return [path(route, site.admin_view(view), name=f"artisans_{name}") for route, view, name in found]


@DESK_MENU.register("artisans.imports", order=21)
def menu(user: User) -> list[MenuItem]:
    if not user.has_perm("artisans.view_importbatch"):
        return []
    return [MenuItem(label=_("Imports"), url=reverse("admin:artisans_imports"), group=_("Register of beneficiaries"))]


@PARTY_PANELS.register("artisans.imports", order=88)
def sources_panel(party: Party, user: User) -> Panel | None:
    """The lists that named this party: which office said so, and in which row."""
    if not user.has_perm("artisans.view_importbatch"):
        return None
    sources = list(sources_of(party))
    if not sources:
        return None
    return Panel(
        title=_("Lists that name them"), template="artisans/imports/sources.html", context={"sources": sources}
    )
