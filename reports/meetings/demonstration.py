"""The demonstration's board: who sits on it, the letters of its two meetings, who came in July, the minutes of that day.

The composition was not published: institutions are those a board of this kind has, and are marked as demonstration. Rows are dated as
the acts would have been; the letters themselves left on paper, before the application.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.time import CASABLANCA, clock_at
from reports.board.choices import MeetingStatus
from reports.board.models import BoardMeeting
from reports.meetings import actions
from reports.meetings.choices import Presence, Seat
from reports.meetings.models import Attendance, BoardMember, Convocation

_BODIES = (
    ("Ministère chargé de l’artisanat", "الوزارة المكلفة بالصناعة التقليدية", Seat.CHAIR),
    ("Ministère chargé des finances", "الوزارة المكلفة بالمالية", Seat.MEMBER),
    ("Ministère de l’intérieur", "وزارة الداخلية", Seat.MEMBER),
    ("Ministère chargé du commerce extérieur", "الوزارة المكلفة بالتجارة الخارجية", Seat.MEMBER),
    ("Ministère chargé de la culture", "الوزارة المكلفة بالثقافة", Seat.MEMBER),
    ("Fédération des chambres d’artisanat", "جامعة غرف الصناعة التقليدية", Seat.MEMBER),
    ("Organisme de promotion des exportations", "هيئة إنعاش الصادرات", Seat.MEMBER),
    ("Office du développement de la coopération", "مكتب تنمية التعاون", Seat.MEMBER),
    ("Contrôleur d’État", "مراقب الدولة", Seat.OBSERVER),
)
_MINUTES_FR = """Le quorum étant atteint, le président a ouvert la séance et rappelé l’ordre du jour.

Le conseil a pris connaissance des exportations de l’artisanat à fin mai 2023, de l’achèvement des phases pilotes des programmes d’accompagnement, du déploiement de l’intelligence de marché et de la mise en place du baromètre des exportations.

Il a débattu des marchés ciblés et retenu, pour 2024, l’Espagne, le Japon et les États-Unis.

Il a adopté les résolutions n° 1 à 4, dont le suivi figure en tête du rapport suivant. L’ordre du jour étant épuisé, la séance a été levée."""
_MINUTES_AR = """بعد التأكد من توفر النصاب القانوني، افتتح الرئيس الجلسة وذكر بجدول الأعمال.

اطلع المجلس على صادرات الصناعة التقليدية إلى متم ماي 2023، وعلى استكمال المراحل التجريبية لبرامج المواكبة، وتفعيل ذكاء الأسواق، ووضع مقياس صادرات الصناعة التقليدية.

وتداول في الأسواق المستهدفة واختار لسنة 2024 إسبانيا واليابان والولايات المتحدة.

وصادق على القرارات من 1 إلى 4، ويوجد تتبعها في صدر التقرير الموالي. وبعد استنفاد جدول الأعمال رفعت الجلسة."""


@transaction.atomic
def seed_sittings(meetings: list[BoardMeeting], secretary: User, reader: User) -> list[BoardMember]:
    """Members, letters, attendance and minutes of the demonstration; a second call changes nothing."""
    if BoardMember.objects.exists():
        return list(BoardMember.objects.all())
    members = [
        BoardMember.objects.create(
            position=number, seat=seat, body_fr=fr, body_ar=ar, since=date(2022, 1, 1), is_demonstration=True,
            user=reader if number == 2 else None,
        )
        for number, (fr, ar, seat) in enumerate(_BODIES, start=1)
    ]  # fmt: skip
    for meeting in sorted(meetings, key=lambda item: item.held_on):
        with clock_at(_at(meeting.held_on - timedelta(days=15))):
            for member in members:
                Convocation.objects.create(
                    meeting=meeting, member=member, sent_on=meeting.held_on - timedelta(days=15), recorded_by=secretary
                )
            record("meeting.convoked", target=meeting, by=secretary, after={"members": len(members)})
        if meeting.status == MeetingStatus.HELD:
            _held(meeting, members, secretary)
    return members


def _held(meeting: BoardMeeting, members: list[BoardMember], secretary: User) -> None:
    """One member excused, one represented by the chair; minutes a week later."""
    with clock_at(_at(meeting.held_on)):
        for number, member in enumerate(members):
            presence = {4: Presence.EXCUSED, 7: Presence.REPRESENTED}.get(number, Presence.PRESENT)
            Attendance.objects.create(
                meeting=meeting, member=member, presence=presence, recorded_by=secretary,
                represented_by=members[0] if presence == Presence.REPRESENTED else None,
            )  # fmt: skip
        record("meeting.attended", target=meeting, by=secretary, after={"members": len(members)})
    with clock_at(_at(meeting.held_on + timedelta(days=7))):
        actions.draft_minutes(
            meeting=meeting, text_fr=_MINUTES_FR, text_ar=_MINUTES_AR, by=secretary, is_demonstration=True
        )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(10), tzinfo=CASABLANCA)
