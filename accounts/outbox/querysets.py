"""Which messages a person may read."""

from django.db import models
from django.db.models import Q

from accounts.people.models import User
from accounts.people.scopes import scope_condition


class MessageQuerySet(models.QuerySet):
    def for_user(self, user: User) -> "MessageQuerySet":
        """Messages of the programmes and areas this person looks after; those without either only with a reach everywhere.

        Codes and links to come in are nobody's to read: they are kept out of every list.
        """
        condition = scope_condition(user, "accounts.view_message")
        if condition is None:
            return (
                self.filter(user=user).exclude(template__code="account.code") if user.is_authenticated else self.none()
            )
        return self.filter(condition | Q(user=user)).exclude(template__code="account.code")
