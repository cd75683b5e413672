"""Permissions come from roles; Django's groups and superusers play no part."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from accounts.people.models import User
from accounts.people.scopes import assignments_of, scopes_of


class RoleBackend(BaseBackend):
    """Answers `has_perm`. Signing in is allauth's part."""

    grants_by_role = True

    def authenticate(self, request: Any, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()

    def has_perm(self, user_obj: User, perm: str, obj: Any = None) -> bool:
        return user_obj.is_active and bool(scopes_of(user_obj, perm))

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        return user_obj.is_active and bool(assignments_of(user_obj))
