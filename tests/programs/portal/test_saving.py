"""Two phones, a network that fails, a session or a call that ends meanwhile: nothing written is lost, doubled or overwritten."""

import json
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from artisans.documents.actions import StorageUnavailable
from artisans.parties.models import Mandate
from foundation.time import clock_at, now
from programs.applications.answer_marks import mark_of, marks_of, settle
from programs.applications.choices import ApplicationStatus as S
from programs.applications.models import IdempotencyKey
from programs.portal.views import papers
from tests.factories.accounts import UserFactory
from tests.factories.artisans import MandateFactory
from tests.programs.portal import stage
from tests.programs.portal.stage import page, photo, signed_in

pytestmark = pytest.mark.django_db
QUEUE = {"X-Sanad-Queue": "1", "Idempotency-Key": "7d1c"}


def marks(application, *codes: str) -> str:
    return json.dumps(marks_of(application.answers, codes))


def test_only_the_same_answer_written_in_two_ways_is_a_conflict():
    stored = {"name": "Zineb", "pieces": 30, "why": "new"}
    seen = {"name": mark_of("Aïcha"), "pieces": mark_of(20), "why": mark_of("new"), "gone": mark_of("x")}

    write, conflicts = settle(stored, {"name": "Fatima", "pieces": 20, "why": None, "gone": None, "more": 1}, seen)

    assert write == {"why": None, "more": 1}  # pieces was changed elsewhere only, gone is gone on both sides
    assert [(row.question, row.mine, row.theirs) for row in conflicts] == [("name", "Fatima", "Zineb")]


def test_two_phones_write_different_answers_of_one_section_and_both_are_kept(artisan):
    """Two people act for one party: each with their own sign-in."""
    user, party, client = artisan
    nephew = UserFactory()
    MandateFactory(user=nephew, party=party)
    application = stage.filled(user, party)
    address = page("portal:section", application.reference, "activity")
    typed = {**stage.ANSWERS["activity"], "seen": marks(application, "products", "workers", "exports", "markets")}

    first = client.post(address, {**typed, "workers": "9"}, headers=QUEUE)
    second = signed_in(nephew).post(address, {**typed, "products": "Poterie"}, headers=QUEUE)

    application.refresh_from_db()
    assert (first.status_code, second.status_code) == (200, 200)
    assert (application.answers["workers"], application.answers["products"]) == (9, "Poterie")
    # The second page never saw the nine: it may not pass for having seen it.
    assert second.json()["seen"]["workers"] == mark_of(6)
    # Said again after the answer was lost, it changes nothing.
    again = client.post(address, {**typed, "workers": "9"}, headers=QUEUE)
    application.refresh_from_db()
    assert (again.status_code, application.answers["products"]) == (200, "Poterie")


@pytest.mark.parametrize(("choice", "kept"), [("mine", "Fer forgé"), ("theirs", "Poterie")])
def test_the_same_answer_written_twice_is_shown_side_by_side_and_chosen(artisan, choice, kept):
    user, party, client = artisan
    application = stage.filled(user, party)
    address = page("portal:section", application.reference, "activity")
    typed = {**stage.ANSWERS["activity"], "seen": marks(application, "products", "workers", "exports", "markets")}
    client.post(address, {**typed, "products": "Poterie"}, headers=QUEUE)

    told = client.post(address, {**typed, "products": "Fer forgé", "workers": "7"}, headers=QUEUE)
    shown = client.post(address, {**typed, "products": "Fer forgé", "workers": "7"})
    application.refresh_from_db()

    assert (told.status_code, told.json()["conflicts"]) == (409, ["products"])
    assert shown.status_code == 409
    assert "Poterie" in shown.content.decode()
    assert "Fer forgé" in shown.content.decode()
    assert (application.answers["products"], application.answers["workers"]) == ("Poterie", 7)

    hidden = dict(shown.context["sent"]) | {"markets": ["eu", "us"]}
    form = {**hidden, "seen": shown.context["seen"], "settled": shown.context["settled"], "stay": "1"}
    undecided = client.post(address, form)
    chosen = client.post(address, {**form, "keep-products": choice})
    application.refresh_from_db()

    assert undecided.status_code == 409
    assert chosen.status_code == 302
    assert application.answers["products"] == kept


def test_a_photo_sent_again_after_a_lost_answer_is_there_once(artisan):
    user, party, client = artisan
    application = stage.draft(user, party)
    address = page("portal:upload", application.reference, "photos")

    answers = [client.post(address, {"file": photo()}, headers=QUEUE) for _attempt in range(2)]
    other = client.post(address, {"file": photo()}, headers={**QUEUE, "Idempotency-Key": "another"})

    assert [answer.json()["state"] for answer in (*answers, other)] == ["saved"] * 3
    assert application.documents.filter(is_current=True).count() == 2
    assert 'id="slot-photos"' in answers[1].json()["slot"]
    assert not any("cnie" in json.dumps(row.body) for row in IdempotencyKey.objects.all())


def test_a_paper_is_replaced_in_its_place_and_a_refused_one_leaves_the_earlier(artisan):
    user, party, client = artisan
    application = stage.with_documents(stage.draft(user, party))
    row = application.documents.get()
    address = page("portal:upload", application.reference, "id_card")
    bad = SimpleUploadedFile("cnie.pdf", b"<html><script>alert(1)</script></html>")

    refused = client.post(address, {"file": bad, "replaces": row.pk}, headers=QUEUE)
    kept = application.documents.get(is_current=True)
    taken = client.post(address, {"file": photo(), "replaces": row.pk}, headers={**QUEUE, "Idempotency-Key": "b"})

    assert (refused.status_code, refused.json()["state"], kept) == (422, "refused", row)
    assert refused.json()["sentence"] in refused.json()["slot"]
    assert taken.json()["state"] == "saved"
    assert application.documents.get(is_current=True) != row
    assert application.documents.count() == 2


def test_a_full_disk_lets_the_photo_wait(artisan, monkeypatch):
    user, party, client = artisan
    application = stage.draft(user, party)

    def full(*_arguments, **_facts):
        raise StorageUnavailable("Plus de place.")

    monkeypatch.setattr(papers, "store_document", full)
    answer = client.post(page("portal:upload", application.reference, "photos"), {"file": photo()}, headers=QUEUE)

    assert answer.status_code == 503
    assert not IdempotencyKey.objects.exists()  # the same key may come again


def test_words_typed_when_the_session_has_ended_come_back_after_signing_in(artisan):
    user, party, _client = artisan
    application = stage.draft(user, party)
    address = page("portal:section", application.reference, "activity")
    typed = {**stage.ANSWERS["activity"], "seen": marks(application, "products"), "version": application.version}
    visitor = Client()

    away = visitor.post(address, typed)
    told = visitor.post(address, typed, headers=QUEUE)
    stored = json.dumps(dict(visitor.session))
    visitor.force_login(user)
    back = visitor.get(address)
    saved = visitor.post(address, {**typed, "seen": back.context["seen"]})
    application.refresh_from_db()

    assert "next=" + address in away["Location"]
    assert (told.status_code, told.json()) == (401, {"state": "signin"})
    assert "Tapis" not in stored
    assert "Tapis noués" in back.content.decode()
    assert saved.status_code == 302
    assert application.answers["products"].startswith("Tapis noués")
    assert visitor.get(address).context["kept"] is None


def test_a_deadline_that_passes_while_typing_loses_no_word_and_says_what_can_be_done(artisan):
    user, party, client = artisan
    application = stage.with_documents(stage.filled(user, party))
    address = page("portal:section", application.reference, "project")
    before = client.get(address)
    after = now() + timedelta(days=21)

    with clock_at(after):
        told = client.post(address, {**stage.ANSWERS["project"], "goal": "Écrit trop tard", "seen": before.context["seen"]}, headers=QUEUE)  # fmt: skip
        shown = client.get(address).content.decode()
        last = client.get(page("portal:review", application.reference)).content.decode()
    application.refresh_from_db()

    assert before.context["deadline"].can_send
    assert "<time data-phone=" in before.content.decode()
    assert told.json()["is_closed"] is True
    assert (application.answers["goal"], application.status) == ("Écrit trop tard", S.DRAFT)
    assert "callout-bad" in shown
    assert re.search(r"<button class=\"btn\" disabled>", last)


def test_sending_from_the_queue_is_answered_with_the_receipt_each_time(artisan):
    user, party, client = artisan
    application = stage.with_documents(stage.filled(user, party))
    address = page("portal:review", application.reference)

    refused = client.post(address, {}, headers=QUEUE)
    received = [client.post(address, {"agrees": "on"}, headers=QUEUE).json() for _attempt in range(3)]

    application.refresh_from_db()
    assert (refused.status_code, refused.json()["state"]) == (422, "refused")
    assert received == [{"state": "received", "to": page("portal:receipt", application.reference)}] * 3
    assert application.revisions.count() == 1


def test_what_a_browser_may_keep_is_marked_for_one_sign_in_and_strangers_get_nothing(artisan):
    user, party, client = artisan
    application = stage.draft(user, party)
    stranger = signed_in(stage.applicant()[0])
    pages = [page("portal:file", application.reference), page("portal:section", application.reference, "activity"), page("portal:review", application.reference)]  # fmt: skip

    kept = {client.get(address)["X-Sanad-Keep"] for address in pages}
    again = signed_in(user).get(pages[0])["X-Sanad-Keep"]
    worker = Client().get(page("portal:worker"))

    assert len(kept) == 1
    assert again not in kept
    assert "X-Sanad-Keep" not in client.get(page("portal:files"))
    assert [stranger.get(address).status_code for address in pages] == [404] * 3
    assert stranger.post(page("portal:upload", application.reference, "photos"), {"file": photo()}, headers=QUEUE).status_code == 404  # fmt: skip
    assert worker["Content-Type"].startswith("text/javascript")
    assert worker["Cache-Control"] == "no-cache"
    assert "script-src 'self'" in worker["Content-Security-Policy"]
    assert user.email is None or user.email not in worker.content.decode()
    assert Mandate.objects.filter(user=user, party=party).exists()
