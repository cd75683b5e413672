"""Whether the record of acts is whole."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.audit.models import Event, EventSeal
from accounts.audit.sealing import seal_events, verify_chain


class Command(BaseCommand):
    help = "Walk the chain of events from the first; name the first one that was edited, deleted or re-ordered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", default="", help="a hash printed earlier; the chain must still contain it")

    def handle(self, *, anchor: str, **options: object) -> None:
        seal_events(full=True)
        verdict = verify_chain()
        if not verdict.is_whole:
            raise CommandError(f"Seal {verdict.position}, event {verdict.event_id}: {verdict.problem}.")
        if anchor and not EventSeal.objects.filter(hash=anchor).exists():
            raise CommandError("The chain holds, but does not contain this anchor: its end was cut off.")
        waiting = Event.objects.filter(seal=None).count()
        self.stdout.write(f"The chain is whole: {verdict.checked} events, {waiting} not sealed yet.")
        self.stdout.write(f"Anchor: {verdict.last_hash}")
