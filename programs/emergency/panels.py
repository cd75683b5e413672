"""Where the emergency room hangs its page, menu and part of the file page."""

from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, DESK_PANELS, FILE_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.reference.registry import PLACE_FACTS, PlaceFact
from foundation.words import localized
from programs.applications.models import Application
from programs.budget.permissions import may
from programs.emergency import views
from programs.emergency.choices import AssessmentStatus, Declared
from programs.emergency.models import DamageAssessment, DisasterCommune, DisasterEvent
from programs.emergency.queries import disaster_of
from programs.emergency.workflow import WORKFLOW
from programs.reviews.amounts import proposed_amount
from programs.reviews.delegations import row_of


@DESK_PAGES.register("programs.emergency", order=70)
def pages(site) -> list:
    found = [
        ("emergency/", views.emergency, "emergency"),
        ("emergency/files/<str:reference>/", views.assess, "assess"),
        ("emergency/assessments/<int:number>/do/<slug:step>/", views.assessment_step, "assessment_step"),
    ]
    return [path(route, site.admin_view(view), name=f"programs_{name}") for route, view, name in found]


@DESK_MENU.register("programs.emergency", order=70)
def menu(user: User) -> list[MenuItem]:
    if not user.has_perm("programs.view_disasterevent") or not DisasterEvent.objects.exists():
        return []
    return [MenuItem(_("Emergency"), reverse("admin:programs_emergency"), _("Support"))]


@DESK_PANELS.register("programs.emergency", order=35)
def to_countersign(user: User) -> Panel | None:
    """Assessments that wait for this person's second signature."""
    if not user.has_perm("programs.countersign_damage"):
        return None
    waiting = (
        DamageAssessment.objects.filter(
            application__in=Application.objects.for_user(user), status=AssessmentStatus.SUBMITTED
        )
        .exclude(assessed_by=user)
        .select_related("application__party", "assessed_by")
        .order_by("id")[:8]
    )
    return (
        Panel(_("Assessments to countersign"), "programs/emergency/home_panel.html", {"assessments": waiting})
        if waiting
        else None
    )


@FILE_PANELS.register("programs.emergency", order=45)
def file_panel(application: Application, user: User) -> Panel | None:
    if not user.has_perm("programs.view_damageassessment") or disaster_of(application) is None:
        return None
    assessment = (
        application.assessments.select_related("assessed_by", "countersigned_by", "scale").order_by("-id").first()
    )
    delegation = views.delegation_for(application, user)
    context = {
        "application": application,
        "assessment": assessment,
        "priority": application.priority_scores.order_by("-id").first(),
        "amount": proposed_amount(application) if assessment else None,
        "can_assess": may(user, "programs.assess_damage", program=application.program, area=application.area)
        and application.status in ("screening", "in_review"),
        "can_countersign": bool(assessment)
        and WORKFLOW.allows(assessment, "countersign")
        and views.may_countersign(user, assessment),
        "can_finalise": bool(assessment)
        and WORKFLOW.allows(assessment, "finalise")
        and views.may_countersign(user, assessment),
        "delegation": row_of(delegation) if delegation else None,
        "can_decide": delegation is not None and application.status == "ready",
    }
    return Panel(_("Damage and priority"), "programs/emergency/file_panel.html", context)


@PLACE_FACTS.register("programs.emergency")
def declared_communes(codes: list[str]) -> dict[str, list[PlaceFact]]:
    """Which of these communes a disaster struck by declaration; what only the press named is said so."""
    told: dict[str, list[PlaceFact]] = {}
    rows = DisasterCommune.objects.filter(commune__in=codes).exclude(declared=Declared.UNKNOWN).select_related("event")
    for row in rows.order_by("-event__struck_at"):
        event = localized(row.event, "name")
        if row.declared == Declared.YES:
            fact = PlaceFact(
                _("Declared disaster area: %(event)s") % {"event": event},
                "bad",
                row.event.legal_basis.partition(" (")[0],
            )
        else:
            fact = PlaceFact(_("Named in the press only: %(event)s") % {"event": event}, "wait")
        told.setdefault(row.commune_id, []).append(fact)
    return told
