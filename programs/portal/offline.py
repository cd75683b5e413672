"""Writing without a network: what the browser keeps is marked with whose it is, and each thing it sends has a key."""

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.people.models import User

_LENGTH = 24
LONGEST_KEY = 60


def is_queued(request: HttpRequest) -> bool:
    """Whether the page's script sends this from its queue and wants to hear in JSON what came of it."""
    return request.headers.get("X-Sanad-Queue") == "1"


def queue_key(request: HttpRequest) -> str:
    """The key the browser chose for what it sends; the same for every attempt. Empty for a plain form."""
    return f"portal:{request.headers.get('Idempotency-Key', '')[:LONGEST_KEY]}" if is_queued(request) else ""


def person_mark(user: User) -> str:
    """Whose words wait in a browser: tells two people of one phone apart and says nothing about either."""
    return salted_hmac("sanad.portal.queue", str(user.pk), algorithm="sha256").hexdigest()[:_LENGTH]


def session_mark(request: HttpRequest) -> str:
    """Whose pages a browser keeps, for this sign-in only: pages under another mark are thrown away."""
    key = f"{request.user.pk}:{request.session.session_key}"
    return salted_hmac("sanad.portal.pages", key, algorithm="sha256").hexdigest()[:_LENGTH]
