"""What a file would receive. A higher room may know better than the amount asked for.

AMOUNT_RULES  name → function(application) returning an amount, or None when the rule does not concern the file.
AWARD_CHECKS  name → function(application, amount) raising DomainError when the file may not receive that much.
"""

from collections.abc import Callable
from decimal import Decimal

from foundation.registry import Registry
from programs.applications.models import Application
from programs.catalog.schema import ceiling, tranche_parts

AMOUNT_RULES: Registry[Callable[[Application], Decimal | None]] = Registry("rule for amounts")

AWARD_CHECKS: Registry[Callable[[Application, Decimal], None]] = Registry("check of awards")


def check_award(application: Application, amount: Decimal) -> None:
    """Asked of every decision that grants money, when it is adopted. Raises what the first check that refuses raises."""
    for _name, check in AWARD_CHECKS.items():
        check(application, amount)


def proposed_amount(application: Application) -> Decimal:
    """The amount a decision would grant: by a registered rule, else the amount asked; never above the ceilings; 0 without cash."""
    settings = application.call.version.settings
    if not tranche_parts(settings, application.answers):
        return Decimal("0.00")
    amount = application.amount_requested or Decimal("0.00")
    for _name, rule in AMOUNT_RULES.items():
        found = rule(application)
        if found is not None:
            amount = found
            break
    limits = [limit for limit in (application.call.max_amount, ceiling(settings)) if limit is not None]
    return min([amount, *limits])
