"""Letters about requests: that it came in and by when it is answered; that it is answered."""

from django.utils import translation

from accounts.outbox.actions import queue_message
from artisans.privacy.models import DataRequest
from foundation.formats import format_date


def tell_received(request: DataRequest) -> None:
    _queue("data_request_received", request, due=lambda: format_date(request.due_on))


def tell_answered(request: DataRequest) -> None:
    _queue("data_request_answered", request, status=lambda: str(request.get_status_display()))


def _queue(code: str, request: DataRequest, **words) -> None:
    language = request.party.language
    with translation.override(language):
        context = {name: word() for name, word in words.items()} | {"what": str(request.get_kind_display())}
    queue_message(
        code, party=request.party, about=request, context={**context, "reference": request.reference},
        language=language, key=f"data:{request.pk}:{code}",
    )  # fmt: skip
