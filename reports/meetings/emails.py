"""The letter that calls a member to a meeting."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.outbox.actions import queue_message
from accounts.outbox.models import Message
from accounts.people.models import Establishment
from foundation import formats
from foundation.words import localized
from reports.board.models import BoardMeeting
from reports.meetings.models import BoardMember


def queue_convocation(meeting: BoardMeeting, member: BoardMember) -> Message | None:
    """The letter in the member's language, once for each meeting; None when no address is known."""
    language = member.user.language if member.user else "fr"
    house = Establishment.objects.get(pk=1)
    with translation.override(language):
        points = enumerate(meeting.agenda.order_by("position"), start=1)
        context = {
            "house": localized(house, "name"),
            "meeting": localized(meeting, "title"),
            "day": formats.format_date(meeting.held_on, "full"),
            "place": meeting.place or "—",
            "agenda": "\n".join(f"{number}. {localized(point, 'title')}" for number, point in points),
            "link": settings.PUBLIC_URL + reverse("admin:reports_room"),
        }
    return queue_message(
        "board.convocation", user=member.user, about=meeting, context=context, language=language,
        address=member.email or None, key=f"convocation:{meeting.pk}:{member.pk}",
    )  # fmt: skip
