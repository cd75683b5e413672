"""The life of a member of staff: invited, given roles, away, deactivated; lost second factors; keys for other systems."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import emails
from accounts.audit.actions import record
from accounts.people.choices import Role
from accounts.people.desk import HAND_OVERS
from accounts.people.models import Absence, ApiToken, Invitation, RoleAssignment, User, new_token
from accounts.people.roles import INCOMPATIBLE
from accounts.people.scopes import forget_assignments
from foundation import crypto
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import CASABLANCA, now, today

INVITATION_DAYS = 7
TOKEN_DAYS = 365


class InvitationIsOver(DomainError):
    code = "invitation_is_over"


# --- coming in


@transaction.atomic
def invite_staff(*, email: str, full_name: str, roles: Iterable[Mapping[str, str]], by: User) -> tuple[Invitation, str]:
    """Write to a future colleague; gives back the invitation and its link, which is kept nowhere in clear.

    `roles` are `{"role", "program", "area"}`; they begin when the invitation is accepted.
    """
    _require(by, "accounts.add_invitation")
    email = email.strip().lower()
    wanted = [_checked_role(entry) for entry in roles]
    if not wanted:
        raise InvalidValue(_("Choose at least one role."))
    if User.objects.filter(email__iexact=email, role_assignments__isnull=False).exists():
        raise DomainError(_("This person has a staff account already: give them the role there."))
    Invitation.objects.filter(email__iexact=email, accepted_at=None, expires_at__gt=now()).update(expires_at=now())
    token = new_token()
    invitation = Invitation.objects.create(
        email=email,
        full_name=full_name.strip(),
        roles=wanted,
        token_lookup=crypto.lookup_hash("invitation", token),
        invited_at=now(),
        invited_by=by,
        expires_at=now() + timedelta(days=INVITATION_DAYS),
    )
    url = settings.PUBLIC_URL + reverse("accept_invitation", args=[token])
    emails.queue_invitation(invitation=invitation, url=url, language=by.language)
    record("staff.invited", target=invitation, by=by, after={"roles": wanted}, personal={"email": email})
    return invitation, url


def open_invitation(token: str) -> Invitation:
    """The invitation behind a link that still works. Raises InvitationIsOver."""
    invitation = Invitation.objects.filter(
        token_lookup=crypto.lookup_hash("invitation", token), accepted_at=None, expires_at__gt=now()
    ).first()
    if invitation is None:
        raise InvitationIsOver(_("This invitation was used already or is no longer valid. Ask for a new one."))
    return invitation


@transaction.atomic
def accept_invitation(*, token: str, full_name: str, password: str, language: str = "fr") -> User:
    """The invited person's account with its roles. They sign in next, and set up the second factor."""
    invitation = Invitation.objects.select_for_update().get(pk=open_invitation(token).pk)
    open_invitation(token)  # again, now that nobody else can accept it
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is None:
        user = User.objects.create_user(email=invitation.email)
    if not user.is_active:
        raise InvitationIsOver(_("This account was deactivated. Ask the administrator to open it again."))
    user.full_name, user.language = full_name.strip() or invitation.full_name, language
    _set_password(user, password)
    user.save()
    confirm_email(user)
    for entry in invitation.roles:
        RoleAssignment.objects.create(user=user, granted_by=invitation.invited_by, starts_at=now(), **entry)
    invitation.accepted_at, invitation.accepted_by = now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    # A session opened by code before must not become a colleague's.
    end_sessions(user)
    record("staff.accepted", target=invitation, by=user, after={"user": user.pk, "roles": invitation.roles})
    return user


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: User) -> Invitation:
    _require(by, "accounts.change_invitation")
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at is not None:
        raise InvitationIsOver(_("This invitation was accepted already."))
    invitation.expires_at = now()
    invitation.save(update_fields=["expires_at"])
    record("staff.invitation_withdrawn", target=invitation, by=by)
    return invitation


def confirm_email(user: User) -> None:
    """What allauth wants before it lets a second factor be set up: the link proved the address."""
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).update(primary=False)
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


# --- roles


@transaction.atomic
def grant_role(
    *, user: User, role: str, by: User, program: str = "", area: str = "", until: datetime | None = None
) -> RoleAssignment:
    """Give a role within a programme and an area, until a moment. Nobody gives one to themselves."""
    _require(by, "accounts.add_roleassignment")
    if user.pk == by.pk:
        raise NotPermitted(_("Nobody gives a role to themselves."))
    if user.is_system or not user.is_active:
        raise DomainError(_("This account is not active."))
    if not user.email:
        raise DomainError(_("Staff need an e-mail address: invite this person."))
    entry = _checked_role({"role": role, "program": program, "area": area})
    if RoleAssignment.objects.filter(user=user, revoked_at=None, substitutes_for=None, **entry).exists():
        raise DomainError(_("This person holds this role already, with this scope."))
    was_staff = RoleAssignment.objects.live().filter(user=user).exists()
    assignment = RoleAssignment.objects.create(user=user, granted_by=by, until=until, starts_at=now(), **entry)
    forget_assignments(user)
    if not was_staff:
        confirm_email(user)
        end_sessions(user)
    record(
        "role.granted",
        target=assignment,
        by=by,
        program=program,
        area=area,
        after={"user": user.pk, **entry, "until": until},
    )
    return assignment


@transaction.atomic
def revoke_role(*, assignment: RoleAssignment, by: User, reason: str = "") -> RoleAssignment:
    """End a role now; the next request of that person is refused what it allowed."""
    _require(by, "accounts.change_roleassignment")
    assignment = RoleAssignment.objects.select_for_update().select_related("user").get(pk=assignment.pk)
    if assignment.revoked_at is not None:
        raise DomainError(_("This role ended already."))
    assignment.revoked_at, assignment.revoked_by = now(), by
    assignment.save(update_fields=["revoked_at", "revoked_by"])
    forget_assignments(assignment.user)
    record(
        "role.revoked", target=assignment, by=by, program=assignment.program, area=assignment.area, reason=reason,
        before={"user": assignment.user_id, "role": assignment.role},
    )  # fmt: skip
    return assignment


def incompatible_with(*, user: User, role: str) -> list[str]:
    """Names of roles this person holds that should not meet the new one: a warning, never on one batch."""
    held = {Role(value) for value in RoleAssignment.objects.live().filter(user=user).values_list("role", flat=True)}
    return [str(other.label) for other in sorted(held) if frozenset({other, Role(role)}) in INCOMPATIBLE]


# --- leaving, coming back


@transaction.atomic
def deactivate_staff(*, user: User, by: User, reason: str) -> User:
    """No more signing in, no role, no session, no key. What they did stays theirs."""
    _require(by, "accounts.change_user")
    if user.pk == by.pk or user.is_system:
        raise NotPermitted(_("This account cannot be deactivated here."))
    if not reason.strip():
        raise InvalidValue(_("Say why the account is deactivated."))
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise DomainError(_("This account is deactivated already."))
    for assignment in RoleAssignment.objects.filter(user=user, revoked_at=None):
        assignment.revoked_at, assignment.revoked_by = now(), by
        assignment.save(update_fields=["revoked_at", "revoked_by"])
    ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=now())
    user.is_active = False
    user.save(update_fields=["is_active"])
    forget_assignments(user)
    end_sessions(user)
    record("staff.deactivated", target=user, by=by, reason=reason.strip())
    return user


@transaction.atomic
def reactivate_staff(*, user: User, by: User) -> User:
    """The account opens again, without any role and with a second factor to set up anew."""
    _require(by, "accounts.change_user")
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active:
        raise DomainError(_("This account is active."))
    user.is_active = True
    user.save(update_fields=["is_active"])
    Authenticator.objects.filter(user=user).delete()
    record("staff.reactivated", target=user, by=by)
    return user


@transaction.atomic
def reset_second_factor(*, user: User, by: User, reason: str) -> None:
    """A colleague lost phone and recovery codes: their factors go, their sessions end, they are told."""
    _require(by, "accounts.change_user")
    if user.pk == by.pk:
        raise NotPermitted(_("Another administrator must reset your second factor."))
    if not reason.strip():
        raise InvalidValue(_("Say how you made sure who asked."))
    count, _rows = Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    emails.queue_factor_reset(user=user)
    record("staff.factor_reset", target=user, by=by, reason=reason.strip(), before={"factors": count})


def end_sessions(user: User) -> int:
    """Sign this person out everywhere; how many sessions ended."""
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


# --- absence


@transaction.atomic
def record_absence(*, user: User, substitute: User, starts_on: object, ends_on: object, by: User) -> Absence:
    """For these days the substitute holds the roles too; in a batch both count as one person (`acts_for`)."""
    _require(by, "accounts.add_absence")
    if user.pk == substitute.pk:
        raise InvalidValue(_("The substitute must be another person."))
    if ends_on < starts_on or ends_on < today():
        raise InvalidValue(_("The end cannot be before the start."))
    roles = list(RoleAssignment.objects.live().filter(user=user, substitutes_for=None))
    if not roles:
        raise DomainError(_("This person holds no role that could be substituted."))
    if not RoleAssignment.objects.live().filter(user=substitute, substitutes_for=None).exists():
        raise DomainError(_("The substitute must be a member of staff."))
    absence = Absence.objects.create(
        user=user, substitute=substitute, starts_on=starts_on, ends_on=ends_on, recorded_at=now(), recorded_by=by
    )
    for role in roles:
        RoleAssignment.objects.create(
            user=substitute, role=role.role, program=role.program, area=role.area, substitutes_for=user, granted_by=by,
            starts_at=_midnight(starts_on), until=min(filter(None, (_midnight(ends_on + timedelta(days=1)), role.until))),
        )  # fmt: skip
    forget_assignments(substitute)
    record(
        "staff.absent", target=absence, by=by,
        after={"user": user.pk, "substitute": substitute.pk, "from": starts_on, "until": ends_on},
    )  # fmt: skip
    return absence


@transaction.atomic
def hand_over_work(*, user: User, to: User, by: User) -> tuple[int, int]:
    """Give a colleague what this person answers for, room by room; how much moved, and how much the colleague may not take."""
    _require(by, "accounts.change_user")
    if user.pk == to.pk or not to.is_active:
        raise InvalidValue(_("Choose another colleague who is active."))
    moved = left = 0
    for _name, give in HAND_OVERS.items():
        some, rest = give(user, to, by)
        moved, left = moved + some, left + rest
    record("staff.handed_over", target=user, by=by, after={"to": to.pk, "moved": moved, "left": left})
    return moved, left


@transaction.atomic
def end_absence(*, absence: Absence, by: User) -> Absence:
    """Back early: the substitute's borrowed roles end now."""
    _require(by, "accounts.change_absence")
    absence = Absence.objects.select_for_update().select_related("substitute").get(pk=absence.pk)
    if absence.ends_on < today():
        raise DomainError(_("This absence is over."))
    borrowed = RoleAssignment.objects.filter(
        user=absence.substitute, substitutes_for=absence.user_id, revoked_at=None, until__gt=now()
    )
    for role in borrowed:
        role.revoked_at, role.revoked_by = now(), by
        role.save(update_fields=["revoked_at", "revoked_by"])
    absence.ends_on = max(absence.starts_on, today() - timedelta(days=1))
    absence.save(update_fields=["ends_on"])
    forget_assignments(absence.substitute)
    record("staff.back", target=absence, by=by)
    return absence


# --- keys for other systems


@transaction.atomic
def create_token(*, user: User, name: str, by: User, days: int = TOKEN_DAYS) -> tuple[ApiToken, str]:
    """A key that acts as `user`; shown once, kept as a hash."""
    _require(by, "accounts.add_apitoken")
    if not name.strip():
        raise InvalidValue(_("Give the key a name that tells what uses it."))
    if not 1 <= days <= TOKEN_DAYS:
        raise InvalidValue(_("A key lasts a year at most."))
    key = new_token()
    token = ApiToken.objects.create(
        user=user, name=name.strip(), token_lookup=crypto.lookup_hash("api-token", key),
        created_at=now(), expires_at=now() + timedelta(days=days),
    )  # fmt: skip
    record(
        "token.created", target=token, by=by, after={"user": user.pk, "name": token.name, "expires": token.expires_at}
    )
    return token, key


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User) -> ApiToken:
    _require(by, "accounts.change_apitoken")
    token = ApiToken.objects.select_for_update().get(pk=token.pk)
    if token.revoked_at is None:
        token.revoked_at = now()
        token.save(update_fields=["revoked_at"])
        record("token.revoked", target=token, by=by)
    return token


# --- shared


def _require(by: User, permission: str) -> None:
    if not by.is_system and not by.has_perm(permission):
        raise NotPermitted(_("Your role does not allow this."))


def _checked_role(entry: Mapping[str, str]) -> dict[str, str]:
    role = str(entry.get("role", ""))
    if role not in Role.values:
        raise InvalidValue(_("This role does not exist."))
    return {"role": role, "program": entry.get("program", "").strip(), "area": entry.get("area", "").strip()}


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        raise InvalidValue(" ".join(refusal.messages)) from refusal
    user.set_password(password)


def _midnight(day: object) -> datetime:
    return datetime.combine(day, time.min, tzinfo=CASABLANCA)
