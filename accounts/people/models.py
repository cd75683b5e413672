"""Who signs in, which roles they hold, for which programme and area, until when."""

import secrets
from collections.abc import Iterable

import pghistory
import pgtrigger
from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.people.choices import Language, Role
from foundation import crypto
from foundation.constraints import both_or_neither, in_order, one_of
from foundation.fields import EncryptedTextField
from foundation.time import now


def _role_backends() -> list:
    """The backends that grant by role; the others only sign people in."""
    return [backend for backend in get_backends() if getattr(backend, "grants_by_role", False)]


class UserManager(BaseUserManager["User"]):
    def create_user(self, *, email: str | None = None, phone: str | None = None, **fields) -> "User":
        """A person without a usable password: applicants enter by code, staff set one when invited."""
        user = self.model(email=(email or "").lower() or None, **fields)
        user.set_phone(phone)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def by_phone(self, phone: str) -> "User | None":
        """The user of that E.164 number."""
        return self.filter(phone_lookup=crypto.lookup_hash("phone", phone)).first()

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email__iexact=email)

    def system(self) -> "User":
        """The one user that acts for the clock; seeded by a migration."""
        return self.get(is_system=True)


@pghistory.track(exclude=["password", "phone", "phone_lookup", "last_login"])
class User(AbstractBaseUser):
    """Anyone who signs in. Roles are rows of their own; there are no superusers and no groups."""

    email = models.EmailField(_("e-mail"), null=True, blank=True)
    phone = EncryptedTextField(_("phone"), null=True, blank=True)
    phone_lookup = models.BinaryField(max_length=32, null=True, unique=True, editable=False)
    phone_tail = models.CharField(max_length=4, blank=True, editable=False)
    phone_verified = models.BooleanField(_("phone verified"), default=False)
    full_name = models.CharField(_("full name"), max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.FRENCH)
    is_active = models.BooleanField(_("active"), default=True)
    is_system = models.BooleanField(_("acts for the clock"), default=False, editable=False)
    is_demonstration = models.BooleanField(_("demonstration"), default=False, editable=False)
    created_at = models.DateTimeField(_("created"), default=now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            models.UniqueConstraint(fields=["is_system"], condition=Q(is_system=True), name="user_one_system"),
            one_of("language", Language.values, name="user_language_known"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email or f"••{self.phone_tail}"

    def set_phone(self, phone: str | None) -> None:
        """Keep an E.164 number three ways: readable by us alone, findable, and its tail to show."""
        self.phone = phone or None
        self.phone_lookup = crypto.lookup_hash("phone", phone) if phone else None
        self.phone_tail = (phone or "")[-4:]

    @property
    def is_staff(self) -> bool:
        """Staff are those who hold a live role (asked once per loaded user)."""
        return self.has_module_perms("accounts")

    def has_perm(self, permission: str, obj: models.Model | None = None) -> bool:
        """Whether any live role grants it, somewhere; how far it reaches is `scopes_of`."""
        return any(backend.has_perm(self, permission, obj) for backend in _role_backends())

    def has_perms(self, permissions: Iterable[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(permission, obj) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        return any(backend.has_module_perms(self, app_label) for backend in _role_backends())

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def live(self) -> "RoleAssignmentQuerySet":
        """Assignments in force now, of people who are active."""
        moment = now()
        return self.filter(
            Q(until__isnull=True) | Q(until__gt=moment), starts_at__lte=moment, revoked_at=None, user__is_active=True
        )


@pghistory.track()
class RoleAssignment(models.Model):
    """A role for a person, within a programme (its code) and an area (an HCP code prefix); empty means everywhere."""

    user = models.ForeignKey(User, models.PROTECT, related_name="role_assignments", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    program = models.CharField(_("programme"), max_length=30, blank=True, help_text=_("Empty: every programme."))
    area = models.CharField(
        _("area"),
        max_length=20,
        blank=True,
        help_text=_("HCP code, for example 07 or 07.041. Empty: the whole country."),
    )
    starts_at = models.DateTimeField(_("from"), default=now)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    granted_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("granted by"))
    substitutes_for = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("substitutes for")
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("role assignment")
        verbose_name_plural = _("role assignments")
        ordering = ["user", "role", "id"]
        constraints = [
            one_of("role", Role.values, name="roleassignment_role_known"),
            in_order("starts_at", "until", name="roleassignment_in_order"),
            both_or_neither("revoked_at", "revoked_by", name="roleassignment_revoked_both"),
            models.UniqueConstraint(
                fields=["user", "role", "program", "area"],
                condition=Q(revoked_at=None, substitutes_for=None),
                name="roleassignment_once",
            ),
        ]

    def __str__(self) -> str:
        scope = " · ".join(filter(None, [self.program, self.area]))
        return f"{self.user}: {self.get_role_display()}" + (f" ({scope})" if scope else "")


def new_token() -> str:
    """128 random bits, for links and tokens that open something without a password."""
    return secrets.token_urlsafe(24)


@pghistory.track(exclude=["token_lookup"])
class Invitation(models.Model):
    """A member of staff is invited with their future roles; the link works once, for some days."""

    email = models.EmailField(_("e-mail"))
    full_name = models.CharField(_("full name"), max_length=160)
    roles = models.JSONField(_("roles"), default=list)  # [{"role":…, "program":…, "area":…}]
    token_lookup = models.BinaryField(max_length=32, unique=True, editable=False)
    invited_at = models.DateTimeField(_("invited"), default=now)
    invited_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [both_or_neither("accepted_at", "accepted_by", name="invitation_accepted_both")]

    def __str__(self) -> str:
        return self.email


@pghistory.track()
class Absence(models.Model):
    """While a member of staff is away, a substitute holds their roles; never a second signature for the same batch."""

    user = models.ForeignKey(User, models.PROTECT, related_name="absences")
    substitute = models.ForeignKey(User, models.PROTECT, related_name="substitutions")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    recorded_at = models.DateTimeField(default=now, editable=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            in_order("starts_on", "ends_on", name="absence_in_order"),
            models.CheckConstraint(condition=~Q(user=models.F("substitute")), name="absence_other_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.substitute}"


class ApiToken(models.Model):
    """A key for another system; only its hash is kept, the key is shown once."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("name"), max_length=80)
    token_lookup = models.BinaryField(max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField(default=now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    last_used_on = models.DateField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Establishment(models.Model):
    """The public body that runs this installation. One row; its history tells earlier letterheads."""

    name_fr = models.CharField(_("name (French)"), max_length=160)
    name_ar = models.CharField(_("name (Arabic)"), max_length=160)
    name_en = models.CharField(_("name (English)"), max_length=160)
    address_fr = models.TextField(_("address (French)"), blank=True)
    address_ar = models.TextField(_("address (Arabic)"), blank=True)
    help_line = models.CharField(_("help line"), max_length=30, blank=True)
    help_hours_fr = models.CharField(_("help line hours (French)"), max_length=120, blank=True)
    help_hours_ar = models.CharField(_("help line hours (Arabic)"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    cndp_number = models.CharField(_("CNDP number"), max_length=60, blank=True)
    signatory_fr = models.CharField(_("signatory (French)"), max_length=160, blank=True)
    signatory_ar = models.CharField(_("signatory (Arabic)"), max_length=160, blank=True)
    legal_notice_fr = models.TextField(_("legal notice (French)"), blank=True)
    legal_notice_ar = models.TextField(_("legal notice (Arabic)"), blank=True)
    legal_notice_en = models.TextField(_("legal notice (English)"), blank=True)
    is_demonstration = models.BooleanField(_("demonstration"), default=False, editable=False)

    class Meta:
        verbose_name = _("establishment")
        verbose_name_plural = _("establishment")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="establishment_one_row")]
        triggers = [pgtrigger.Protect(name="establishment_stays", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.name_fr
