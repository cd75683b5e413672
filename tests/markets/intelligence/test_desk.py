"""The desk of market notes and export results, and the beneficiary's own page of markets."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from accounts.outbox.actions import load_templates
from accounts.outbox.models import Message
from artisans.parties.models import ExporterProfile
from foundation.errors import NotPermitted
from foundation.time import today
from markets.intelligence import actions
from markets.intelligence.models import ExportResult, SignalDelivery
from markets.intelligence.queries import confirmed_results, intelligence_rollout
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import ConsentFactory, MandateFactory, PartyFactory
from tests.factories.markets import (
    ExportResultFactory,
    MarketSignalFactory,
    OutcomeShareFactory,
    ProgramForMarketsFactory,
    SignalDeliveryFactory,
)
from tests.factories.programs_enrolments import EnrolmentFactory

pytestmark = pytest.mark.django_db
LETTERS = Path(__file__).resolve().parents[3] / "markets" / "data" / "messages.json"


@pytest.fixture(autouse=True)
def _letters():
    load_templates(LETTERS)


def at(name: str, *args) -> str:
    return reverse(f"admin:markets_{name}", args=args)


def as_user(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def exporter(signal=None, **fields):
    party = PartyFactory(**fields)
    profile = ExporterProfile.objects.create(party=party)
    if signal is not None:
        profile.families.add(signal.family)
    return party


def figures(**changes) -> dict:
    return {
        "amount": "100 000", "without_low": "20 000", "without_high": "40 000", "share_program": "60", "share_own": "40",
        "period_start": "2023-01-01", "period_end": "2023-06-30", "basis": "Commandes de 2022", **changes,
    }  # fmt: skip


# --- notes


def test_a_note_goes_to_those_chosen_in_their_language_and_the_rollout_follows():
    signal = MarketSignalFactory(published=True, title_ar="الزربية")
    chosen, unticked = exporter(signal, language="ar", email="a@example.org"), exporter(signal)
    exporter()
    client = as_user(StaffFactory(role="officer"))
    page = at("signal_send", signal.reference) + f"?family={signal.family_id}"

    preview = client.get(page)
    assert {party.pk for party in preview.context["found"].parties} == {chosen.pk, unticked.pk}
    assert SignalDelivery.objects.count() == 0
    assert client.post(page, {"party": [chosen.pk]}).status_code == 302

    assert [row.party for row in SignalDelivery.objects.all()] == [chosen]
    message = Message.objects.get(party_id=chosen.pk)
    assert (message.language, "الزربية" in message.body) == ("ar", True)
    assert intelligence_rollout(today()).total.reached == 1
    again = client.get(page).context["found"]
    assert ([party.pk for party in again.parties], again.had_it) == ([unticked.pk], 1)


def test_nobody_is_written_to_outside_the_reach_or_against_their_will():
    signal = MarketSignalFactory(published=True)
    near, far, unwilling = exporter(signal), exporter(signal), exporter(signal)
    local = StaffFactory(role="officer", area=near.area)
    withdrawn = ConsentFactory(party=unwilling, purpose="contact")
    withdrawn.withdrawn_at = withdrawn.given_at
    withdrawn.save()
    page = at("signal_send", signal.reference) + f"?family={signal.family_id}"

    found = as_user(StaffFactory(role="monitoring")).get(page).context["found"]

    assert {party.pk for party in found.parties} == {near.pk, far.pk}
    assert found.declined == 1
    with pytest.raises(NotPermitted):
        actions.send_signal(signal=signal, parties=[near, PartyFactory()], by=StaffFactory(role="officer", area="99"))
    assert as_user(StaffFactory(role="reviewer")).get(page).status_code == 403
    as_user(local).post(page, {"party": [near.pk, unwilling.pk]})
    assert near.pk in SignalDelivery.objects.values_list("party", flat=True)


def test_an_officer_writes_down_what_came_of_a_note():
    delivery = SignalDeliveryFactory()
    client = as_user(StaffFactory(role="officer"))

    empty = client.post(at("delivery", delivery.pk), {"interaction": ""})
    done = client.post(at("delivery", delivery.pk), {"interaction": "Échantillons envoyés"})

    delivery.refresh_from_db()
    assert empty.context["form"].errors.keys() == {"interaction"}
    assert (done.status_code, delivery.interaction) == (302, "Échantillons envoyés")
    assert as_user(StaffFactory(role="officer", area="99")).get(at("delivery", delivery.pk)).status_code == 404


def test_the_beneficiary_reads_and_answers_on_the_portal():
    delivery = SignalDeliveryFactory()
    owner = UserFactory()
    MandateFactory(user=owner, party=delivery.party)
    page = reverse("my_signal", args=[delivery.pk])

    assert as_user(UserFactory()).get(page).status_code == 404
    delivery.refresh_from_db()
    assert delivery.seen_at is None
    client = as_user(owner)
    assert client.get(reverse("my_markets")).context["deliveries"][0] == delivery
    client.get(page)
    client.post(page, {"interaction": "J’ai écrit à l’acheteur"})

    delivery.refresh_from_db()
    assert delivery.seen_at and delivery.interaction == "J’ai écrit à l’acheteur"
    assert intelligence_rollout(today()).total.acted == 1


# --- results


def test_a_result_is_declared_sent_confirmed_and_only_then_counts():
    program, party = ProgramForMarketsFactory(), exporter(email="b@example.org")
    owner = UserFactory()
    MandateFactory(user=owner, party=party)
    client = as_user(StaffFactory(role="officer"))

    wrong = client.post(at("result_new", party.reference), figures(program=program.pk, share_own="30"))
    client.post(at("result_new", party.reference), figures(program=program.pk))
    found = ExportResult.objects.get()
    client.post(at("result", found.reference), {"step": "send"})

    assert wrong.context["form"].errors.keys() == {"share_own"}
    assert confirmed_results(today()).amount == 0
    assert Message.objects.get(party_id=party.pk).template.code == "export_result"
    assert client.post(at("result", found.reference), {"step": "confirm", "answer": "x"}).status_code == 404
    mine = as_user(owner)
    assert mine.get(reverse("my_markets")).context["waiting"] == [found]
    mine.post(reverse("my_result", args=[found.reference]), {"step": "confirm"})
    found.refresh_from_db()
    assert (found.status, confirmed_results(today()).amount) == ("confirmed", 100_000)


def test_a_dispute_needs_words_and_a_correction_is_sent_again():
    found = ExportResultFactory(party=exporter())
    OutcomeShareFactory(result=found)
    officer = StaffFactory(role="officer")
    actions.ask_beneficiary(result=found, by=officer)
    owner = UserFactory()
    MandateFactory(user=owner, party=found.party)
    mine = as_user(owner)
    page = reverse("my_result", args=[found.reference])

    silent = mine.post(page, {"step": "dispute", "answer": ""})
    mine.post(page, {"step": "dispute", "answer": "Une facture est comptée deux fois"})
    desk = as_user(officer)
    desk.post(at("result", found.reference), figures(step="amend", amount="80 000", reason="Facture retirée"))

    found.refresh_from_db()
    assert silent.context["form"].errors.keys() == {"answer"}
    assert (found.status, found.amount) == ("declared", Decimal("80000"))
    assert sorted(found.shares.values_list("percent", flat=True)) == [40, 60]


def test_nobody_replied_is_written_down_by_those_who_follow_the_programme():
    found = ExportResultFactory(party=exporter())
    OutcomeShareFactory(result=found)
    officer = StaffFactory(role="officer")
    actions.ask_beneficiary(result=found, by=officer)

    with pytest.raises(NotPermitted):
        actions.give_up_result(result=found, by=StaffFactory(role="officer", program="another"))
    as_user(officer).post(at("result", found.reference), {"step": "give_up"})

    found.refresh_from_db()
    assert found.status == "no_reply"
    assert (
        as_user(StaffFactory(role="officer", program="another")).get(at("result", found.reference)).status_code == 404
    )


def test_an_exporter_declares_on_the_portal_for_a_programme_they_took_part_in():
    enrolment = EnrolmentFactory()
    party, owner = enrolment.party, UserFactory()
    ExporterProfile.objects.create(party=party)
    MandateFactory(user=owner, party=party)
    page = reverse("my_declaration", args=[party.reference])
    other = ProgramForMarketsFactory(code="another", prefix="ANO")

    client = as_user(owner)
    foreign = client.post(page, figures(program=other.pk))
    client.post(page, figures(program=enrolment.version.program_id, period_end=dt.date(2023, 6, 30)))

    assert foreign.context["form"].errors.keys() == {"program"}
    found = ExportResult.objects.get()
    assert (found.declared_by, found.status) == (owner, "declared")
    assert as_user(UserFactory()).get(page).status_code == 404


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_opens_in_both_scripts(language):
    found = ExportResultFactory(party=exporter())
    OutcomeShareFactory(result=found)
    delivery = SignalDeliveryFactory()
    client = as_user(StaffFactory(role="officer"))
    pages = [
        at("signals"), at("signal", delivery.signal.reference), at("signal_send", delivery.signal.reference) + "?exporters=on",
        at("delivery", delivery.pk), at("results"), at("result", found.reference), at("result_new", found.party.reference),
    ]  # fmt: skip

    answers = [client.get(page, headers={"accept-language": language}) for page in pages]

    assert [answer.status_code for answer in answers] == [200] * len(pages)
    assert all(" style=" not in answer.content.decode() for answer in answers)
