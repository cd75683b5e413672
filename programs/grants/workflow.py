"""Lives of grants, tranches, batches and their lines, and of accounts vouched for."""

from django.utils.translation import gettext_lazy as _

from foundation.workflow import Step, Workflow
from programs.grants.choices import BatchStatus as B
from programs.grants.choices import ClearanceStatus as C
from programs.grants.choices import GrantStatus as G
from programs.grants.choices import LineStatus as L
from programs.grants.choices import TrancheStatus as T

GRANT = Workflow(
    Step("hold", {G.ACTIVE}, G.HELD),
    Step("resume", {G.HELD}, G.ACTIVE),
    Step("close", {G.ACTIVE}, G.CLOSED),
    Step("cancel", {G.ACTIVE, G.HELD}, G.CANCELLED),
    initial={G.ACTIVE},
)

BLOCKABLE = frozenset({T.PLANNED, T.CLAIMABLE, T.CLAIMED, T.EVIDENCE_CHECKED, T.PAYABLE})

TRANCHE = Workflow(
    Step("make_claimable", {T.PLANNED}, T.CLAIMABLE),
    Step("claim", {T.CLAIMABLE}, T.CLAIMED, _("Claim")),
    Step("return_claim", {T.CLAIMED}, T.CLAIMABLE, _("Ask for other evidence")),
    Step("check_evidence", {T.CLAIMED}, T.EVIDENCE_CHECKED, _("Accept the evidence")),
    Step("approve", {T.EVIDENCE_CHECKED}, T.PAYABLE, _("Approve for payment")),
    Step("batch", {T.PAYABLE}, T.IN_BATCH),
    Step("unbatch", {T.IN_BATCH}, T.PAYABLE),
    Step("pay", {T.IN_BATCH}, T.PAID),
    Step("block", BLOCKABLE, T.BLOCKED, _("Blocked by a third party")),
    *(Step("unblock", {T.BLOCKED}, state, _("Unblock")) for state in sorted(BLOCKABLE)),
    Step("cancel", BLOCKABLE | {T.BLOCKED}, T.CANCELLED, _("Cancel")),
    initial={T.PLANNED},
)

BATCH = Workflow(
    Step("lock", {B.DRAFT}, B.LOCKED, _("Lock and sign")),
    Step("approve", {B.LOCKED}, B.APPROVED, _("Approve")),
    Step("authorise", {B.APPROVED}, B.AUTHORISED, _("Authorise")),
    Step("release", {B.AUTHORISED}, B.RELEASED, _("Release")),
    Step("send", {B.RELEASED}, B.SENT),
    Step("reconcile", {B.SENT}, B.RECONCILED),
    Step("close", {B.RECONCILED}, B.CLOSED, _("Close")),
    Step("reopen", {B.LOCKED, B.APPROVED, B.AUTHORISED, B.RELEASED}, B.DRAFT, _("Send back to draft")),
    initial={B.DRAFT},
)

LINE = Workflow(
    Step("send", {L.LISTED}, L.SENT),
    Step("pay", {L.SENT}, L.PAID),
    Step("reject", {L.SENT}, L.REJECTED),
    Step("remove", {L.LISTED}, L.REMOVED),
    initial={L.LISTED},
)
LIVE_LINES = frozenset({L.LISTED, L.SENT, L.PAID})

CLEARANCE = Workflow(
    Step("countersign", {C.ASKED}, C.COUNTERSIGNED, _("Countersign")),
    Step("refuse", {C.ASKED}, C.REFUSED, _("Refuse")),
    initial={C.ASKED},
)
LIVE_CLEARANCES = frozenset({C.ASKED, C.COUNTERSIGNED})
