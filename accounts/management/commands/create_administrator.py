"""The first administrator of an installation."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.access.actions import invite_staff
from accounts.outbox.actions import load_templates
from accounts.people.models import User
from foundation.errors import DomainError

MESSAGES = Path(__file__).resolve().parent.parent.parent / "data" / "messages.json"


class Command(BaseCommand):
    help = "Invite an administrator by e-mail and print the link, which works once, for seven days."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")

    def handle(self, *, email: str, name: str, **options: object) -> None:
        load_templates(MESSAGES)
        try:
            _invitation, url = invite_staff(
                email=email,
                full_name=name or email.partition("@")[0],
                roles=[{"role": "administrator"}],
                by=User.objects.system(),
            )
        except DomainError as refusal:
            raise CommandError(refusal.message) from refusal
        self.stdout.write(url)
