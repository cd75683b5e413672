"""Where this room hangs its pages, its menu and the desk's home figures."""

from django.db.models import Q
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.desk import (
    DESK_MENU,
    DESK_PAGES,
    DESK_PANELS,
    FILE_PANELS,
    HAND_OVERS,
    OPEN_WORK,
    PARTY_PANELS,
    MenuItem,
    Panel,
)
from accounts.people.models import User
from artisans.duplicates.models import DuplicateCase
from artisans.duplicates.queries import open_cases_of, stands_against_review
from artisans.parties.models import Party
from artisans.parties.registry import FINDERS, Hit, Question
from foundation.formats import format_number
from foundation.words import localized
from programs.applications import bulk, desk
from programs.applications.actions import hand_over_files
from programs.applications.models import Application
from programs.applications.views import assist, file, papers, queue

__all__ = ["bulk"]  # read with the panels, so that every process knows the acts

_ROW, _WIDTH = 50, 420
_FILES_FOUND = 5
_COLOURS = {"late": "bad", "soon": "saffron", "in_time": "brand", "stopped": "ink-soft"}


@DESK_PAGES.register("programs.applications", order=30)
def pages(site) -> list:
    one = "programs/files/<str:reference>/"
    counter = "programs/counter/"
    views = [
        ("programs/queue/", queue.queue, "queue"),
        ("programs/queue/assign/", queue.bulk_assign, "bulk_assign"),
        (one, file.file_page, "file"),
        (f"{one}do/<slug:step>/", file.file_step, "file_step"),
        (f"{one}notes/", file.write_note, "file_note"),
        (f"{one}documents/<int:number>/", papers.document, "file_document"),
        (f"{one}documents/<int:number>/view/", papers.view_document, "file_view"),
        (f"{one}documents/<int:number>/pages/<int:page>/", papers.document_page, "file_page_picture"),
        (f"{one}tasks/", papers.add_task, "file_task"),
        (f"{one}tasks/<int:number>/done/", papers.finish_task, "file_task_done"),
        (f"{one}documents/<int:number>/check/", papers.check_document, "file_check"),
        (counter, assist.assist, "assist"),
        (f"{counter}<str:reference>/", assist.assist_file, "assist_file"),
        (f"{counter}<str:reference>/sections/<slug:section>/", assist.assist_section, "assist_section"),
        (f"{counter}<str:reference>/upload/<slug:question>/", assist.assist_upload, "assist_upload"),
        (f"{counter}<str:reference>/documents/<int:number>/", assist.assist_document, "assist_document"),
        (f"{counter}<str:reference>/documents/<int:number>/remove/", assist.assist_discard, "assist_discard"),
    ]
    return [path(route, site.admin_view(view), name=f"programs_{name}") for route, view, name in views]


@DESK_MENU.register("programs.applications", order=10)
def menu(user: User) -> list[MenuItem]:
    items = []
    if user.has_perm("programs.view_application"):
        items.append(
            MenuItem(label=gettext_lazy("Files"), url=reverse("admin:programs_queue"), group=gettext_lazy("Files"))
        )
    if user.has_perm("programs.assist_application"):
        items.append(
            MenuItem(
                label=gettext_lazy("Enter at the counter"),
                url=reverse("admin:programs_assist"),
                group=gettext_lazy("Files"),
            )
        )
    return items


@DESK_PANELS.register("programs.counters", order=10)
def counters_panel(user: User) -> Panel | None:
    """My files, late, waiting for me, blocked."""
    if not user.has_perm("programs.view_application"):
        return None
    waiting = (
        "?state=ineligible" if user.has_perm("programs.countersign_application") else "?officer=none&state=submitted"
    )
    context = {"counters": desk.counters(user), "waiting_query": waiting, "bare": True}
    return Panel(title=_("My files"), template="programs/desk/counters.html", context=context)


@DESK_PANELS.register("programs.ages", order=20)
def ages_panel(user: User) -> Panel | None:
    """The queue by age, as one chart with its table."""
    if not user.has_perm("programs.view_application"):
        return None
    bands = desk.ages(user)
    if not any(band.count for band in bands):
        return None
    mirrored = (translation.get_language() or "").startswith("ar")
    context = {
        "bars": [_bar(number, band, max(band.count for band in bands), mirrored) for number, band in enumerate(bands)],
        "height": _ROW * len(bands),
        # Inside the chart text runs left to right, so that start and end mean the same in every language.
        "start_x": _WIDTH if mirrored else 0,
        "start_anchor": "end" if mirrored else "start",
        "end_x": 0 if mirrored else _WIDTH,
        "end_anchor": "start" if mirrored else "end",
    }
    return Panel(
        title=_("Files by age"),
        template="programs/desk/ages.html",
        context=context,
        url=reverse("admin:programs_queue"),
    )


def _bar(number: int, band: desk.AgeBand, largest: int, mirrored: bool) -> dict:
    """One band: its words, its two lengths, and where they begin (at the right in Arabic)."""
    width = round(_WIDTH * band.count / largest) if largest else 0
    mine = round(_WIDTH * band.mine / largest) if largest else 0
    return {
        "label": band.label, "count": band.count, "mine": band.mine, "number": format_number(band.count),
        "colour": _COLOURS[band.code], "url": f"{reverse('admin:programs_queue')}?age={band.code}", "top": number * _ROW,
        "text_y": number * _ROW + 18, "bar_top": number * _ROW + 26, "width": width, "mine_width": mine,
        "x": _WIDTH - width if mirrored else 0, "mine_x": _WIDTH - mine if mirrored else 0,
    }  # fmt: skip


@OPEN_WORK.register("programs.applications")
def open_files(user: User) -> list[tuple[str, str]]:
    """Undecided files this officer answers for: a colleague should take them over."""
    files = Application.objects.undecided().filter(officer=user).order_by("due_on", "id")[:200]
    return [
        (application.reference, reverse("admin:programs_file", args=[application.reference])) for application in files
    ]


@HAND_OVERS.register("programs.applications")
def give_files(user: User, to: User, by: User) -> tuple[int, int]:
    return hand_over_files(officer=user, to=to, by=by)


@PARTY_PANELS.register("programs.applications", order=20)
def party_panel(party: Party, user: User) -> Panel | None:
    """The files of a beneficiary this person may see."""
    files = list(desk.queue_rows(user).filter(party=party).order_by("-submitted_at", "-id")[:20])
    if not files:
        return None
    return Panel(title=_("Files"), template="programs/desk/party_files.html", context={"files": files})


@FINDERS.register("programs.applications", order=10)
def find_files(question: Question, user: User) -> list[Hit]:
    """The file of this reference, and the latest files of the beneficiaries found."""
    wanted = Q(party_id__in=question.parties) if question.parties else Q()
    if question.reference:
        wanted |= Q(reference=question.reference)
    if not wanted:
        return []
    files = Application.objects.for_user(user).filter(wanted).select_related("party", "call")
    # A file's state is not told: a decision is its applicant's only once it is published.
    return [
        Hit(
            type="application",
            label=gettext_lazy("File"),
            reference=file.reference,
            title=str(file.party),
            detail=localized(file.call, "name"),
            url=reverse("admin:programs_file", args=[file.reference]) if user.is_staff else "",
        )
        for file in files.order_by("-submitted_at", "-id")[:_FILES_FOUND]
    ]


@FILE_PANELS.register("programs.duplicates", order=1)
def duplicates_panel(application: Application, user: User) -> Panel | None:
    """Open cases of the applicant; one with somebody outside the reader's reach is told without a name."""
    cases = list(open_cases_of(application.party).select_related("first", "second")[:5])
    if not cases:
        return None
    seen = set(
        DuplicateCase.objects.for_user(user).filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True)
    )
    rows = [
        (case, case.second if case.first_id == application.party_id else case.first, case.pk in seen) for case in cases
    ]
    context = {"cases": rows, "stops": stands_against_review(application.party)}
    return Panel(_("Registered twice?"), "artisans/duplicates/file_panel.html", context)
