"""Vouch for a new bank account, as a head of programme does who neither entered nor verified it.

There is no page for this step yet, so the story takes it through the action: `python -m tests.e2e.vouch <beneficiary>`.
"""

import sys

import django

django.setup()

from accounts.access.demonstration import seed_staff  # noqa: E402 - models exist only after setup
from accounts.people.choices import Role  # noqa: E402
from artisans.parties.models import BankAccount  # noqa: E402
from programs.grants.actions import clear_account  # noqa: E402


def vouch(beneficiary: str) -> None:
    """For the only account of this party."""
    other_head = seed_staff(email="chef2@demo.sanad.example", full_name="Driss Alaoui", role=Role.HEAD)
    clear_account(
        account=BankAccount.objects.get(party__reference=beneficiary),
        reason="Urgence : atelier à l’arrêt.",
        by=other_head,
    )


if __name__ == "__main__":
    vouch(sys.argv[1])
