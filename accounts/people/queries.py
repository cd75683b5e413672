"""Reads about people."""

from typing import NamedTuple

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people.choices import Role
from accounts.people.models import RoleAssignment, User
from accounts.people.roles import ROLES
from foundation.phones import spoken

DEMO_PASSWORD = "artisanat-demo-2023"  # noqa: S105 (known to everybody, only where DEMO_SIGN_IN is on)


class DemoAccount(NamedTuple):
    """A line of the sign-in card. Applicants have no password: their code is shown where it is typed."""

    label: str
    email: str  # or the phone number
    password: str
    code: str  # of the second factor, for the present half minute
    sentence: str
    user_id: int
    url: str  # POST `user` there to enter with one click


def demo_accounts() -> list[DemoAccount]:
    """Demonstration staff, one line a role in the order of the roles, then applicants. Empty unless DEMO_SIGN_IN is on."""
    if not settings.DEMO_SIGN_IN:
        return []
    rows = RoleAssignment.objects.live().filter(user__is_demonstration=True, substitutes_for=None)
    by_role: dict[str, User] = {}
    for row in rows.select_related("user").order_by("id"):
        by_role.setdefault(row.role, row.user)
    codes = _codes_now([user.pk for user in by_role.values()])
    url = reverse("demo_sign_in")
    staff = [
        DemoAccount(
            str(role.label), by_role[role].email or "", DEMO_PASSWORD, codes.get(by_role[role].pk, ""),
            str(ROLES[role].sentence), by_role[role].pk, url,
        )
        for role in Role
        if role in by_role
    ]  # fmt: skip
    applicants = User.objects.filter(is_demonstration=True, is_active=True, role_assignments=None).order_by("id")
    return staff + [
        DemoAccount(
            str(user), spoken(user.phone) if user.phone else user.email or "", "", "", _("Applicant"), user.pk, url
        )
        for user in applicants[:4]
    ]


def acts_for(user: User) -> frozenset[int]:
    """Whom this person stands for now: themselves, and those they substitute.

    Rules that want several people compare these sets, so that a substitute never gives the second signature beside the
    person they stand for.
    """
    absent = RoleAssignment.objects.live().filter(user=user, substitutes_for__isnull=False)
    return frozenset({user.pk, *absent.values_list("substitutes_for_id", flat=True)})


def _codes_now(user_ids: list[int]) -> dict[int, str]:
    _before, counter, _after = list(yield_hotp_counters_from_time())[:3] if user_ids else (0, 0, 0)
    factors = Authenticator.objects.filter(user_id__in=user_ids, type=Authenticator.Type.TOTP)
    return {
        factor.user_id: format_hotp_value(hotp_value(decrypt(factor.data["secret"]), counter)) for factor in factors
    }
