"""Letters of this room, all to the beneficiary."""

from accounts.outbox.actions import queue_message
from accounts.people.models import User
from foundation.formats import format_money
from programs.grants.models import PaymentLine, Tranche


def queue_claimable(tranche: Tranche, by: User) -> None:
    _tell("tranche_claimable", tranche, by, f"tranche_claimable:{tranche.pk}")


def queue_returned(tranche: Tranche, reason: str, by: User) -> None:
    _tell("tranche_returned", tranche, by, None, reason=reason)


def queue_paid(line: PaymentLine, by: User) -> None:
    _tell("tranche_paid", line.tranche, by, f"tranche_paid:{line.pk}")


def queue_rejected(line: PaymentLine, by: User) -> None:
    _tell("payment_rejected", line.tranche, by, f"payment_rejected:{line.pk}")


def _tell(code: str, tranche: Tranche, by: User, key: str | None, **more: str) -> None:
    grant = tranche.grant
    application = grant.enrolment.application
    language = application.language
    queue_message(
        code, party=grant.party, about=application, language=language, key=key, by=by,
        context={
            "reference": grant.reference,
            "number": str(tranche.number),
            "amount": format_money(tranche.amount, language=language),
            **more,
        },
    )  # fmt: skip
