"""Letters of this room: ids and counts only, names where the reader knows them anyway."""

from datetime import date

from django.db.models import Q

from accounts.outbox.actions import Secret, queue_message
from accounts.people.choices import Role
from accounts.people.models import RoleAssignment, User
from artisans.networks.models import Network, NetworkInvitation, NetworkMember, PartyPaper
from foundation.formats import format_date


def queue_invitation(invitation: NetworkInvitation, code: str, by: User) -> None:
    party = invitation.party
    queue_message(
        "network_invitation", party=party, about=invitation, language=party.language,
        context={
            "network": _name(invitation.network, party.language),
            "code": Secret(code),
            "until": format_date(invitation.expires_on, language=party.language),
        },
        key=f"network_invitation:{invitation.pk}", by=by,
    )  # fmt: skip


def queue_left(member: NetworkMember, by: User) -> None:
    party = member.party
    queue_message(
        "network_left", party=party, about=member, language=party.language,
        context={
            "network": _name(member.network, party.language),
            "on": format_date(member.to_on, language=party.language),
        },
        key=f"network_left:{member.pk}", by=by,
    )  # fmt: skip


def queue_stopped(network: Network, *, alone: int, on: date, by: User) -> int:
    """To every officer whose area holds the aggregator: how many artisans stay alone. Once for each officer and day."""
    area = network.aggregator.party.area
    officers = User.objects.filter(
        Q(role_assignments__in=[row.pk for row in _officers() if area.startswith(row.area)]), is_active=True
    ).distinct()
    for officer in officers:
        queue_message(
            "network_stopped", user=officer, about=network, language=officer.language,
            context={
                "reference": network.reference,
                "state": str(network.get_status_display()),
                "alone": str(alone),
            },
            key=f"network_stopped:{network.pk}:{network.status}:{on}:{officer.pk}", by=by,
        )  # fmt: skip
    return len(officers)


def queue_paper_reminder(paper: PartyPaper, kind: str, by: User) -> None:
    party = paper.party
    queue_message(
        "paper_expires", party=party, about=paper, language=party.language,
        context={"paper": kind, "until": format_date(paper.expires_on, language=party.language)},
        key=f"paper_expires:{paper.pk}:{paper.expires_on}", by=by,
    )  # fmt: skip


def _officers() -> list[RoleAssignment]:
    return list(RoleAssignment.objects.live().filter(role=Role.OFFICER))


def _name(network: Network, language: str) -> str:
    return (network.name_ar if language == "ar" else "") or network.name_fr
