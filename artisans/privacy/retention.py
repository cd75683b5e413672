"""The night's work: rows past their period go, rule by rule, some thousands at a time."""

from django.db import transaction

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.parties.registry import PERSONAL_DATA
from artisans.privacy.queries import limit

AT_ONCE = 5_000


def apply_retention() -> dict[str, int]:
    """Take away what is past its period; how many rows by model. Each rule is a transaction of its own."""
    done: dict[str, int] = {}
    for label, rule in PERSONAL_DATA.items():
        if rule.months is None or rule.outdated is None:
            continue
        with transaction.atomic():
            rows = rule.outdated(limit(rule))
            keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
            if not keys:
                continue
            chosen = rows.model._base_manager.filter(pk__in=keys)
            done[label] = rule.dispose(chosen) if rule.dispose else chosen.delete()[0]
    if done:
        system = User.objects.system()
        record("retention.applied", target=system, by=system, after={"rows": sum(done.values()), "models": done})
    return done
