"""What the clock does here: calls whose files are all decided."""

from accounts.jobs.registry import CLOCK
from accounts.people.models import User
from foundation.errors import DomainError
from programs.reviews.actions import conclude_call
from programs.reviews.queries import calls_to_conclude


@CLOCK.register("reviews.conclude_calls", order=60)
def conclude_decided_calls() -> None:
    for call in calls_to_conclude():
        try:
            conclude_call(call=call, by=User.objects.system())
        except DomainError:
            continue  # something of it is still open; the next minute asks again
