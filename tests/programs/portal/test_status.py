"""The state of a file without an account: for whoever holds its reference and its phone, and nobody else."""

import difflib
import re
from datetime import timedelta

import pytest

from accounts.outbox.models import Message
from accounts.people.models import User
from foundation.references import new_reference
from foundation.time import clock_at, now
from tests.factories.accounts import StaffFactory
from tests.programs.portal import stage
from tests.programs.portal.stage import page

PHONES = (f"06{number:06}78" for number in range(123_000, 124_000))  # a new one each time: codes are counted per phone


@pytest.fixture
def phone() -> str:
    return next(PHONES)


@pytest.fixture
def file(artisan, phone):
    user, party, _own = artisan
    application = stage.sent(user, party)
    application.party.set_phone(f"+212{phone[1:]}")
    application.party.save()
    return application


def _asked(client, reference, phone):
    answer = client.post(page("portal:follow"), {"reference": reference, "phone": phone})
    return answer, client.get(page("portal:follow_code"))


def _code() -> str:
    return re.search(r"\d{6}", Message.objects.get(template__code="account.code").secrets)[0]


def test_reference_and_phone_open_the_state_for_half_an_hour_and_make_no_account(client, file, phone):
    accounts = User.objects.count()
    _asked(client, file.reference, phone)
    opened = client.post(page("portal:follow_code"), {"code": _code()})
    html = client.get(opened["Location"]).content.decode()

    assert file.reference in html and "Application reçue" not in html
    assert "Fatima" not in html  # whose it is is not told
    assert User.objects.count() == accounts
    assert client.get(page("portal:file", file.reference)).status_code == 302  # the file itself asks to sign in
    letter = Message.objects.get(template__code="account.code")
    assert not Message.objects.for_user(StaffFactory(role="officer")).filter(pk=letter.pk).exists()
    with clock_at(now() + timedelta(minutes=31)):
        assert client.get(opened["Location"])["Location"] == page("portal:follow")


def lines(texts: tuple) -> list[str]:
    return [line for text in texts for line in str(text).splitlines()]


def test_a_stranger_reads_the_same_words_and_nothing_is_sent(client, file, phone, settings):
    settings.DEMO_SIGN_IN = False  # a demonstration shows the code it would send
    texts = []
    for reference, number in ((file.reference, phone), (file.reference, next(PHONES)), (new_reference("ESS"), phone)):
        client.cookies.clear()
        answer, form = _asked(client, reference, number)
        wrong = client.post(page("portal:follow_code"), {"code": "000000"})
        told = [
            re.sub(r"[A-Za-z0-9]{64}", "", part.content.decode()).replace(reference, "R") for part in (form, wrong)
        ]  # without the tokens of each form
        texts.append((answer.status_code, answer["Location"], *told))

    for other in texts[1:]:
        assert list(difflib.unified_diff(lines(texts[0]), lines(other), n=0, lineterm="")) == []
    assert Message.objects.filter(template__code="account.code").count() == 1


def test_three_wrong_codes_end_it_and_the_right_one_comes_too_late(client, file, phone):
    _asked(client, file.reference, phone)
    code = _code()
    for _number in range(3):
        client.post(page("portal:follow_code"), {"code": "12345x"})

    assert client.post(page("portal:follow_code"), {"code": code})["Location"] == page("portal:follow")
    assert client.get(page("portal:status", file.reference))["Location"] == page("portal:follow")


def test_codes_are_limited_per_phone_and_per_reference(client, file):
    answers = [_asked(client, file.reference, next(PHONES))[0] for _number in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]
