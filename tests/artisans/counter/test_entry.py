"""Entering somebody at the counter: nothing lost, nothing twice, nothing registered that was not signed."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.audit.actions import personal_values
from accounts.audit.models import Event
from accounts.jobs.registry import CLOCK
from artisans.counter import actions
from artisans.counter.models import CounterEntry
from artisans.parties.models import Party
from artisans.parties.notices import current_notice
from foundation.errors import ChangedMeanwhile, NotPermitted
from foundation.time import clock_at, now
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CommuneFactory, PartyFactory, TradeFactory
from tests.factories.counter import CounterEntryFactory
from tests.harness.pdf import text_of

pytestmark = pytest.mark.django_db

NAME = "Rkia Aït Ouahmane"
SCREENS = {
    "who": {"language": "ar", "helper": "family", "helper_name": "Hassan Aït Ouahmane"},
    "find": {"name_fr": NAME, "name_ar": "رقية أيت واحمان", "birth_date": "1979-05-04", "cnie": "EE 345 678", "phone": ""},
    "identity": {
        "name_fr": NAME, "name_ar": "رقية أيت واحمان", "sex": "F", "birth_date": "1979-05-04", "cnie": "EE345678", "saw_card": "on",
    },
    "contact": {"phone": "06 61 22 33 44", "phone_owner": "shared", "email": "", "letters": "ar"},
    "where": {"commune": "Asni (Al Haouz)", "douar": "Imlil", "address": ""},
    "craft": {"trade": "POT-01", "category": "", "practising_since": "1999", "workshop_kind": "", "workers": "1", "apprentices": "0"},
    "consent": {"read_in": "ar", "agrees_programme": "on", "agrees_contact": "on", "notice": current_notice().version},
}  # fmt: skip


@pytest.fixture
def clerk():
    CommuneFactory()
    TradeFactory()
    return StaffFactory(role="clerk", area="07", full_name="Ijja Oubella")


def step_of(entry, slug: str) -> str:
    return reverse("admin:artisans_counter_step", args=[entry.reference, slug])


def begin(client, clerk) -> CounterEntry:
    client.force_login(clerk)
    client.post(reverse("admin:artisans_counter_start"))
    return CounterEntry.objects.get(clerk=clerk)


def fill(client, entry, slug: str, go: str = "next", **more):
    entry.refresh_from_db()
    return client.post(step_of(entry, slug), SCREENS[slug] | {"version": entry.version, "go": go} | more)


def fill_all(client, entry) -> None:
    for slug in SCREENS:
        answer = fill(client, entry, slug)
        assert answer.status_code == 302, (slug, re.findall(r"errorlist.*?</ul>", answer.content.decode(), re.S))


def sign(client, entry, **more):
    entry.refresh_from_db()
    return client.post(step_of(entry, "summary"), {"signature": "thumbprint", "version": entry.version, **more})


def print_it(client, entry, language="fr"):
    return client.post(reverse("admin:artisans_counter_paper", args=[entry.reference, language]))


def test_a_person_is_entered_printed_signed_and_registered_with_helper_and_notice(client, clerk):
    entry = begin(client, clerk)
    fill_all(client, entry)
    assert "disabled" in client.get(step_of(entry, "summary")).content.decode()
    paper = print_it(client, entry)
    answer = sign(client, entry)

    entry.refresh_from_db()
    party = entry.party
    assert answer.status_code == 302 and entry.status == "done"
    assert (party.name_fr, party.sex, party.birth_date, party.douar) == (NAME, "F", dt.date(1979, 5, 4), "Imlil")
    assert (party.phone, party.commune_id, party.artisan.trade_id) == ("+212661223344", "07.041.05.05", "POT-01")
    given = party.consents.order_by("purpose")
    assert [(row.purpose, row.notice_version, row.language, row.channel) for row in given] == [
        ("contact", current_notice().version, "ar", "counter"), ("programme", current_notice().version, "ar", "counter"),
    ]  # fmt: skip
    event = Event.objects.get(action="counter.registered")
    assert personal_values(event) == {"helper": "Hassan Aït Ouahmane"}
    assert "Hassan" not in str(event.after) and event.after["sha256"] == entry.printed_hash
    assert paper["Content-Type"] == "application/pdf" and "no-store" in paper["Cache-Control"]
    assert (
        f"?party={party.reference}"
        in client.get(reverse("admin:artisans_counter_done", args=[entry.reference])).content.decode()
    )


def test_the_paper_says_what_was_typed_who_helped_and_how_it_is_checked(client, clerk):
    entry = begin(client, clerk)
    fill_all(client, entry)

    french, again = print_it(client, entry).content, print_it(client, entry, "ar").content
    entry.refresh_from_db()

    told = text_of(french)
    for piece in (
        entry.reference,
        NAME,
        "EE345678",
        "06 61 22 33 44",
        "Hassan Aït Ouahmane",
        "Ijja Oubella",
        "Asni",
        entry.printed_hash[:32],
    ):
        assert piece in told, piece
    assert current_notice().version in told
    assert entry.reference in text_of(again)


def test_what_is_signed_is_what_is_registered(client, clerk):
    """After a change the old paper is worth nothing; without a paper nothing is registered."""
    entry = begin(client, clerk)
    fill_all(client, entry)
    unprinted = sign(client, entry)
    print_it(client, entry)
    fill(client, entry, "where", douar="Aroumd")
    changed = sign(client, entry)

    assert (unprinted.status_code, changed.status_code) == (422, 422)
    assert not Party.objects.filter(name_fr=NAME).exists()
    print_it(client, entry)
    assert sign(client, entry).status_code == 302
    assert Party.objects.get(name_fr=NAME).douar == "Aroumd"


def test_back_and_a_closed_tab_lose_nothing_not_even_what_is_wrong(client, clerk):
    entry = begin(client, clerk)
    fill(client, entry, "who")

    back = fill(client, entry, "identity", go="back", cnie="wrong!", name_fr="Rkia <b>")
    kept = fill(client, entry, "contact", go="save", phone="06 61")

    assert back["Location"] == step_of(entry, "find")
    assert kept.json()["version"] == CounterEntry.objects.get(pk=entry.pk).version
    page = client.get(step_of(entry, "identity")).content.decode()
    assert "wrong!" in page and "Rkia &lt;b&gt;" in page and "Rkia <b>" not in page
    assert "06 61" in client.get(step_of(entry, "contact")).content.decode()
    assert step_of(entry, "contact") in client.get(reverse("admin:artisans_counter")).content.decode()
    assert "wrong" not in str(CounterEntry.objects.filter(pk=entry.pk).values_list("area", "step", "reference"))


def test_somebody_known_is_shown_before_anything_is_typed_twice(client, clerk):
    known = PartyFactory(name_fr="Rkia Ait Ouahmane", name_ar="رقية أيت واحمان", birth_date=dt.date(1979, 5, 4))
    entry = begin(client, clerk)
    fill(client, entry, "who")

    found = fill(client, entry, "find", go="search")
    refused = fill(client, entry, "find", go="next")
    chosen = client.post(reverse("admin:artisans_counter_choose", args=[entry.reference, known.reference]))
    fill(client, entry, "consent")
    print_it(client, entry)
    sign(client, entry)

    assert known.reference in found.content.decode()
    assert refused.status_code == 422
    assert chosen["Location"] == step_of(entry, "consent")
    entry.refresh_from_db()
    known.refresh_from_db()
    assert (entry.status, entry.party_id, known.name_fr) == ("done", known.pk, "Rkia Ait Ouahmane")
    assert Party.objects.count() == 1 and known.consents.count() == 2


def test_a_twin_of_another_region_is_told_without_a_name(client, clerk):
    PartyFactory(
        name_fr="Rkia Ait Ouahmane", name_ar="رقية أيت واحمان", birth_date=dt.date(1979, 5, 4), in_commune="01.511.01.05", phone="+212661223344",
    )  # fmt: skip
    entry = begin(client, clerk)
    fill(client, entry, "who")

    page = fill(client, entry, "find", go="search").content.decode()

    assert "hors de votre territoire" in page
    assert page.count("Rkia Ait Ouahmane") == 0


def test_two_clerks_on_one_entry_the_second_is_told_and_overwrites_nothing(client, clerk):
    entry = begin(client, clerk)
    fill(client, entry, "who")
    entry.refresh_from_db()
    seen = entry.version
    colleague = StaffFactory(role="clerk", area="07.041", full_name="Omar Tazi")
    entry = actions.take_over(entry=entry, by=colleague) if entry.area.startswith("07.041") else entry
    CounterEntry.objects.filter(pk=entry.pk).update(area="07.041")
    entry = actions.take_over(entry=entry, by=colleague)
    actions.save_step(entry=entry, step="where", answers={"douar": "Imlil"}, version=entry.version, by=colleague)

    late = client.post(step_of(entry, "where"), SCREENS["where"] | {"version": seen, "go": "next", "douar": "Aroumd"})

    assert late.status_code == 409
    assert "Omar Tazi" in late.content.decode() and "Aroumd" in late.content.decode()
    entry.refresh_from_db()
    assert entry.answers_of("where") == {"douar": "Imlil"}
    assert Event.objects.filter(action="counter.taken_over").count() == 1


def test_two_tabs_of_one_clerk_the_second_sees_that_it_is_old(clerk):
    entry = actions.start_entry(by=clerk)
    actions.save_step(entry=entry, step="where", answers={"douar": "Imlil"}, version=1, by=clerk)

    with pytest.raises(ChangedMeanwhile):
        actions.save_step(entry=entry, step="where", answers={"douar": "Aroumd"}, version=1, by=clerk)


@pytest.mark.parametrize(("role", "area"), [("clerk", "01"), ("officer", "01"), ("finance", ""), ("auditor", "")])
def test_a_stranger_finds_no_entry(client, clerk, role, area):
    entry = actions.start_entry(by=clerk)
    client.force_login(StaffFactory(role="preparer" if role == "finance" else role, area=area))

    pages = [
        step_of(entry, "who"),
        step_of(entry, "summary"),
        reverse("admin:artisans_counter_drop", args=[entry.reference]),
    ]
    assert {client.get(page).status_code for page in pages} <= {403, 404}
    assert print_it(client, entry).status_code in {403, 404}


def test_a_clerk_registers_in_their_own_region_only(client, clerk):
    CommuneFactory(code="01.511.01.05", name_fr="Mghogha", name_ar="مغوغة", sort_fr="mghogha", sort_ar="مغوغه")
    entry = begin(client, clerk)

    refused = fill(client, entry, "where", commune="Mghogha")

    assert refused.status_code == 422
    with pytest.raises(NotPermitted):
        actions.start_entry(by=StaffFactory(role="preparer"))


def test_a_forgotten_entry_is_dropped_and_emptied(clerk):
    entry = actions.start_entry(by=clerk)
    actions.save_step(entry=entry, step="identity", answers={"name_fr": NAME}, version=1, by=clerk)

    with clock_at(now() + dt.timedelta(days=29)):
        assert actions.drop_forgotten() == 0
    with clock_at(now() + dt.timedelta(days=31)):
        assert actions.drop_forgotten() == 1
        CLOCK["counter.drop_forgotten"]()

    entry.refresh_from_db()
    assert (entry.status, entry.answers) == ("dropped", "{}")


def test_what_was_typed_stands_nowhere_in_clear(clerk):
    from django.db import connection

    entry = CounterEntryFactory(clerk=clerk, typed={"identity": {"cnie": "EE345678"}})

    with connection.cursor() as cursor:
        cursor.execute("SELECT encode(answers, 'escape') FROM artisans_counterentry WHERE id = %s", [entry.pk])
        assert "EE345678" not in cursor.fetchone()[0]
