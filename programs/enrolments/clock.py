"""What the clock does here: an award whose agreement was never signed passes to the next in rank."""

from django.utils.translation import gettext as _

from accounts.jobs.registry import CLOCK
from accounts.people.models import User
from foundation.errors import DomainError
from programs.enrolments.queries import overdue_agreements
from programs.reviews.actions import renounce_award


@CLOCK.register("enrolments.unsigned_agreements")
def renounce_unsigned() -> None:
    """Past the day to sign, the award is renounced by the clock: the money returns and the next file is proposed."""
    for agreement in overdue_agreements():
        try:
            renounce_award(
                application=agreement.application,
                reason=_("The agreement was not signed in time."),
                by=User.objects.system(),
            )
        except DomainError:
            continue  # signed or renounced a moment ago
