"""Who can enter a demonstration machine."""

from django.core.management.base import BaseCommand

from accounts.people.queries import demo_accounts


class Command(BaseCommand):
    help = "Print the demonstration accounts: role, e-mail, password, second factor code of this half minute."

    def handle(self, **options: object) -> None:
        for account in demo_accounts():
            words = [f"{account.label:24}", f"{account.email:32}", account.password, account.code]
            self.stdout.write("  ".join(filter(None, words)).rstrip())
