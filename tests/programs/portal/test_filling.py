"""Filling a file section by section, its documents, and sending it once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from programs.applications.answer_marks import mark_of
from programs.applications.choices import ApplicationStatus as S
from programs.portal.receipts import receipt_pdf
from tests.harness.pdf import pages_of
from tests.programs.portal import stage
from tests.programs.portal.stage import page, photo

pytestmark = pytest.mark.django_db

# --- filling


def test_section_is_kept_when_a_field_is_left(artisan):
    user, party, client = artisan
    application = stage.draft(user, party)

    answer = client.post(
        page("portal:section", application.reference, "activity"),
        {"version": application.version, "seen": "{}", "products": "Tapis", "workers": "douze"},
        headers={"X-Sanad-Queue": "1"},
    )

    application.refresh_from_db()
    assert application.answers == {"products": "Tapis"}
    told = answer.json()
    assert (told["state"], told["version"]) == ("saved", application.version)
    assert [code for code, sentence in told["errors"].items() if sentence] == ["workers"]
    assert told["seen"] == {"products": mark_of("Tapis"), "exports": "", "markets": ""}


def test_section_from_an_old_page_is_told_and_overwrites_nothing(artisan):
    user, party, client = artisan
    application = stage.filled(user, party)
    before = application.answers

    answer = client.post(
        page("portal:section", application.reference, "activity"),
        {"version": 1, "products": "Vieux"},
        headers={"X-Sanad-Queue": "1"},
    )

    application.refresh_from_db()
    assert (answer.status_code, answer.json()["state"]) == (422, "refused")
    assert application.answers == before


def test_section_without_scripts_saves_and_goes_on(artisan):
    user, party, client = artisan
    application = stage.draft(user, party)

    answer = client.post(
        page("portal:section", application.reference, "activity"),
        {"version": application.version, **stage.ANSWERS["activity"]},
    )

    assert answer["Location"] == page("portal:section", application.reference, "project")


def test_section_with_a_wrong_answer_stays_with_the_error_beside_the_field(artisan):
    user, party, client = artisan
    application = stage.draft(user, party)

    answer = client.post(
        page("portal:section", application.reference, "activity"),
        {"version": application.version, "workers": "beaucoup"},
    )

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["workers"]
    assert 'href="#q_workers"' in answer.content.decode()


def test_document_is_taken_shown_replaced_and_removed(artisan):
    user, party, client = artisan
    application = stage.draft(user, party)
    address = page("portal:upload", application.reference, "id_card")

    taken = client.post(address, {"file": photo()}, headers={"HX-Request": "true"})
    row = application.documents.get(is_current=True)
    shown = client.get(page("portal:document", application.reference, row.pk))
    content = shown.getvalue()
    removed = client.post(page("portal:discard", application.reference, row.pk), headers={"HX-Request": "true"})

    assert 'id="slot-id_card"' in taken.content.decode()
    assert shown["Content-Type"] == "image/jpeg"
    assert content[:3] == b"\xff\xd8\xff"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "slot-empty" in removed.content.decode()
    assert not application.documents.filter(is_current=True).exists()


def test_document_that_is_not_what_it_says_is_refused_at_its_place(artisan):
    user, party, client = artisan
    application = stage.draft(user, party)

    answer = client.post(
        page("portal:upload", application.reference, "id_card"),
        {"file": SimpleUploadedFile("cnie.pdf", b"<html><script>alert(1)</script></html>")},
        headers={"HX-Request": "true"},
    )

    assert 'role="alert"' in answer.content.decode()
    assert not application.documents.exists()


# --- sending


def test_send_without_everything_keeps_the_draft_and_names_what_is_missing(artisan):
    user, party, client = artisan
    application = stage.filled(user, party)

    answer = client.post(page("portal:review", application.reference), {"agrees": "on"})

    application.refresh_from_db()
    assert application.status == S.DRAFT
    assert [row.question for row in answer.context["missing"]] == ["id_card"]


def test_send_needs_the_agreement_to_the_notice(artisan):
    user, party, client = artisan
    application = stage.with_documents(stage.filled(user, party))

    client.post(page("portal:review", application.reference), {})

    application.refresh_from_db()
    assert application.status == S.DRAFT
    assert not party.consents.exists()


def test_send_twice_is_one_file_one_revision_and_the_same_receipt(artisan):
    user, party, client = artisan
    application = stage.with_documents(stage.filled(user, party))

    answers = [client.post(page("portal:review", application.reference), {"agrees": "on"}) for _press in range(2)]

    application.refresh_from_db()
    assert application.status == S.SUBMITTED
    assert {answer["Location"] for answer in answers} == {page("portal:receipt", application.reference)}
    assert application.revisions.count() == 1
    assert party.consents.count() == 1


def test_receipt_can_be_read_in_both_languages_and_is_the_same_each_time(artisan):
    user, party, client = artisan
    application = stage.sent(user, party)

    first, second = (receipt_pdf(application, documents=1) for _time in range(2))
    served = client.get(page("portal:receipt_file", application.reference))

    assert first == second
    (only_page,) = pages_of(first)
    assert application.reference in only_page
    assert served.content[:5] == b"%PDF-"
    assert served["Content-Type"] == "application/pdf"
