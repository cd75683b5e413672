"""Complaints of these days: one answered, one reopened, one that waits for the person, one late, one nobody has yet."""

from config.demonstration.rights import days_ago
from config.demonstration.staff import Staff
from programs.applications.models import Application
from programs.complaints.actions import (
    answer_complaint,
    ask_person,
    assign_complaint,
    begin_complaint,
    file_complaint,
    reopen_complaint,
    sort_complaint,
)
from programs.complaints.models import Complaint


def complaints(staff: Staff) -> None:
    """From applicants on the portal, and one entered at the counter for somebody without a file."""
    files = Application.objects.submitted().exclude(party__mandates=None).select_related("party", "applicant")
    told = list(files.filter(channel="portal").order_by("id")[:4])
    if len(told) < 4:
        return
    words = [
        ("delay", "Mon dossier est complet depuis des semaines et personne ne me répond au téléphone.", "fr"),
        ("payment", "لم أتوصل بعد بالدفعة الأولى رغم توقيع الاتفاقية.", "ar"),
        ("service", "La formation a été reportée deux fois sans que je sois prévenue.", "fr"),
        ("decision", "لم أفهم سبب وضع ملفي في لائحة الانتظار.", "ar"),
    ]
    made: list[Complaint] = []
    for number, (file, (kind, text, language)) in enumerate(zip(told, words, strict=True)):
        with days_ago((34, 16, 12, 3)[number]):
            made.append(file_complaint(kind=kind, text=text, by=file.applicant, application=file, language=language))
    with days_ago(30):
        _take(made[0], staff)
    with days_ago(24):
        answer_complaint(
            complaint=made[0], outcome="founded", by=staff.head,
            text="Vous avez raison : votre dossier avait changé d’agent. Il est repris ; vous aurez une réponse sous dix jours.",
        )  # fmt: skip
    with days_ago(14):
        _take(made[1], staff)
        ask_person(complaint=made[1], text="هل تغير حسابكم البنكي منذ التوقيع؟", by=staff.head)
    with days_ago(10):
        _take(made[2], staff)
    with days_ago(8):
        answer_complaint(
            complaint=made[2], outcome="partly", text="La salle n’était pas libre. Nous vous appellerons désormais.",
            by=staff.head,
        )  # fmt: skip
    with days_ago(5):
        reopen_complaint(complaint=made[2], text="La nouvelle date n’est toujours pas fixée.", by=told[2].applicant)
    with days_ago(21):
        late = file_complaint(
            kind="access", text="Elle ne reçoit pas le code : le téléphone est celui de son fils.", by=staff.officer,
            channel="counter", contact_name="Mme Rkia B.", contact_phone="+212661901099", language="ar",
        )  # fmt: skip
        sort_complaint(complaint=late, kind="access", program="", against=None, by=staff.head)
    Complaint.objects.filter(pk__in=[row.pk for row in [*made, late]]).update(is_demonstration=True)


def _take(complaint: Complaint, staff: Staff) -> None:
    assign_complaint(complaint=complaint, handler=staff.head, by=staff.head)
    begin_complaint(complaint=complaint, by=staff.head)
