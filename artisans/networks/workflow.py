"""Lives of networks, invitations, memberships, commitments, orders and follow-ups."""

from django.utils.translation import gettext_lazy as _

from artisans.networks.choices import CommitmentStatus as C
from artisans.networks.choices import FollowUpStatus as F
from artisans.networks.choices import InvitationStatus as I
from artisans.networks.choices import MemberStatus as M
from artisans.networks.choices import NetworkStatus as N
from artisans.networks.choices import OrderStatus as O
from foundation.workflow import Step, Workflow

NETWORK = Workflow(
    Step("pause", {N.ACTIVE}, N.PAUSED, _("Pause the network")),
    Step("resume", {N.PAUSED}, N.ACTIVE, _("Resume")),
    Step("close", {N.ACTIVE, N.PAUSED}, N.CLOSED, _("The aggregator stops")),
    initial={N.ACTIVE},
)
INVITATION = Workflow(
    Step("accept", {I.SENT}, I.ACCEPTED, _("Accept")),
    Step("decline", {I.SENT}, I.DECLINED, _("Decline")),
    Step("lapse", {I.SENT}, I.LAPSED),
    Step("withdraw", {I.SENT}, I.WITHDRAWN, _("Take back")),
    initial={I.SENT},
)
MEMBERSHIP = Workflow(Step("leave", {M.ACTIVE}, M.LEFT, _("End the membership")), initial={M.ACTIVE})
COMMITMENT = Workflow(
    Step("meet", {C.OPEN, C.MISSED}, C.MET, _("Met")),
    Step("miss", {C.OPEN}, C.MISSED, _("Not met")),
    Step("waive", {C.OPEN, C.MISSED}, C.WAIVED, _("No longer asked")),
    initial={C.OPEN},
)
ORDER = Workflow(
    Step("divide", {O.DRAFT}, O.DIVIDED, _("Confirm the division")),
    Step("reopen", {O.DIVIDED}, O.DRAFT, _("Divide again")),
    Step("deliver", {O.DIVIDED}, O.DELIVERED, _("Record the delivery")),
    Step("settle", {O.DELIVERED}, O.SETTLED),
    Step("cancel", {O.DRAFT, O.DIVIDED}, O.CANCELLED, _("Cancel the order")),
    initial={O.DRAFT},
)
FOLLOW_UP = Workflow(
    Step("contact", {F.OPEN}, F.CONTACTED, _("Contacted")),
    Step("place", {F.OPEN, F.CONTACTED}, F.PLACED),
    Step("close", {F.OPEN, F.CONTACTED}, F.CLOSED, _("Nothing more to do")),
    initial={F.OPEN},
)

# The parts of an order add up to it in these states; before them they are still being written.
ADDED_UP = frozenset({O.DIVIDED, O.DELIVERED, O.SETTLED})
PENDING = frozenset({F.OPEN, F.CONTACTED})
