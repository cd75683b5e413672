"""A case follows its cause: what happens to a party may open, close or reopen its cases, as soon as it is committed.

Not within the act's own transaction: a case locks two parties, and two officers who correct a pair at once would wait for each
other for ever. Should the process die between, the search by night finds what was missed.
"""

from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from accounts.audit.models import Event
from accounts.audit.signals import recorded
from accounts.people.models import User
from artisans.duplicates.actions import review_party
from artisans.duplicates.choices import FoundBy
from artisans.parties.models import Party

CAUSES = {
    "party.registered": FoundBy.ENTRY,
    "party.changed": FoundBy.CHANGE,
    "party.absorbed": FoundBy.CHANGE,
    "party.merge_undone": FoundBy.CHANGE,
    "party.erased": FoundBy.CHANGE,
    "identifier.added": FoundBy.CHANGE,
    "change.approved": FoundBy.CHANGE,
}


@receiver(recorded, dispatch_uid="duplicates.follow_causes")
def follow_causes(*, event: Event, **_kwargs: Any) -> None:
    if event.action in CAUSES and event.party_id is not None:
        found_by = CAUSES[event.action]
        # Robust: the act is done and stays done, whatever becomes of the comparison.
        transaction.on_commit(partial(compare, event.party_id, found_by, event.actor_id), robust=True)


def compare(party_id: int, found_by: str, actor_id: int) -> None:
    """The party as it is now against the register."""
    party = Party.objects.filter(pk=party_id).first()
    if party is not None:
        review_party(party=party, found_by=found_by, by=User.objects.get(pk=actor_id))
