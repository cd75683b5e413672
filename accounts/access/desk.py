"""The administrator's pages about colleagues: the list, one colleague, and each act in the life of an account."""

from collections.abc import Callable
from functools import partial

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import actions
from accounts.access.desk_forms import AbsenceForm, HandOverForm, InvitationForm, ReasonForm, RoleForm, TokenForm
from accounts.audit.models import Event
from accounts.people.desk import OPEN_WORK
from accounts.people.models import Absence, ApiToken, Invitation, RoleAssignment, User
from accounts.people.roles import ROLES
from foundation.errors import DomainError
from foundation.time import now


class PeoplePages:
    """Views that need the admin site for their chrome; every act goes through `accounts.access.actions`."""

    def __init__(self, site: AdminSite) -> None:
        self.site = site

    def urls(self) -> list[URLPattern]:
        wrap = lambda view: never_cache(self.site.admin_view(view))  # noqa: E731
        one = "people/<int:pk>/"
        pages = [
            ("people/", self.list, "people"),
            ("people/invite/", self.invite, "people_invite"),
            ("people/invitations/<int:pk>/withdraw/", self.withdraw_invitation, "people_withdraw_invitation"),
            (one, self.page, "person"),
            (f"{one}role/", self.grant, "person_grant"),
            (f"{one}role/<int:number>/end/", self.revoke, "person_revoke"),
            (f"{one}absence/", self.absent, "person_absent"),
            (f"{one}hand-over/", self.hand_over, "person_hand_over"),
            (f"{one}absence/<int:number>/end/", self.back, "person_back"),
            (f"{one}factor/", self.reset_factor, "person_reset_factor"),
            (f"{one}deactivate/", self.deactivate, "person_deactivate"),
            (f"{one}reactivate/", self.reactivate, "person_reactivate"),
            (f"{one}token/", self.create_token, "person_token"),
            (f"{one}token/<int:number>/revoke/", self.revoke_token, "person_revoke_token"),
        ]
        return [path(route, wrap(view), name=f"accounts_{name}") for route, view, name in pages]

    # --- reading

    def list(self, request: HttpRequest) -> HttpResponse:
        _require(request, "accounts.view_user")
        live = RoleAssignment.objects.live()
        colleagues = (
            User.objects.filter(role_assignments__isnull=False).distinct().order_by("-is_active", "full_name", "id")
        )
        context = {
            "title": _("Colleagues"),
            "colleagues": colleagues.prefetch_related(Prefetch("role_assignments", live, to_attr="live_roles")),
            "invitations": Invitation.objects.filter(accepted_at=None, expires_at__gt=now()).order_by("-invited_at"),
            "can_invite": request.user.has_perm("accounts.add_invitation"),
        }
        return self._render(request, "admin/people/list.html", context)

    def page(self, request: HttpRequest, pk: int, **forms: Form) -> HttpResponse:
        person = self._person(request, pk)
        may = request.user.has_perm
        context = {
            "title": str(person),
            "person": person,
            "roles": [
                (role, ROLES[role.role].sentence, RoleAssignment.objects.live().filter(pk=role.pk).exists())
                for role in person.role_assignments.filter(revoked_at=None).select_related("substitutes_for")
            ],
            "has_factor": Authenticator.objects.filter(user=person).exclude(type="recovery_codes").exists(),
            "sessions": UserSession.objects.filter(user=person).count(),
            "absences": Absence.objects.filter(user=person).select_related("substitute").order_by("-starts_on")[:10],
            "tokens": ApiToken.objects.filter(user=person).order_by("-created_at"),
            "events": Event.objects.about(person).select_related("actor").order_by("-id")[:20],
            "open_work": _open_work(person),
            "can_change": may("accounts.change_user") and person.pk != request.user.pk,
            "role_form": forms.get("role") or RoleForm(),
            "hand_over_form": forms.get("hand_over") or HandOverForm(user=person),
            "absence_form": forms.get("absence") or AbsenceForm(user=person),
            "token_form": forms.get("token") or TokenForm(),
            "reason_form": ReasonForm(),
            "today": now(),
        }
        return self._render(request, "admin/people/page.html", context)

    # --- acting

    def invite(self, request: HttpRequest) -> HttpResponse:
        _require(request, "accounts.add_invitation")
        form = InvitationForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            role = {name: values[name] for name in ("role", "program", "area")}
            try:
                actions.invite_staff(
                    email=values["email"], full_name=values["full_name"], roles=[role], by=request.user
                )
            except DomainError as error:
                form.add_error(None, error.message)
            else:
                messages.success(request, _("The invitation is on its way. The link works once, for seven days."))
                return redirect("admin:accounts_people")
        return self._render(request, "admin/people/invite.html", {"title": _("Invite a colleague"), "form": form})

    def withdraw_invitation(self, request: HttpRequest, pk: int) -> HttpResponse:
        invitation = get_object_or_404(Invitation, pk=pk)
        self._try(request, partial(actions.withdraw_invitation, invitation=invitation), _("The link no longer works."))
        return redirect("admin:accounts_people")

    def grant(self, request: HttpRequest, pk: int) -> HttpResponse:
        person, form = self._person(request, pk), RoleForm(request.POST)
        if request.method != "POST" or not form.is_valid():
            return self.page(request, pk, role=form)
        others = actions.incompatible_with(user=person, role=form.cleaned_data["role"])
        if self._try(request, partial(actions.grant_role, user=person, **form.cleaned_data), _("The role was given.")):
            for other in others:
                sentence = _(
                    "Beware: this person also holds “%(role)s”. They can never use both on the same file or batch."
                )
                messages.warning(request, sentence % {"role": other})
        return redirect("admin:accounts_person", pk=pk)

    def revoke(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        role = get_object_or_404(RoleAssignment, pk=number, user=self._person(request, pk))
        return self._act(request, pk, partial(actions.revoke_role, assignment=role), _("The role ended."))

    def absent(self, request: HttpRequest, pk: int) -> HttpResponse:
        person = self._person(request, pk)
        form = AbsenceForm(request.POST, user=person)
        if request.method != "POST" or not form.is_valid():
            return self.page(request, pk, absence=form)
        act = partial(actions.record_absence, user=person, **form.cleaned_data)
        return self._act(request, pk, act, _("The absence was recorded; the substitute holds the roles meanwhile."))

    def hand_over(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The open work of somebody who leaves or is away, to a colleague who may take it."""
        person = self._person(request, pk)
        form = HandOverForm(request.POST, user=person)
        if request.method != "POST" or not form.is_valid():
            return self.page(request, pk, hand_over=form)
        try:
            moved, left = actions.hand_over_work(user=person, by=request.user, **form.cleaned_data)
        except DomainError as error:
            messages.error(request, error.message)
        else:
            done = _("%(moved)s pieces of work moved; %(left)s stay because this colleague may not take them.")
            messages.success(request, done % {"moved": moved, "left": left})
        return redirect("admin:accounts_person", pk=pk)

    def back(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        absence = get_object_or_404(Absence, pk=number, user=self._person(request, pk))
        return self._act(request, pk, partial(actions.end_absence, absence=absence), _("The substitution ended."))

    def reset_factor(self, request: HttpRequest, pk: int) -> HttpResponse:
        act = partial(
            actions.reset_second_factor, user=self._person(request, pk), reason=request.POST.get("reason", "")
        )
        return self._act(request, pk, act, _("The second factor was reset and this person was told."))

    def deactivate(self, request: HttpRequest, pk: int) -> HttpResponse:
        act = partial(actions.deactivate_staff, user=self._person(request, pk), reason=request.POST.get("reason", ""))
        return self._act(request, pk, act, _("The account was deactivated."))

    def reactivate(self, request: HttpRequest, pk: int) -> HttpResponse:
        act = partial(actions.reactivate_staff, user=self._person(request, pk))
        return self._act(request, pk, act, _("The account is open again, without any role."))

    def create_token(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The only page that shows the key."""
        person, form = self._person(request, pk), TokenForm(request.POST)
        if request.method != "POST" or not form.is_valid():
            return self.page(request, pk, token=form)
        try:
            token, key = actions.create_token(user=person, by=request.user, **form.cleaned_data)
        except DomainError as error:
            messages.error(request, error.message)
            return redirect("admin:accounts_person", pk=pk)
        context = {"title": _("A new key"), "person": person, "token": token, "key": key}
        return self._render(request, "admin/people/token.html", context)

    def revoke_token(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        token = get_object_or_404(ApiToken, pk=number, user=self._person(request, pk))
        return self._act(request, pk, partial(actions.revoke_token, token=token), _("The key no longer works."))

    # --- shared

    def _person(self, request: HttpRequest, pk: int) -> User:
        _require(request, "accounts.view_user")
        return get_object_or_404(User, pk=pk, is_system=False)

    def _act(self, request: HttpRequest, pk: int, act: Callable[..., object], done: str) -> HttpResponse:
        self._try(request, act, done)
        return redirect("admin:accounts_person", pk=pk)

    def _try(self, request: HttpRequest, act: Callable[..., object], done: str) -> bool:
        """Only a POST acts; the action itself asks whether this person may."""
        if request.method != "POST":
            raise PermissionDenied
        try:
            act(by=request.user)
        except DomainError as error:
            messages.error(request, error.message)
            return False
        messages.success(request, done)
        return True

    def _render(self, request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
        return render(request, template, self.site.each_context(request) | context)


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _open_work(person: User) -> list[tuple[str, str]]:
    """What a colleague should take over, as the rooms tell it."""
    return [item for _name, list_work in OPEN_WORK.items() for item in list_work(person)]
