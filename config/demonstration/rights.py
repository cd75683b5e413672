"""Changes that wait for a second person, and what people ask about their data: a few, of these days."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from artisans.changes.actions import approve_change, refuse_change, request_change
from artisans.parties.models import Party
from artisans.privacy.actions import ask_about_data, grant_request
from config.demonstration.staff import Staff
from foundation.time import clock_at, now


@contextmanager
def days_ago(days: int) -> Iterator[None]:
    """Open requests expire: these are told from the present day, not from the story's."""
    with clock_at(now() - timedelta(days=days)):
        yield


def rights(staff: Staff) -> None:
    """Two changes decided, three that wait; one correction late, one objection answered, one erasure asked for."""
    found = Party.objects.active().filter(kind="person", bank_accounts__status="verified").distinct().order_by("id")
    people = list(found.exclude(phone_tail="")[:6])
    if len(people) < 6:
        return
    ask = [
        (0, "phone", {"phone": "06 61 90 10 11"}, "Numéro perdu avec le téléphone.", staff.officer, 9),
        (1, "name", {"name_fr": f"{people[1].name_fr} Épouse", "name_ar": people[1].name_ar}, "Mariage, acte joint.", staff.officer, 8),
        (2, "phone", {"phone": "06 61 90 10 12"}, "Nouvelle carte SIM.", staff.colleague, 5),
        (3, "birth_date", {"birth_date": "1979-05-14"}, "Erreur de saisie, carte présentée.", staff.officer, 4),
        (4, "phone", {"phone": "06 61 90 10 13"}, "Téléphone partagé avec un voisin.", staff.officer, 2),
    ]  # fmt: skip
    made = []
    for place, kind, after, reason, by, days in ask:
        with days_ago(days):
            made.append(request_change(party=people[place], kind=kind, after=after, reason=reason, by=by))
    with days_ago(7):
        approve_change(request=made[0], by=staff.head)
        refuse_change(request=made[1], by=staff.head, reason="L’acte de mariage manque.")
    with days_ago(12):
        ask_about_data(
            party=people[5], kind="rectification", text="Mon douar est mal écrit.", by=staff.officer, channel="counter"
        )
    with days_ago(6):
        objection = ask_about_data(
            party=people[4], kind="objection", text="Je ne veux plus recevoir d’invitations.", by=staff.officer,
            channel="counter",
        )  # fmt: skip
    with days_ago(3):
        grant_request(request=objection, answer="C’est noté : vous n’en recevrez plus.", by=staff.colleague)
        ask_about_data(
            party=people[3], kind="erasure", text="J’ai cessé mon activité.", by=staff.colleague, channel="counter"
        )
