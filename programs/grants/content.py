"""What people sign: the batch in one canonical form, and its hash."""

import hashlib
import json
from typing import Any

from programs.grants.choices import LineStatus
from programs.grants.models import PaymentBatch


def canonical_content(batch: PaymentBatch) -> dict[str, Any]:
    """Everything that decides who receives how much: order and spelling never vary."""
    lines = (
        batch.lines.exclude(status=LineStatus.REMOVED).select_related("tranche__grant", "account").order_by("reference")
    )
    return {
        "batch": batch.reference,
        "line": batch.budget_line.reference,
        "signatures": batch.required_signatures,
        "payments": [
            {
                "reference": line.reference,
                "grant": line.tranche.grant.reference,
                "tranche": line.tranche.number,
                "tranche_amount": f"{line.tranche.amount:.2f}",
                "amount": f"{line.amount:.2f}",
                "payee": line.payee_name,
                "rib": line.payee_rib,
                "account": line.account_id,
            }
            for line in lines
        ],
    }


def content_hash(batch: PaymentBatch) -> str:
    """SHA-256 of the canonical content; the account numbers are covered and cannot be read back from it."""
    text = json.dumps(canonical_content(batch), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
