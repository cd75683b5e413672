"""What a person agreed to is kept from the first entry on, in the words that were in force."""

import datetime as dt

import pytest

from artisans.parties.models import Consent, Party
from artisans.parties.notices import current_notice, notice_of_version, notices
from tests.artisans.parties.test_entry_page import entry, fresh_choices  # noqa: F401 (a fixture)
from tests.factories.accounts import StaffFactory

NEW = "/admin/parties/new/artisan/"


def test_a_day_has_its_notice_and_old_words_stay():
    assert [current_notice(dt.date(2021, 1, 1)).version, current_notice(dt.date(2022, 1, 1)).version] == ["2022-1"] * 2
    assert current_notice(dt.date(2023, 9, 14)).version == "2022-1"
    assert current_notice(dt.date(2023, 9, 15)).version == "2023-1"
    assert notice_of_version("2022-1").intro["ar"] != notice_of_version("2023-1").intro["ar"]
    assert notice_of_version("77") is None
    assert {tuple(notice.intro) for notice in notices()} == {("fr", "ar", "en")}
    assert len({notice.version for notice in notices()}) == len(notices())


@pytest.mark.parametrize(
    ("said", "version", "kept"),
    [
        ({"channel": "counter", "agrees_programme": "on", "agrees_contact": "on"}, "", {"programme", "contact"}),
        ({"channel": ""}, "", set()),
        ({"channel": "", "agrees_programme": "on"}, "", None),  # nobody says how
        ({"channel": "paper"}, "", None),  # to nothing
        ({"channel": "paper", "agrees_programme": "on"}, "2022-1", None),  # words that are no longer in force
    ],
)
def test_an_entry_keeps_what_was_agreed_to_and_in_which_words(client, db, said, version, kept):
    officer = StaffFactory()
    client.force_login(officer)
    said = {"version": version or current_notice().version, **said}

    answer = client.post(NEW, entry(**{f"consent-{name}": value for name, value in said.items()}))

    if kept is None:
        assert (answer.status_code, Party.objects.count()) == (200, 0)
        assert answer.context["forms"][-1].errors
        return
    assert answer.status_code == 302
    rows = Consent.objects.values_list("purpose", "notice_version", "channel", "given_by")
    assert set(rows) == {(purpose, current_notice().version, "counter", officer.pk) for purpose in kept}
