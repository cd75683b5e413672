"""Where reviews hang their pages, menu, home panels and their part of the file page."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.outbox.models import Message
from accounts.outbox.registry import RELEASE_BLOCKS
from accounts.people.desk import (
    DESK_MENU,
    DESK_PAGES,
    DESK_PANELS,
    FILE_PANELS,
    HAND_OVERS,
    OPEN_WORK,
    MenuItem,
    Panel,
)
from accounts.people.models import User
from programs.applications.models import Application
from programs.reviews.actions import hand_over_reviews
from programs.reviews.queries import GONE, OPEN_ASSIGNMENTS, assignments_for, review_progress
from programs.reviews.rubrics import criteria_of
from programs.reviews.views import assigning, committee, delegating, reviewing


@DESK_PAGES.register("programs.reviews", order=40)
def pages(site) -> list:
    one = "committee/<str:reference>/"
    found = [
        ("reviews/", reviewing.queue, "reviews"),
        ("reviews/<int:number>/", reviewing.review, "review"),
        ("reviews/<int:number>/documents/<int:document>/", reviewing.review_document, "review_document"),
        ("reviews/rounds/", assigning.rounds, "rounds"),
        ("reviews/rounds/<int:number>/", assigning.round_page, "round"),
        ("reviews/rounds/<int:number>/do/<slug:step>/", assigning.round_step, "round_step"),
        ("reviews/files/<str:reference>/", assigning.file_reviewers, "file_reviewers"),
        ("appeals/", committee.appeals, "appeals"),
        ("appeals/<int:number>/answer/", committee.answer, "appeal_answer"),
        ("committee/", committee.committee, "committee"),
        ("committee/new/", committee.plan, "session_new"),
        ("committee/delegations/", delegating.delegations, "delegations"),
        ("committee/delegations/<int:number>/end/", delegating.end, "delegation_end"),
        ("committee/calls/<slug:code>/conclude/", committee.conclude, "call_conclude"),
        (one, committee.room, "session"),
        (f"{one}publish/", committee.publication, "publication"),
        (f"{one}do/<slug:step>/", committee.session_step, "session_step"),
    ]
    return [path(route, site.admin_view(view), name=f"programs_{name}") for route, view, name in found]


@DESK_MENU.register("programs.reviews", order=40)
def menu(user: User) -> list[MenuItem]:
    items = []
    if user.has_perm("programs.review_application") and not user.has_perm("programs.screen_application"):
        done, everything = review_progress(user)
        items.append(
            MenuItem(_("My reviews"), reverse("admin:programs_reviews"), _("Selection"), everything - done or None)
        )
    if user.has_perm("programs.open_review"):
        items.append(MenuItem(_("Reviewing"), reverse("admin:programs_rounds"), _("Selection")))
    if user.has_perm("programs.view_committeesession"):
        items.append(MenuItem(_("Committee"), reverse("admin:programs_committee"), _("Selection")))
    if user.has_perm("programs.manage_appeal"):
        items.append(MenuItem(_("Appeals"), reverse("admin:programs_appeals"), _("Selection")))
    return items


@DESK_PANELS.register("programs.reviews", order=10)
def my_reviews(user: User) -> Panel | None:
    if not user.has_perm("programs.review_application"):
        return None
    done, everything = review_progress(user)
    waiting = assignments_for(user).filter(status__in=OPEN_ASSIGNMENTS)[:6]
    context = {"done": done, "everything": everything, "assignments": waiting}
    return Panel(_("My reviews"), "programs/reviews/home_panel.html", context, reverse("admin:programs_reviews"))


@OPEN_WORK.register("programs.reviews")
def open_reviews(user: User) -> list[tuple[str, str]]:
    """Files this person has to score: another reviewer should take them."""
    waiting = assignments_for(user).filter(status__in=OPEN_ASSIGNMENTS)[:200]
    return [
        (
            _("Review of %(reference)s") % {"reference": row.application.reference},
            reverse("admin:programs_file_reviewers", args=[row.application.reference]),
        )
        for row in waiting
    ]


@HAND_OVERS.register("programs.reviews")
def give_reviews(user: User, to: User, by: User) -> tuple[int, int]:
    return hand_over_reviews(reviewer=user, to=to, by=by)


@FILE_PANELS.register("programs.reviews", order=40)
def file_panel(application: Application, user: User) -> Panel | None:
    """Scores for those who lead the selection, never for the reviewers themselves."""
    if not user.has_perm("programs.view_reviewround"):
        return None
    assignments = list(
        application.assignments.exclude(status__in=GONE)
        .select_related("reviewer", "review", "round__rubric")
        .order_by("id")
    )
    decision = application.decisions.filter(is_current=True).select_related("session").first()
    if not assignments and decision is None:
        return None
    criteria = criteria_of(assignments[0].round.rubric.definition) if assignments else []
    rows = [(criterion, [getattr(row, "review", None) for row in assignments]) for criterion in criteria]
    context = {"application": application, "assignments": assignments, "rows": rows, "decision": decision}
    whole = reverse("admin:programs_file_reviewers", args=[application.reference]) if assignments else ""
    return Panel(_("Reviews and decision"), "programs/reviews/file_panel.html", context, whole)


@RELEASE_BLOCKS.register("programs.reviews")
def held_for_publication(message: Message) -> str:
    """The letter of a decision leaves with its publication: nobody learns it earlier by a click in the list of messages."""
    if message.about_type == "programs.application" and message.template.code.startswith("decision_"):
        return _("This letter leaves when the decision is published.")
    return ""
