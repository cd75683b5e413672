"""Everything that changes networks, orders, centres and exporters' records, one module a subject."""

from artisans.networks.actions.centres import (
    check_equipment,
    keep_day,
    keep_equipment,
    remove_day,
)
from artisans.networks.actions.commitments import judge_commitment, record_commitment
from artisans.networks.actions.exporters import (
    forget_market,
    keep_paper,
    remind_of_papers,
    set_market,
    verify_paper,
)
from artisans.networks.actions.follow_ups import close_follow_up, contact_member
from artisans.networks.actions.invitations import (
    accept_invitation,
    accept_with_code,
    decline_invitation,
    invite_member,
    lapse_invitations,
    withdraw_invitation,
)
from artisans.networks.actions.members import add_member, correct_membership, leave_network
from artisans.networks.actions.networks import (
    aggregator_left_programme,
    close_network,
    open_network,
    pause_network,
    resume_network,
)
from artisans.networks.actions.orders import (
    Part,
    SharesExceedOrder,
    SharesFallShort,
    cancel_order,
    deliver_order,
    divide_order,
    pay_share,
    record_order,
    reopen_order,
)

__all__ = [
    "Part",
    "SharesExceedOrder",
    "SharesFallShort",
    "accept_invitation",
    "accept_with_code",
    "add_member",
    "aggregator_left_programme",
    "cancel_order",
    "check_equipment",
    "close_follow_up",
    "close_network",
    "contact_member",
    "correct_membership",
    "decline_invitation",
    "deliver_order",
    "divide_order",
    "forget_market",
    "invite_member",
    "judge_commitment",
    "keep_day",
    "keep_equipment",
    "keep_paper",
    "lapse_invitations",
    "leave_network",
    "open_network",
    "pause_network",
    "pay_share",
    "record_commitment",
    "record_order",
    "remind_of_papers",
    "remove_day",
    "reopen_order",
    "resume_network",
    "set_market",
    "verify_paper",
    "withdraw_invitation",
]
