"""Grants paid in tranches, on evidence, in batches that several people sign; one module per subject."""

from programs.grants.models.awards import Evidence, Grant, Tranche
from programs.grants.models.payments import BankReturn, PaymentBatch, PaymentLine, Signature
from programs.grants.models.policies import AccountClearance, PaymentPolicy

__all__ = [
    "AccountClearance",
    "BankReturn",
    "Evidence",
    "Grant",
    "PaymentBatch",
    "PaymentLine",
    "PaymentPolicy",
    "Signature",
    "Tranche",
]
