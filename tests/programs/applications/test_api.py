"""The API: the same rows and refusals as the pages; a request sent twice is carried out once."""

import pytest

from accounts.outbox.models import Message
from accounts.people.choices import Role
from programs.applications.actions import declare_ineligible
from programs.applications.models import Application, IdempotencyKey
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import PartyFactory
from tests.factories.programs_files import (
    ApplicationFactory,
    CallFactory,
    load_letters,
    ready_application,
    screened_application,
    submitted_application,
)

pytestmark = pytest.mark.django_db
FILES = "/api/v1/applications/"


@pytest.fixture(autouse=True)
def letters(db):
    load_letters()


def references(answer):
    return {row["reference"] for row in answer.json()["results"]}


def test_each_reader_gets_their_rows(client):
    draft, submitted = ready_application(), submitted_application()
    elsewhere = submitted_application(party=PartyFactory(in_commune="01.511.01.05"))

    client.force_login(draft.applicant)
    assert references(client.get(FILES)) == {draft.reference}
    client.force_login(StaffFactory(role=Role.OFFICER, area="07"))
    assert references(client.get(FILES)) == {submitted.reference}
    assert client.get(f"{FILES}{elsewhere.reference}/").status_code == 404
    client.force_login(UserFactory())
    assert references(client.get(FILES)) == set()


def test_nobody_reads_without_signing_in(client):
    assert client.get(FILES).status_code in (401, 403)


def test_an_applicant_reads_the_public_state_only(client):
    by = StaffFactory(role=Role.OFFICER)
    application = screened_application(by)
    declare_ineligible(application=application, reason="Too small", by=by)

    client.force_login(application.applicant)
    assert client.get(f"{FILES}{application.reference}/").json()["status"] == "screening"
    client.force_login(by)
    assert client.get(f"{FILES}{application.reference}/").json()["status"] == "ineligible"


def test_submitting_and_a_refusal_with_its_reasons(client):
    application = ready_application()
    client.force_login(application.applicant)
    empty = ApplicationFactory(applicant=application.applicant)

    refusal = client.post(f"{FILES}{empty.reference}/submit/")
    answer = client.post(f"{FILES}{application.reference}/submit/")

    assert (answer.status_code, answer.json()["status"]) == (200, "submitted")
    assert refusal.status_code == 409
    assert (refusal.json()["code"], len(refusal.json()["reasons"])) == ("incomplete", 3)


def test_the_same_key_is_carried_out_once_and_answered_the_same(client):
    application = ready_application()
    client.force_login(application.applicant)
    url, key = f"{FILES}{application.reference}/submit/", {"Idempotency-Key": "k1"}

    first = client.post(url, headers=key)
    Application.objects.filter(pk=application.pk).update(due_on="2030-01-01")
    second = client.post(url, headers=key)

    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    assert Message.objects.filter(about_id=application.pk).count() == 1


def test_a_key_used_for_something_else_is_refused(client):
    one = ready_application()
    other = ready_application(applicant=one.applicant)
    client.force_login(one.applicant)

    client.post(f"{FILES}{one.reference}/submit/", headers={"Idempotency-Key": "k1"})
    answer = client.post(f"{FILES}{other.reference}/submit/", headers={"Idempotency-Key": "k1"})

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_key_reused")


def test_a_refused_request_may_be_sent_again_under_its_key(client):
    application = ApplicationFactory()
    client.force_login(application.applicant)
    url, key = f"{FILES}{application.reference}/submit/", {"Idempotency-Key": "k1"}

    assert client.post(url, headers=key).status_code == 409
    assert not IdempotencyKey.objects.exists()
    application.answers = {"name": "Zineb", "pieces": 20, "amount": "20000.00"}
    application.save(update_fields=["answers"])
    assert client.post(url, headers=key).status_code == 200


def test_extra_fields_change_nothing(client):
    application = ready_application()
    client.force_login(application.applicant)

    client.post(f"{FILES}{application.reference}/submit/", {"status": "approved", "amount_approved": "1000000"})

    application.refresh_from_db()
    assert (application.status, application.amount_approved) == ("submitted", None)
    assert client.patch(f"{FILES}{application.reference}/", {"status": "draft"}).status_code == 405


def test_staff_do_not_hand_in_what_they_may_read(client):
    application = submitted_application()
    client.force_login(StaffFactory(role=Role.OFFICER))

    assert client.post(f"{FILES}{application.reference}/submit/").status_code == 404


def test_calls_and_programmes_are_public_once_published(client):
    shown, hidden = CallFactory(), CallFactory(draft=True)

    calls = client.get("/api/v1/calls/").json()["results"]

    assert [row["code"] for row in calls] == [shown.code]
    assert client.get(f"/api/v1/calls/{shown.code}/").json()["eligibility_questions"][0]["code"] == "output"
    assert client.get(f"/api/v1/calls/{hidden.code}/").status_code == 404
    assert [row["code"] for row in client.get("/api/v1/programs/").json()["results"]] == ["pilot"]
