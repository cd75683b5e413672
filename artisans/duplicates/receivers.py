"""A case follows its cause: what happens to a party may open, close or reopen its cases, in the same transaction."""

from typing import Any

from django.dispatch import receiver

from accounts.audit.models import Event
from accounts.audit.signals import recorded
from artisans.duplicates.actions import review_party
from artisans.duplicates.choices import FoundBy
from artisans.parties.models import Party

CAUSES = {
    "party.registered": FoundBy.ENTRY,
    "party.changed": FoundBy.CHANGE,
    "identifier.added": FoundBy.CHANGE,
    "change.approved": FoundBy.CHANGE,
    "party.erased": FoundBy.CHANGE,
}


@receiver(recorded, dispatch_uid="duplicates.follow_causes")
def follow_causes(*, event: Event, **_kwargs: Any) -> None:
    found_by = CAUSES.get(event.action)
    if found_by is None or event.party_id is None:
        return
    party = Party.objects.filter(pk=event.party_id).first()
    if party is not None:
        review_party(party=party, found_by=found_by, by=event.actor)
