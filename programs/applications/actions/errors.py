"""What this room refuses, by name."""

from foundation.errors import DomainError, NotPermitted


class CallIsClosed(DomainError):
    """The call does not take applications at this moment."""

    code = "call_is_closed"


class ApplicationIsIncomplete(DomainError):
    """`reasons` names each answer or document that is missing."""

    code = "incomplete"


class ConsentIsMissing(DomainError):
    """The party has not agreed to the notice this programme asks for."""

    code = "consent_missing"


class OwnFile(NotPermitted):
    """Nobody checks a file they wrote, handed in, or act for."""

    code = "own_file"


class NotReadyForReview(DomainError):
    """`reasons` says what stands in the way."""

    code = "not_ready_for_review"
