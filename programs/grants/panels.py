"""Where grants hang their pages, menu, home panel and their part of the file's and the beneficiary's page."""

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import path, reverse
from django.utils.translation import gettext as _

from accounts.people.desk import DESK_MENU, DESK_PAGES, DESK_PANELS, FILE_PANELS, PARTY_PANELS, MenuItem, Panel
from accounts.people.models import User
from artisans.parties.models import Party
from artisans.parties.registry import FINDERS, Hit, Question
from programs.applications.models import Application
from programs.budget.models import BudgetLine
from programs.budget.queries import execution, total
from programs.grants.actions import COSIGNABLE
from programs.grants.choices import BatchStatus, SignatureLevel
from programs.grants.models import Grant, PaymentBatch, Signature
from programs.grants.models.payments import SIGNATURES_ALWAYS
from programs.grants.permissions import SIGNING
from programs.grants.queries import NEXT_LEVEL, clearances_waiting, with_totals
from programs.grants.views import accounts, batches, finance, grants, lists, policies


@DESK_PAGES.register("programs.finance", order=60)
def pages(site) -> list:
    one, grant = "finance/batches/<str:reference>/", "grants/<str:reference>/"
    found = [
        ("finance/", finance.finance, "finance"),
        ("finance/batches/new/", batches.new_batch, "batch_new"),
        ("finance/lines/<str:reference>/", finance.budget_line, "line"),
        ("finance/lines/<str:reference>/do/<slug:step>/", finance.line_step, "line_step"),
        (one, batches.batch, "batch"),
        (f"{one}file/", batches.batch_file, "batch_file"),
        (f"{one}do/<slug:step>/", batches.batch_step, "batch_step"),
        ("finance/batches/", lists.batches, "batches"),
        ("finance/tranches/", lists.tranches, "tranches"),
        ("grants/", lists.grants, "grants"),
        ("finance/accounts/", accounts.accounts, "accounts"),
        ("finance/policy/", policies.policies, "policies"),
        ("finance/policy/<int:number>/do/<slug:step>/", policies.policy_step, "policy_step"),
        (grant, grants.grant, "grant"),
        (f"{grant}account/", accounts.account, "account"),
        (f"{grant}evidence/<int:number>/", grants.evidence_file, "evidence"),
        (f"{grant}<int:number>/do/<slug:step>/", grants.tranche_step, "tranche_step"),
    ]
    return [path(route, site.admin_view(view), name=f"programs_{name}") for route, view, name in found]


@DESK_MENU.register("programs.finance", order=60)
def menu(user: User) -> list[MenuItem]:
    items = []
    if user.has_perm("programs.view_paymentbatch"):
        items.append(
            MenuItem(_("Finance"), reverse("admin:programs_finance"), _("Money"), _to_sign(user).count() or None)
        )
        items.append(MenuItem(_("Payment batches"), reverse("admin:programs_batches"), _("Money")))
    if user.has_perm("programs.view_tranche"):
        items.append(MenuItem(_("Tranches"), reverse("admin:programs_tranches"), _("Money")))
    if user.has_perm("programs.view_grant"):
        items.append(MenuItem(_("Grants"), reverse("admin:programs_grants"), _("Money")))
    if user.has_perm("programs.countersign_account"):
        waiting = clearances_waiting(user).count()
        items.append(MenuItem(_("Young accounts"), reverse("admin:programs_accounts"), _("Money"), waiting or None))
    if user.has_perm("programs.view_paymentpolicy"):
        items.append(MenuItem(_("Payment policy"), reverse("admin:programs_policies"), _("Money")))
    return items


@DESK_PANELS.register("programs.accounts", order=28)
def to_countersign_panel(user: User) -> Panel | None:
    """Young accounts that a colleague vouched for and that wait for this person's word."""
    if not user.has_perm("programs.countersign_account"):
        return None
    waiting = list(clearances_waiting(user).exclude(asked_by=user)[:6])
    if not waiting:
        return None
    return Panel(
        _("Accounts to countersign"),
        "programs/grants/accounts_panel.html",
        {"clearances": waiting},
        reverse("admin:programs_accounts"),
    )


@DESK_PANELS.register("programs.finance", order=30)
def to_sign_panel(user: User) -> Panel | None:
    """Batches that wait for this person's signature, and the lines they follow as one bar."""
    if not user.has_perm("programs.view_paymentbatch"):
        return None
    rows = execution(lines=BudgetLine.objects.for_user(user))
    context = {
        "batches": with_totals(_to_sign(user)).select_related("budget_line__program", "budget_line__fiscal_year")[:8],
        "total": total(rows),
    }
    return Panel(_("Payments"), "programs/grants/home_panel.html", context, reverse("admin:programs_finance"))


@FILE_PANELS.register("programs.grant", order=60)
def file_panel(application: Application, user: User) -> Panel | None:
    if not user.has_perm("programs.view_grant"):
        return None
    grant = Grant.objects.for_user(user).filter(enrolment__application=application).prefetch_related("tranches").first()
    if grant is None:
        return None
    return Panel(
        _("Grant"),
        "programs/grants/grant_panel.html",
        {"grants": [grant]},
        reverse("admin:programs_grant", args=[grant.reference]),
    )


@PARTY_PANELS.register("programs.money", order=40)
def party_panel(party: Party, user: User) -> Panel | None:
    if not user.has_perm("programs.view_grant"):
        return None
    grants = (
        Grant.objects.for_user(user).filter(party=party).prefetch_related("tranches").order_by("-awarded_on", "-id")
    )
    return Panel(_("Money"), "programs/grants/grant_panel.html", {"grants": grants}) if grants else None


def _to_sign(user: User):
    """Batches whose next signature this person's role gives and who has not signed them yet."""
    statuses = [status for status, level in NEXT_LEVEL.items() if user.has_perm(SIGNING[level])]
    mine = PaymentBatch.objects.for_user(user)
    wanted = Q(status__in=statuses)
    if user.has_perm(SIGNING[SignatureLevel.COSIGNER]):
        # A subquery: joined rows would be counted with the payments that lists add up.
        given = (
            Signature.objects.filter(batch=OuterRef("pk"), voided_at=None, level=SignatureLevel.COSIGNER)
            .order_by()
            .values("batch")
            .annotate(number=Count("id"))
            .values("number")
        )
        mine = mine.annotate(cosigned=Coalesce(Subquery(given), 0))
        wanted |= Q(status__in=COSIGNABLE, required_signatures__gt=F("cosigned") + SIGNATURES_ALWAYS)
    return (
        mine.filter(wanted)
        .exclude(signatures__user=user, signatures__voided_at=None)
        .exclude(status=BatchStatus.CLOSED)
        .order_by("id")
    )


@FINDERS.register("programs.grants", order=40)
def find_money(question: Question, user: User) -> list[Hit]:
    """The grant or the payment batch of this reference."""
    if not (question.reference and user.is_staff):
        return []
    found = []
    if user.has_perm("programs.view_grant"):
        for grant in Grant.objects.for_user(user).filter(reference=question.reference).select_related("party"):
            url = reverse("admin:programs_grant", args=[grant.reference])
            found.append(Hit("grant", _("Grant"), grant.reference, str(grant.party), url=url))
    if user.has_perm("programs.view_paymentbatch"):
        for batch in PaymentBatch.objects.for_user(user).filter(reference=question.reference):
            url = reverse("admin:programs_batch", args=[batch.reference])
            found.append(Hit("batch", _("Payment batch"), batch.reference, batch.label, url=url))
    return found
