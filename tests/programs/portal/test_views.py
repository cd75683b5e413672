"""The applicant's pages, each once by its applicant, once by a stranger, and their promises."""

import pytest
from django.urls import reverse

from accounts.people.models import User
from artisans.parties.models import Mandate, Party
from foundation.time import now, today
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import Application
from tests.factories.accounts import UserFactory
from tests.factories.artisans import CommuneFactory, MandateFactory, PartyFactory
from tests.programs.portal import stage
from tests.programs.portal.stage import page, signed_in

pytestmark = pytest.mark.django_db

# --- what anyone may read


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_home_tells_what_is_open_to_anybody(language, client):
    call = stage.open_call()

    answer = client.get(f"/{language}/")

    assert answer.status_code == 200
    names = {"fr": call.name_fr, "ar": call.name_ar, "en": call.name_en}
    assert names[language] in answer.content.decode()
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in answer.content.decode()


@pytest.mark.parametrize("calls", [1, 3])
def test_home_asks_the_database_as_often_for_one_call_as_for_three(calls, client, django_assert_num_queries):
    for number in range(calls):
        stage.open_call(f"appel-{number}")
    client.get("/fr/")

    with django_assert_num_queries(3):
        client.get("/fr/")


def test_call_that_is_a_draft_does_not_exist(client):
    call = stage.open_call()
    Call = type(call)
    hidden = Call.objects.create(
        code="cache",
        version=call.version,
        form=call.form,
        rules=call.rules,
        edition="x",
        name_fr="x",
        name_ar="x",
        name_en="x",
        opens_at=call.opens_at,
    )

    assert client.get(page("portal:call", call.code)).status_code == 200
    assert client.get(page("portal:call", hidden.code)).status_code == 404
    assert client.get(page("portal:check", hidden.code)).status_code == 404


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"exported": "yes", "size": "4"}, "pass"),
        ({"exported": "no", "size": "4"}, "manual"),
        ({"exported": "yes", "size": "1"}, "fail"),
    ],
)
def test_check_judges_a_visitors_answers_and_keeps_nothing(answers, outcome, client):
    call = stage.open_call()

    answer = client.get(page("portal:check", call.code), answers)

    assert answer.context["result"].outcome == outcome
    assert Application.objects.count() == 0


def test_check_asks_for_the_answer_that_is_missing(client):
    call = stage.open_call()

    answer = client.get(page("portal:check", call.code), {"exported": "yes"})

    assert answer.context["result"] is None
    assert list(answer.context["form"].errors) == ["size"]


def test_follow_sends_a_mistyped_reference_back(client):
    mistyped = client.post(page("portal:follow"), {"reference": "ESS-AAAAAA-0", "phone": "0612345678"})

    assert mistyped.status_code == 200
    assert "reference" in mistyped.context["form"].errors


# --- strangers


def private_pages(application: Application) -> list[tuple[str, str]]:
    reference = application.reference
    return [
        ("get", page("portal:file", reference)),
        ("get", page("portal:section", reference, "activity")),
        ("post", page("portal:section", reference, "activity")),
        ("post", page("portal:upload", reference, "id_card")),
        ("get", page("portal:document", reference, application.documents.first().pk)),
        ("post", page("portal:discard", reference, application.documents.first().pk)),
        ("get", page("portal:review", reference)),
        ("post", page("portal:review", reference)),
        ("get", page("portal:answers", reference)),
        ("get", page("portal:receipt", reference)),
        ("get", page("portal:receipt_file", reference)),
        ("get", page("portal:withdraw", reference)),
        ("post", page("portal:withdraw", reference)),
        ("get", page("portal:appeal", reference)),
        ("post", page("portal:appeal", reference)),
        ("get", page("portal:agreement", reference)),
        ("get", page("portal:claim", reference, 1)),
    ]


def test_a_strangers_file_does_not_exist(artisan):
    user, party, _client = artisan
    application = stage.sent(user, party)
    stranger = signed_in(UserFactory())

    answers = {
        address: getattr(stranger, method)(address).status_code for method, address in private_pages(application)
    }

    assert set(answers.values()) == {404}, answers
    application.refresh_from_db()
    assert application.status == S.SUBMITTED


def test_without_signing_in_every_private_page_asks_who_is_there(artisan, client):
    user, party, _client = artisan
    application = stage.sent(user, party)
    addresses = [
        *private_pages(application),
        ("get", page("portal:files")),
        ("get", page("portal:my_data")),
        ("get", page("portal:my_data_file")),
        ("get", page("portal:applicant")),
        ("get", page("portal:apply", application.call.code)),
    ]

    for method, address in addresses:
        answer = getattr(client, method)(address)

        assert answer.status_code == 302, address
        assert answer["Location"].startswith(reverse("account_login")), address


def test_a_mandate_that_ended_opens_nothing(artisan):
    user, party, client = artisan
    application = stage.sent(user, party)

    Mandate.objects.filter(user=user).update(until=now())

    assert client.get(page("portal:file", application.reference)).status_code == 404


# --- beginning


def test_apply_begins_one_file_however_often_it_is_pressed(artisan):
    _user, party, client = artisan
    call = stage.open_call()

    for _press in range(2):
        answer = client.post(page("portal:apply", call.code), {"party": party.reference})

    application = Application.objects.get()
    assert answer["Location"] == page("portal:file", application.reference)


def test_apply_refuses_a_party_one_does_not_act_for(artisan):
    _user, _party, client = artisan
    call = stage.open_call()
    MandateFactory(user=_user, party=PartyFactory())
    other = PartyFactory()

    client.post(page("portal:apply", call.code), {"party": other.reference})

    assert Application.objects.count() == 0


def test_somebody_new_says_once_who_applies_and_may_then_begin():
    user = UserFactory()
    commune = CommuneFactory()
    call = stage.open_call()
    client = signed_in(user)
    first = client.get(page("portal:apply", call.code))

    answer = client.post(
        page("portal:applicant") + f"?call={call.code}",
        {
            "kind": "person",
            "name_fr": "Hassan Ouahbi",
            "name_ar": "حسن وهبي",
            "identifier": "EE 123456",
            "phone": "06 12 34 56 78",
            "commune": commune.code,
            "agrees": "on",
        },
    )

    assert first["Location"].startswith(page("portal:applicant"))
    assert answer["Location"] == page("portal:apply", call.code)
    party = Party.objects.get(mandates__user=user)
    assert (party.name_fr, party.name_ar, party.phone) == ("Hassan Ouahbi", "حسن وهبي", "+212612345678")
    assert [row.kind for row in party.identifiers.all()] == ["cnie"]


def test_an_organisation_needs_its_legal_form():
    client = signed_in(UserFactory())

    answer = client.post(
        page("portal:applicant"),
        {
            "kind": "organisation",
            "name_fr": "Coopérative",
            "identifier": "001",
            "phone": "0612345678",
            "commune": CommuneFactory().code,
            "agrees": "on",
        },
    )

    assert "legal_form" in answer.context["form"].errors


# --- following


def test_sent_file_can_be_read_but_no_longer_written(artisan):
    user, party, client = artisan
    application = stage.sent(user, party)

    shown = client.get(page("portal:file", application.reference))
    written = client.post(
        page("portal:section", application.reference, "activity"), {"version": application.version, "products": "Autre"}
    )

    assert shown.context["words"].status == S.SUBMITTED
    assert written.status_code == 404


def test_decision_is_invisible_until_it_is_published(artisan):
    user, party, client = artisan
    application = stage.sent(user, party)

    for status in (S.SCREENING, S.IN_REVIEW, S.READY, S.REFUSED):
        Application.objects.filter(pk=application.pk).update(status=status)
    Application.objects.filter(pk=application.pk).update(
        decided_at=now(), decided_by=User.objects.system(), outcome_reason="Secret jusque-là"
    )

    hidden = client.get(page("portal:file", application.reference)).content.decode()
    Application.objects.filter(pk=application.pk).update(published_at=now())
    shown = client.get(page("portal:file", application.reference)).content.decode()

    assert "Secret jusque-là" not in hidden
    assert "Secret jusque-là" in shown


def test_withdraw_asks_first_and_then_does_it(artisan):
    user, party, client = artisan
    application = stage.sent(user, party)

    asked = client.get(page("portal:withdraw", application.reference))
    client.post(page("portal:withdraw", application.reference), {"reason": "Trop tôt"})

    assert asked.status_code == 200
    application.refresh_from_db()
    assert (application.status, application.outcome_reason) == (S.WITHDRAWN, "Trop tôt")
    assert client.get(page("portal:withdraw", application.reference)).status_code == 404


def test_corrections_open_only_the_sections_named(artisan):
    user, party, client = artisan
    application = stage.sent(user, party)
    Application.objects.filter(pk=application.pk).update(status=S.SCREENING)
    Application.objects.filter(pk=application.pk).update(
        status=S.CHANGES_REQUESTED,
        unlocked_sections=["project"],
        correction_reason="Précisez le montant.",
        correction_due_on=today(),
        clock_stopped_at=now(),
    )

    tasks = client.get(page("portal:file", application.reference))
    opened = client.get(page("portal:section", application.reference, "project"))
    locked = client.get(page("portal:section", application.reference, "activity"))

    assert "Précisez le montant." in tasks.content.decode()
    assert (opened.status_code, locked.status_code) == (200, 404)


@pytest.mark.parametrize("files", [1, 3])
def test_my_files_asks_the_database_as_often_for_one_file_as_for_three(files, artisan, django_assert_num_queries):
    user, party, client = artisan
    for number in range(files):
        stage.draft(user, party, stage.open_call(f"appel-{number}"))
    client.get(page("portal:files"))

    with django_assert_num_queries(7):
        client.get(page("portal:files"))


def test_my_data_shows_and_hands_over_what_is_kept(artisan):
    user, party, client = artisan
    application = stage.sent(user, party)

    shown = client.get(page("portal:my_data")).content.decode()
    taken = client.get(page("portal:my_data_file")).json()

    assert party.name_fr in shown
    assert [row["reference"] for row in taken["files"]] == [application.reference]
    assert taken["people"][0]["name_ar"] == party.name_ar


def test_consent_can_be_taken_back_by_its_giver_only(artisan):
    user, party, client = artisan
    stage.sent(user, party)
    consent = party.consents.get()

    refused = signed_in(UserFactory()).post(page("portal:end_consent", consent.pk))
    client.post(page("portal:end_consent", consent.pk))

    assert refused.status_code == 404
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None


def test_communes_are_completed_in_either_script(client):
    commune = CommuneFactory()

    found = client.get(page("portal:communes"), {"q": commune.name_fr[:3]}).json()

    assert any(commune.name_fr in name for name in found["names"])
