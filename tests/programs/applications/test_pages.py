"""The officer's pages: in scope, complete, a fixed number of queries, each refusal with its reason."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.lists.models import SavedView
from accounts.people.choices import Role
from foundation.time import today
from programs.applications import actions
from programs.applications.choices import ApplicationStatus as S
from programs.applications.desk import ages, counters, file_actions
from programs.applications.models import Application
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import DocumentFactory, IdentifierFactory, MandateFactory, PartyFactory, RegionFactory
from tests.factories.programs_files import (
    ApplicationDocumentFactory,
    ApplicationFactory,
    CallFactory,
    NoteFactory,
    load_letters,
    ready_application,
    screened_application,
    submitted_application,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def letters(db):
    load_letters()


@pytest.fixture
def officer(client):
    person = StaffFactory(role=Role.OFFICER)
    client.force_login(person)
    return person


QUEUE = "/admin/programs/queue/"


def test_the_queue_shows_files_of_the_officers_area_only(client):
    here, elsewhere = submitted_application(), submitted_application(party=PartyFactory(in_commune="01.511.01.05"))
    draft = ready_application()
    client.force_login(StaffFactory(role=Role.OFFICER, area="07"))

    page = client.get(QUEUE).content.decode()

    assert here.reference in page
    assert elsewhere.reference not in page
    assert draft.reference not in page


def test_the_queue_takes_as_many_queries_for_three_rows_as_for_one(client, officer):
    submitted_application()
    client.get(QUEUE)
    with CaptureQueriesContext(connection) as one:
        client.get(QUEUE)
    for _number in range(2):
        submitted_application(party=PartyFactory())
    with CaptureQueriesContext(connection) as three:
        assert client.get(QUEUE).content.decode().count("/admin/programs/files/") >= 3

    assert len(three) == len(one)
    assert len(one) <= 30


@pytest.mark.parametrize(
    ("query", "found"),
    [("officer=me", {"mine"}), ("officer=none", {"free"}), ("age=late", {"mine"}), ("age=stopped", set()), ("state=open", {"mine", "free"}),
     ("state=decided", set()), ("region=07", {"mine", "free"}), ("region=01", set()), ("q=nobody-of-this-name", set())],
)  # fmt: skip
def test_filters_of_the_queue(client, officer, query, found):
    RegionFactory()
    RegionFactory(code="01", name_fr="Tanger-Tétouan-Al Hoceïma")
    free = submitted_application()
    mine = screened_application(officer)
    Application.objects.filter(pk=mine.pk).update(due_on=today() - dt.timedelta(days=1))

    page = client.get(f"{QUEUE}?{query}").content.decode()

    assert {name for name, file in {"mine": mine, "free": free}.items() if file.reference in page} == found


def test_a_file_is_found_by_its_reference_however_it_is_spelt(client, officer):
    application = submitted_application()
    submitted_application(party=PartyFactory())

    page = client.get(QUEUE, {"q": application.reference.lower().replace("-", " - ")}).content.decode()

    assert page.count("/admin/programs/files/") == 1


def test_pages_by_position_show_every_file_once(client, officer, monkeypatch):
    monkeypatch.setattr("accounts.lists.pages.ROWS", 2)
    call = CallFactory()
    wanted = {submitted_application(call=call, party=PartyFactory()).reference for _number in range(5)}
    Application.objects.filter(reference=min(wanted)).update(due_on=None)

    seen, url = [], QUEUE
    while url:
        answer = client.get(url)
        table = answer.context["table"]
        seen += [row.record.reference for row in table.rows]
        last, url = answer, f"{QUEUE}{table.next_url}" if table.next_url else ""

    assert sorted(seen) == sorted(wanted)
    assert seen[-1] == min(wanted)  # without a due day comes last
    back = client.get(f"{QUEUE}{last.context['table'].previous_url}")
    assert [row.record.reference for row in back.context["table"].rows] == seen[2:4]


def test_an_export_is_what_is_on_screen(client, officer):
    shown, hidden = screened_application(officer), submitted_application()

    answer = client.post("/admin/lists/files/export/", {"format": "csv", "query": "officer=me"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")

    assert shown.reference in text
    assert hidden.reference not in text
    assert client.post("/admin/lists/files/export/", {"format": "xlsx"}).status_code == 200
    assert client.post("/admin/lists/files/export/", {"format": "exe"}).status_code == 404


def test_a_view_is_kept_under_a_name(client, officer):
    client.post("/admin/lists/files/views/", {"name": "Mine", "audience": "private", "query": "officer=me&after=x"})

    view = SavedView.objects.get()
    assert (view.owner, view.query) == (officer, "officer=me")
    assert "Mine" in client.get(QUEUE).content.decode()


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_file_page_tells_everything(client, officer, language):
    application = ready_application(pieces=60)
    ApplicationDocumentFactory(application=application, document=DocumentFactory())
    IdentifierFactory(party=application.party)
    actions.submit_application(application=application, by=application.applicant)
    actions.screen_application(application=application, by=officer)
    NoteFactory(application=application, text="Between us")
    client.cookies["django_language"] = language

    page = client.get(f"/admin/programs/files/{application.reference}/")
    text = page.content.decode()

    assert page.status_code == 200
    for wanted in (application.reference, "Between us", "Zineb", "piece.pdf"):
        assert wanted in text
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in text
    assert "<script>" not in text and " style=" not in text and " onclick=" not in text


def test_strangers_find_nothing(client):
    application = submitted_application()
    url = f"/admin/programs/files/{application.reference}/"
    client.force_login(StaffFactory(role=Role.OFFICER, area="01"))
    assert client.get(url).status_code == 404
    client.force_login(StaffFactory(role=Role.REVIEWER))
    assert client.get(url).status_code == 404
    assert client.get(QUEUE).status_code == 403
    client.force_login(application.applicant)
    assert client.get(url).status_code in (302, 403)


def test_staff_do_not_see_the_inside_of_their_own_file(client, officer):
    application = submitted_application()
    MandateFactory(user=officer, party=application.party)

    assert client.get(f"/admin/programs/files/{application.reference}/").status_code == 404
    assert application.reference not in client.get(QUEUE).content.decode()


def test_drafts_are_their_authors_alone(client, officer):
    draft = ready_application()

    assert client.get(f"/admin/programs/files/{draft.reference}/").status_code == 404
    assert client.get(f"/admin/programs/counter/{draft.reference}/").status_code == 404
    assert not Application.objects.for_user(officer).exists()


def test_documents_leave_through_the_files_scope_only(client, officer):
    application = ready_application(pieces=60)
    row = ApplicationDocumentFactory(application=application, document=DocumentFactory())
    actions.submit_application(application=application, by=application.applicant)
    url = f"/admin/programs/files/{application.reference}/documents/{row.pk}/"

    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    client.force_login(StaffFactory(role=Role.OFFICER, area="01"))
    assert client.get(url).status_code == 404


def test_impossible_actions_are_shown_with_their_reason(officer):
    with translation.override("en"):
        shown = {action.code: action for action in file_actions(submitted_application(), officer)}

    assert shown["take"].is_possible
    assert (shown["changes"].is_possible, shown["changes"].why) == (False, "The file is “Received”.")


def test_steps_by_their_pages(client, officer):
    application = submitted_application()
    base = f"/admin/programs/files/{application.reference}/do"

    client.post(f"{base}/take/")
    refused = client.post(f"{base}/changes/", {"sections": [], "reason": "", "due_on": ""})
    client.post(
        f"{base}/changes/",
        {"sections": ["work"], "reason": "Explain", "due_on": (today() + dt.timedelta(days=5)).isoformat()},
    )

    application.refresh_from_db()
    assert refused.status_code == 422
    assert (application.status, application.unlocked_sections) == (S.CHANGES_REQUESTED, ["work"])
    assert client.post(f"{base}/countersign/").status_code == 404


def test_notes_for_colleagues_and_for_the_applicant_stay_apart(client, officer):
    application = screened_application(officer)
    url = reverse("admin:programs_file_note", args=[application.reference])

    client.post(url, {"text": "Inside", "to": "colleagues"})
    client.post(url, {"text": "For you", "to": "applicant"})

    assert dict(application.notes.values_list("text", "is_visible")) == {"Inside": False, "For you": True}


def test_giving_files_out_shows_what_happens_first_and_tells_each_outcome(client):
    head, officer = StaffFactory(role=Role.HEAD), StaffFactory(role=Role.OFFICER)
    client.force_login(head)
    first, second = submitted_application(), submitted_application()
    url = reverse("admin:programs_bulk_assign")

    preview = client.post(url, {"file": [first.reference, second.reference]})
    first.refresh_from_db()
    assert (preview.status_code, first.officer) == (200, None)
    actions.withdraw_application(application=second, by=second.applicant)
    outcome = client.post(url, {"file": [first.reference, second.reference], "officer": officer.pk})

    first.refresh_from_db()
    assert first.officer == officer
    assert [row["is_done"] for row in outcome.context["outcomes"]] == [True, False]


def test_the_counters_and_the_chart_agree_with_the_lists(client, officer):
    late = screened_application(officer)
    Application.objects.filter(pk=late.pk).update(due_on=today() - dt.timedelta(days=3))
    submitted_application()

    numbers = counters(officer)

    assert (numbers.mine, numbers.late, numbers.waiting, numbers.blocked) == (1, 1, 1, 0)
    assert {band.code: (band.count, band.mine) for band in ages(officer) if band.count} == {
        "late": (1, 1),
        "in_time": (1, 0),
    }
    assert client.get("/admin/").status_code == 200


def test_a_file_is_entered_at_the_counter_with_consent_and_examined_by_somebody_else(client, officer):
    call, party = CallFactory(), PartyFactory(phone="+212612345678")
    url = reverse("admin:programs_assist")

    refused = client.post(url, {"call": call.code, "party": party.reference, "channel": "counter"})
    assert (refused.status_code, Application.objects.count()) == (422, 0)
    client.post(url, {"call": call.code, "party": party.reference, "channel": "counter", "consent": "on"})
    application = Application.objects.get()
    base = f"/admin/programs/counter/{application.reference}"
    client.post(f"{base}/sections/work/", {"version": 1, "name": "Zineb", "pieces": "20"})
    client.post(f"{base}/sections/money/", {"version": 2, "amount": "20 000,00"})
    client.post(f"{base}/")

    application.refresh_from_db()
    assert (application.status, application.channel, application.applicant) == (S.SUBMITTED, "counter", officer)
    assert application.party.consents.get().channel == "counter"
    with pytest.raises(actions.OwnFile):
        actions.screen_application(application=application, by=officer)


def test_the_counter_pages_open(client, officer):
    application = ApplicationFactory(channel="counter", applicant=officer)
    application.answers = {"pieces": 60}
    application.save(update_fields=["answers"])
    base = f"/admin/programs/counter/{application.reference}"

    for url in (base + "/", f"{base}/sections/work/", f"{base}/sections/money/", reverse("admin:programs_assist")):
        assert client.get(url).status_code == 200
    assert client.get(f"{base}/sections/none/").status_code == 404
    assert client.get(f"/admin/programs/counter/{ready_application().reference}/").status_code == 404


def test_an_applicant_is_not_led_into_the_desk(client):
    client.force_login(UserFactory())

    assert client.get(QUEUE).status_code in (302, 403)
