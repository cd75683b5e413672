"""What becomes of networks, centres, markets and papers when one record goes into another."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from artisans.parties.registry import merge_rule


def _former(_row: Any, _other: Any) -> dict[str, Any]:
    """Both have this paper: the survivor's stays the current one."""
    return {"is_current": False}


def _repeated(_row: Any, _other: Any) -> dict[str, Any]:
    """Both say the same: once is enough."""
    return {}


merge_rule(
    "artisans.NetworkInvitation.party",
    sentence=_("Both are invited into the same network: let one of the invitations be answered or withdrawn first."),
)
merge_rule(
    "artisans.NetworkMember.party",
    sentence=_("Both are members of the same network: end one of the memberships first."),
)
merge_rule(
    "artisans.MemberFollowUp.party",
    sentence=_("Both are being followed up after an aggregator left: finish one of the two first."),
)
merge_rule("artisans.PartyPaper.party", settle=_former)
merge_rule(
    "artisans.Network.aggregator",
    sentence=_("Both are aggregators with a network of their own: close one of them first."),
)
merge_rule("artisans.CentreDay.centre")
merge_rule(
    "artisans.CentreEquipment.centre",
    sentence=_("Both centres list a piece of equipment with the same serial number: correct one of them first."),
)
merge_rule("artisans.ExporterMarket.exporter", settle=_repeated)
