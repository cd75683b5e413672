"""Complaints: received by anyone, answered in time by somebody they are not about, reopened once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.audit.models import Event
from accounts.outbox.models import Message
from accounts.people.models import User
from artisans.parties.models import Party
from artisans.parties.registry import ERASURE_BLOCKS, PERSONAL_DATA
from foundation.errors import DomainError, NotPermitted, StepNotAllowed
from foundation.time import clock_at
from programs.complaints import actions
from programs.complaints.actions import (
    ConcernedByComplaint,
    TooManyComplaints,
    answer_complaint,
    ask_person,
    assign_complaint,
    begin_complaint,
    file_complaint,
    move_with_time,
    reopen_complaint,
    reply_to_question,
    sort_complaint,
)
from programs.complaints.models import Complaint
from programs.complaints.queries import complaint_figures, handlers_for
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.programs_calls import ApplicationFactory
from tests.factories.programs_complaints import ComplaintEntryFactory, ComplaintFactory
from tests.programs.portal.stage import load_letters, signed_in

MONDAY = dt.datetime(2024, 3, 4, 9, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _letters(db):
    load_letters()


def _about_a_file(**facts) -> tuple[Complaint, User]:
    """A complaint about a file in the hands of its officer, by its applicant."""
    file = ApplicationFactory(status="screening", officer=StaffFactory())
    made = file_complaint(
        kind="delay", text="Personne ne répond.", by=file.applicant, application=file, language="ar", **facts
    )
    return made, file.applicant


def _taken(complaint: Complaint, handler: User | None = None) -> User:
    handler = handler or StaffFactory(role="head")
    assign_complaint(complaint=complaint, handler=handler, by=handler)
    begin_complaint(complaint=complaint, by=handler)
    return handler


def test_a_complaint_gets_a_number_a_day_and_a_letter_in_the_language_of_the_person():
    with clock_at(MONDAY):
        complaint, person = _about_a_file()

    assert complaint.due_on == dt.date(2024, 3, 25)  # fifteen working days
    letter = Message.objects.get(about_type="programs.complaint", about_id=complaint.pk)
    assert (letter.language, letter.channel, letter.user) == ("ar", "sms", person)
    assert complaint.reference in letter.body
    assert complaint.entries.get().text == "Personne ne répond."
    assert Event.objects.about(complaint).get().action == "complaint.received"


def test_only_ones_own_files_and_not_too_many_a_day():
    file = ApplicationFactory(status="submitted")
    stranger = UserFactory()
    with pytest.raises(NotPermitted):
        file_complaint(kind="delay", text="…", by=stranger, application=file)
    for _number in range(5):
        file_complaint(kind="other", text="Encore.", by=stranger)
    with pytest.raises(TooManyComplaints):
        file_complaint(kind="other", text="Encore.", by=stranger)


def test_nobody_it_is_about_is_offered_takes_or_answers_it():
    complaint, _person = _about_a_file()
    officer, head = complaint.application.officer, StaffFactory(role="head")

    assert list(handlers_for(complaint)) == [head]
    with pytest.raises(ConcernedByComplaint):
        assign_complaint(complaint=complaint, handler=officer, by=head)
    _taken(complaint, head)
    with pytest.raises(ConcernedByComplaint):
        answer_complaint(complaint=complaint, outcome="unfounded", text="Non.", by=officer)
    # Named afterwards, somebody neither sees it nor can be written down as its answerer.
    other = StaffFactory(role="head")
    sort_complaint(complaint=complaint, kind="conduct", program=complaint.program, against=other, by=head)
    assert not Complaint.objects.for_user(other).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(handler=other)


def test_a_question_stops_the_clock_and_the_reply_adds_the_days_that_passed():
    with clock_at(MONDAY):
        complaint, person = _about_a_file()
        head = _taken(complaint)
        ask_person(complaint=complaint, text="Quelle date ?", by=head)
    with clock_at(MONDAY + dt.timedelta(days=7)):
        assert not Complaint.objects.overdue().exists()
        with pytest.raises(NotPermitted):
            reply_to_question(complaint=complaint, text="x", by=UserFactory())
        replied = reply_to_question(complaint=complaint, text="En février.", by=person)

    assert (replied.status, replied.due_on, replied.clock_stopped_on) == ("in_progress", dt.date(2024, 4, 1), None)


def test_an_answer_is_read_reopened_once_by_other_eyes_and_closed_by_the_clock():
    with clock_at(MONDAY):
        complaint, person = _about_a_file()
        head = _taken(complaint)
    with clock_at(MONDAY + dt.timedelta(days=2)):
        answer_complaint(complaint=complaint, outcome="unfounded", text="Le délai court encore.", by=head)
        reopen_complaint(complaint=complaint, text="Non.", by=person)
        with pytest.raises(ConcernedByComplaint):
            assign_complaint(complaint=complaint, handler=head, by=head)
        second = _taken(complaint)
        with pytest.raises(ConcernedByComplaint):
            assign_complaint(complaint=complaint, handler=head, by=head)
    with clock_at(MONDAY + dt.timedelta(days=4)):
        answer_complaint(complaint=complaint, outcome="founded", text="Pardon : réglé.", by=second)
        with pytest.raises(DomainError, match="Médiateur"):
            reopen_complaint(complaint=complaint, text="Encore.", by=person)
    with clock_at(MONDAY + dt.timedelta(days=40)):
        assert move_with_time(by=User.objects.system()) == 1
        assert move_with_time(by=User.objects.system()) == 0
    complaint.refresh_from_db()
    assert (complaint.status, complaint.outcome) == ("closed", "founded")
    assert [entry.kind for entry in complaint.entries.all()] == ["complaint", "answer", "reopening", "answer"]
    # A newer word took the place of the letters that had not left.
    states = Message.objects.filter(about_id=complaint.pk).order_by("id").values_list("template__code", "status")
    assert list(states) == [
        ("complaint_received", "superseded"), ("complaint_answered", "superseded"),
        ("complaint_reopened", "superseded"), ("complaint_answered", "queued"),
    ]  # fmt: skip


def test_the_database_refuses_other_steps_and_changed_words():
    complaint = ComplaintFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(status="resolved")
    entry = ComplaintEntryFactory(complaint=complaint)
    entry.text = "something else"
    with pytest.raises(Exception, match="append"), transaction.atomic():
        entry.save()
    with pytest.raises(StepNotAllowed):
        actions.withdraw_complaint(
            complaint=actions.withdraw_complaint(complaint=complaint, by=complaint.complainant),
            by=complaint.complainant,
        )


def test_figures_tell_a_period_as_the_day_knew_it():
    with clock_at(MONDAY):
        first, _person = _about_a_file()
        second, _person = _about_a_file()
        head = _taken(first)
        _taken(second, head)
    with clock_at(MONDAY + dt.timedelta(days=1)):
        answer_complaint(complaint=first, outcome="founded", text="Réglé.", by=head)
    with clock_at(MONDAY + dt.timedelta(days=30)):
        answer_complaint(complaint=second, outcome="founded", text="Réglé.", by=head)

    early = complaint_figures(dt.date(2024, 3, 6), since=dt.date(2024, 3, 1))
    late = complaint_figures(dt.date(2024, 4, 30))
    assert (early.received, early.answered, early.in_time, early.open, early.median_days) == (2, 1, 1, 1, 1)
    assert (late.received, late.answered, late.in_time, late.open) == (2, 2, 1, 0)


def test_the_person_reads_all_but_notes_and_a_stranger_finds_nothing():
    complaint, person = _about_a_file()
    head = _taken(complaint)
    actions.note_on_complaint(complaint=complaint, text="À voir avec la comptabilité.", by=head)
    ask_person(complaint=complaint, text="Quelle date exacte ?", by=head)
    address = reverse("complaints:complaint", args=[complaint.reference])

    html = signed_in(person).get(address).content.decode()

    assert "Personne ne répond." in html and "Quelle date exacte ?" in html
    assert "comptabilité" not in html
    assert signed_in(UserFactory()).get(address).status_code == 404
    answered = signed_in(person).post(reverse("complaints:reply", args=[complaint.reference]), {"text": "En mars."})
    assert answered.status_code == 302
    complaint.refresh_from_db()
    assert complaint.status == "in_progress"


def test_anybody_writes_one_after_a_code_without_a_file(client):
    home = client.post(reverse("complaints:home"), {"phone": "0612345678"})
    assert home.status_code == 307 and reverse("account_request_login_code") in home["Location"]

    person = UserFactory()
    made = signed_in(person).post(reverse("complaints:new"), {"kind": "access", "text": "Le code n’arrive pas."})

    complaint = Complaint.objects.get(complainant=person)
    assert made["Location"].endswith(f"/complaints/{complaint.reference}/")
    assert (complaint.party, complaint.application) == (None, None)


def test_the_desk_lists_enters_and_answers(client):
    head = StaffFactory(role="head")
    client.force_login(head)
    party = ApplicationFactory(status="submitted").party
    entered = client.post(
        reverse("admin:programs_complaint_new"),
        {"channel": "phone", "kind": "payment", "about": party.reference, "language": "ar", "text": "Rien reçu.",
         "contact_phone": "06 12 34 56 78", "contact_name": "Sa sœur"},
    )  # fmt: skip
    complaint = Complaint.objects.get()
    assert entered["Location"] == reverse("admin:programs_complaint", args=[complaint.reference])
    assert complaint.contact_phone == "+212612345678"
    assert (complaint.party, complaint.received_by) == (party, head)

    for code, data in (("mine", {}), ("begin", {}), ("answer", {"outcome": "founded", "text": "Versé hier."})):
        done = client.post(reverse("admin:programs_complaint_step", args=[complaint.reference, code]), data)
        assert done.status_code == 302, code
    complaint.refresh_from_db()
    assert (complaint.status, complaint.answered_by) == ("resolved", head)
    html = client.get(reverse("admin:programs_complaint", args=[complaint.reference])).content.decode()
    assert "Versé hier." in html
    assert "Versé hier." not in client.get(reverse("admin:programs_complaints")).content.decode()
    assert (
        complaint.reference
        in client.get(reverse("admin:programs_complaints"), {"q": complaint.reference}).content.decode()
    )
    client.force_login(StaffFactory(role="reviewer"))
    assert client.get(reverse("admin:programs_complaints")).status_code == 403


def test_erasure_waits_for_an_answer_and_takes_the_words():
    complaint, _person = _about_a_file()
    party = Party.objects.get(pk=complaint.party_id)
    (sentence,) = ERASURE_BLOCKS["programs.complaints"](party)
    assert complaint.reference in sentence
    PERSONAL_DATA["programs.ComplaintEntry"].erase(party)
    assert complaint.entries.get().text == "—"
