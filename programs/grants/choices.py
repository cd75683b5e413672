"""States of tranches, batches, bank answers and accounts vouched for."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class GrantStatus(TextChoices):
    ACTIVE = "active", _("Active")
    HELD = "held", _("On hold")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


class TrancheStatus(TextChoices):
    PLANNED = "planned", _("Planned")
    CLAIMABLE = "claimable", _("Can be claimed")
    CLAIMED = "claimed", _("Claimed")
    EVIDENCE_CHECKED = "evidence_checked", _("Evidence checked")
    PAYABLE = "payable", _("Payable")
    IN_BATCH = "in_batch", _("In a payment batch")
    PAID = "paid", _("Paid")
    BLOCKED = "blocked", _("Blocked by a third party")
    CANCELLED = "cancelled", _("Cancelled")


class BatchStatus(TextChoices):
    DRAFT = "draft", _("Draft")
    LOCKED = "locked", _("Locked")
    APPROVED = "approved", _("Approved")
    AUTHORISED = "authorised", _("Authorised")
    RELEASED = "released", _("Released")
    SENT = "sent", _("Sent to the bank")
    RECONCILED = "reconciled", _("Reconciled")
    CLOSED = "closed", _("Closed")


class SignatureLevel(TextChoices):
    PREPARER = "preparer", _("Preparer")
    APPROVER = "approver", _("Approver")
    AUTHORISER = "authoriser", _("Authoriser")
    RELEASER = "releaser", _("Releaser")
    COSIGNER = "cosigner", _("Co-signer")


# One of each on every batch, in this order; co-signers come on top of them above the policy's thresholds.
FOUR_LEVELS = (
    SignatureLevel.PREPARER,
    SignatureLevel.APPROVER,
    SignatureLevel.AUTHORISER,
    SignatureLevel.RELEASER,
)


class ClearanceStatus(TextChoices):
    ASKED = "asked", _("Waits for a countersignature")
    COUNTERSIGNED = "countersigned", _("Countersigned")
    REFUSED = "refused", _("Refused")


class LineStatus(TextChoices):
    LISTED = "listed", _("Listed")
    SENT = "sent", _("Sent")
    PAID = "paid", _("Paid")
    REJECTED = "rejected", _("Rejected by the bank")
    REMOVED = "removed", _("Removed")
