"""Who sees which network, order and share. Staff by the area of the aggregator; others through a live mandate."""

from django.db import models
from django.db.models import Q

from accounts.people.models import User
from accounts.people.scopes import EVERYTHING, scopes_of


def _reach(user: User, permission: str, area: str) -> Q | None:
    """Rows whose area column lies within a role's; None: the user holds no such role."""
    scopes = scopes_of(user, permission)
    if not scopes:
        return None
    if any(scope.area == "" for scope in scopes):
        return EVERYTHING
    condition = Q()
    for scope in scopes:
        condition |= Q(**{f"{area}__startswith": scope.area})
    return condition


def _mine(user: User, party: str) -> Q:
    return Q(**{f"{party}__mandates__user": user, f"{party}__mandates__until": None})


class ScopedQuerySet(models.QuerySet):
    """`for_user`: staff by `permission` and the area behind `area`; others by a mandate on one of `parties`."""

    permission = "artisans.view_network"
    area = "network__aggregator__party__area"
    parties: tuple[str, ...] = ("network__aggregator__party",)

    def for_user(self, user: User):
        if not getattr(user, "is_authenticated", False):
            return self.none()
        reach = _reach(user, self.permission, self.area)
        if reach is not None:
            return self.filter(reach)
        mine = Q()
        for party in self.parties:
            mine |= _mine(user, party)
        # By keys and not by a join: two mandates on one party must not show a row twice.
        return self.filter(pk__in=self.model._base_manager.filter(mine).values("pk"))


class NetworkQuerySet(ScopedQuerySet):
    """Aggregators see their own; their members do not see the whole network."""

    area = "aggregator__party__area"
    parties = ("aggregator__party",)


class MemberQuerySet(ScopedQuerySet):
    """An aggregator its members, an artisan their own times; staff those of the artisans of their areas."""

    permission = "artisans.view_networkmember"
    area = "party__area"
    parties = ("network__aggregator__party", "party")

    def on(self, day):
        """Memberships that hold on that day."""
        return self.filter(from_on__lte=day).filter(Q(to_on=None) | Q(to_on__gte=day))


class InvitationQuerySet(ScopedQuerySet):
    parties = ("network__aggregator__party",)

    def to_parties_of(self, user: User):
        """What somebody's parties were asked."""
        return self.filter(_mine(user, "party")).distinct()


class OrderQuerySet(ScopedQuerySet):
    permission = "artisans.view_order"


class ShareQuerySet(ScopedQuerySet):
    """The aggregator all shares of its orders, an artisan their own only."""

    permission = "artisans.view_ordershare"
    area = "order__network__aggregator__party__area"
    parties = ("order__network__aggregator__party", "member__party")


class CommitmentQuerySet(ScopedQuerySet):
    permission = "artisans.view_commitment"


class FollowUpQuerySet(ScopedQuerySet):
    """Officers only: nobody else needs the list of those left alone."""

    permission = "artisans.view_memberfollowup"
    area = "party__area"
    parties = ()

    def for_user(self, user: User):
        if not getattr(user, "is_authenticated", False):
            return self.none()
        reach = _reach(user, self.permission, self.area)
        return self.none() if reach is None else self.filter(reach)


class PaperQuerySet(ScopedQuerySet):
    permission = "artisans.view_partypaper"
    area = "party__area"
    parties = ("party",)
