"""What may go wrong in the domain, as sentences people can read."""

from collections.abc import Sequence


class DomainError(Exception):
    """A rule refused. `message` is a whole sentence in the reader's language; `code` is stable for machines.

    `reasons` holds further sentences when several things stand in the way at once.
    """

    code = "refused"

    def __init__(self, message: str, *, reasons: Sequence[str] = ()) -> None:
        self.message = str(message)
        self.reasons = [str(reason) for reason in reasons]
        super().__init__(self.message)


class StepNotAllowed(DomainError):
    """The step does not lead on from where the object stands."""

    code = "step_not_allowed"


class NotPermitted(DomainError):
    """This person may not do this, and deserves to know why."""

    code = "not_permitted"


class InvalidValue(DomainError):
    """A typed value is not what it should be; the sentence says what to type."""

    code = "invalid_value"


class ChangedMeanwhile(DomainError):
    """Somebody else saved first; nothing was overwritten."""

    code = "changed_meanwhile"
