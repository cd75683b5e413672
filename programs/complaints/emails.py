"""Letters about complaints: a number and a day; what is said is read on the portal, or told at the counter."""

from accounts.outbox.actions import queue_message, supersede_messages
from accounts.outbox.models import Message
from foundation.formats import format_date
from programs.complaints.choices import ComplaintChannel
from programs.complaints.models import Complaint


def tell_received(complaint: Complaint) -> Message | None:
    return _queue("complaint_received", complaint, "received", due=_day(complaint))


def tell_question(complaint: Complaint, entry: int) -> Message | None:
    return _queue("complaint_question", complaint, f"question:{entry}")


def tell_answered(complaint: Complaint, entry: int) -> Message | None:
    """A newer word takes the place of what has not left yet."""
    supersede_messages(about=complaint)
    return _queue("complaint_answered", complaint, f"answer:{entry}")


def tell_reopened(complaint: Complaint) -> Message | None:
    return _queue("complaint_reopened", complaint, "reopened", due=_day(complaint))


def _queue(code: str, complaint: Complaint, key: str, **words: str) -> Message | None:
    user = complaint.complainant if complaint.channel == ComplaintChannel.PORTAL else None
    address = complaint.contact_phone if user is None and complaint.contact_phone else None
    return queue_message(
        code, party=complaint.party, user=user, about=complaint, context={"reference": complaint.reference, **words},
        language=complaint.language, key=f"complaint:{complaint.pk}:{key}", address=address,
    )  # fmt: skip


def _day(complaint: Complaint) -> str:
    return format_date(complaint.due_on, language=complaint.language)
