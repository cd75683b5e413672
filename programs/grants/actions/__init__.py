"""From the award to the bank's answer, one module per subject."""

from programs.grants.actions.accounts import countersign_clearance, refuse_clearance, vouch_for_account
from programs.grants.actions.awarding import award_grant, cancel_rest, close_grant, hold_grant, resume_grant
from programs.grants.actions.bank import confirm_return, import_return, order_file, record_download, send_batch
from programs.grants.actions.batches import add_line, draft_batch, remove_line
from programs.grants.actions.claiming import (
    Piece,
    add_evidence,
    check_evidence,
    claim_tranche,
    judge_evidence,
    return_claim,
)
from programs.grants.actions.deciding import (
    approve_tranche,
    block_tranche,
    justify_tranche,
    unblock_tranche,
    waive_justification,
)
from programs.grants.actions.policies import discard_policy, draft_policy, publish_policy
from programs.grants.actions.signing import (
    COSIGNABLE,
    approve_batch,
    authorise_batch,
    close_batch,
    cosign_batch,
    lock_batch,
    release_batch,
    reopen_batch,
)

__all__ = [
    "COSIGNABLE",
    "Piece",
    "add_evidence",
    "add_line",
    "approve_batch",
    "approve_tranche",
    "authorise_batch",
    "award_grant",
    "block_tranche",
    "cancel_rest",
    "check_evidence",
    "claim_tranche",
    "close_batch",
    "close_grant",
    "confirm_return",
    "cosign_batch",
    "countersign_clearance",
    "discard_policy",
    "draft_batch",
    "draft_policy",
    "hold_grant",
    "import_return",
    "judge_evidence",
    "justify_tranche",
    "lock_batch",
    "order_file",
    "publish_policy",
    "record_download",
    "refuse_clearance",
    "release_batch",
    "remove_line",
    "reopen_batch",
    "resume_grant",
    "return_claim",
    "send_batch",
    "unblock_tranche",
    "vouch_for_account",
    "waive_justification",
]
