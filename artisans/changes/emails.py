"""Letters about changes. They name the kind of value and never the value itself."""

from django.utils import translation

from accounts.outbox.actions import queue_message
from accounts.people.models import Establishment
from artisans.changes.models import ChangeRequest
from foundation.formats import format_date
from foundation.time import today


def tell_requested(request: ChangeRequest) -> None:
    """The beneficiary hears of a request at once, while it can still be stopped."""
    _to_party("change_requested", request, key="requested")


def tell_approved(request: ChangeRequest, old_phone: str | None) -> None:
    """The beneficiary (at the former number too, when the number changed) and the person who asked."""
    _to_party("change_approved", request, key="approved")
    if old_phone and old_phone != request.party.phone:
        _to_party("change_approved", request, key="approved:former", address=old_phone)
    _to_requester("change_decided", request)


def tell_not_applied(request: ChangeRequest) -> None:
    """Refused, withdrawn or expired: nothing changes; the reason is read after signing in."""
    _to_party("change_not_applied", request, key=request.status)
    _to_requester("change_decided", request)


def _to_party(code: str, request: ChangeRequest, *, key: str, address: str | None = None) -> None:
    language = request.party.language
    with translation.override(language):
        context = {"what": str(request.get_kind_display()), "date": format_date(today()), **_help_line(code)}
    queue_message(
        code, party=request.party, about=request, context={**context, "reference": request.reference},
        language=language, key=f"change:{request.pk}:{key}", address=address,
    )  # fmt: skip


def _to_requester(code: str, request: ChangeRequest) -> None:
    # An applicant who asked for themselves has been told as the beneficiary.
    if request.requested_by.is_system or not request.requested_by.email:
        return
    language = request.requested_by.language
    with translation.override(language):
        context = {"what": str(request.get_kind_display()), "status": str(request.get_status_display())}
    queue_message(
        code, user=request.requested_by, about=request, context={**context, "reference": request.reference},
        language=language, key=f"change:{request.pk}:decided",
    )  # fmt: skip


def _help_line(code: str) -> dict[str, str]:
    if code == "change_not_applied":
        return {}
    house = Establishment.objects.filter(pk=1).first()
    return {"help_line": (house and house.help_line) or "—"}
