"""Signals reach people once; a result counts when its owner confirmed it and its shares make 100 %."""

import datetime as dt
from dataclasses import asdict
from decimal import Decimal

import pytest
from django.db import Error, connection, transaction

from foundation.errors import InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import clock_at, now
from markets.intelligence.actions import (
    SharesAreNotWhole,
    SignalIsDraft,
    amend_result,
    confirm_result,
    declare_result,
    deliver_signal,
    dispute_result,
    give_up_result,
    mark_acted,
    mark_seen,
    publish_signal,
    send_result,
)
from markets.intelligence.models import ExportResult, MarketSignal, SignalDelivery
from markets.intelligence.queries import confirmed_results, intelligence_rollout
from markets.intelligence.workflow import RESULT, SIGNAL
from tests.factories.accounts import RoleAssignmentFactory, StaffFactory, UserFactory
from tests.factories.artisans import MandateFactory, PartyFactory
from tests.factories.markets import (
    MarketSignalFactory,
    OutcomeShareFactory,
    ProgramForMarketsFactory,
    SignalDeliveryFactory,
)

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2023, 6, 1, 12, tzinfo=dt.UTC)


def declared(by=None, **changes):
    program = ProgramForMarketsFactory()
    values = {
        "party": PartyFactory(), "program": program, "period_start": dt.date(2023, 1, 1),
        "period_end": dt.date(2023, 6, 30), "amount": Decimal("100000"), "without_low": Decimal("20000"),
        "without_high": Decimal("40000"), "basis": "Ventes des trois années précédentes",
        "shares": [{"program": program, "percent": 60}, {"label": "Le bénéficiaire", "percent": 40}],
    }  # fmt: skip
    return declare_result(**(values | changes), by=by or StaffFactory(role="officer"))


def test_a_draft_signal_reaches_nobody():
    with pytest.raises(SignalIsDraft):
        deliver_signal(signal=MarketSignalFactory(), parties=[PartyFactory()], by=StaffFactory())


def test_a_signal_is_published_once():
    signal = publish_signal(signal=MarketSignalFactory(), by=StaffFactory(role="monitoring"))

    with pytest.raises(StepNotAllowed):
        publish_signal(signal=signal, by=StaffFactory(role="monitoring"))
    assert SIGNAL.pairs() == {("draft", "published")}
    with pytest.raises(Error), transaction.atomic():
        MarketSignal.objects.filter(pk=signal.pk).update(status="draft")


def test_the_same_signal_reaches_somebody_once():
    signal, party, other = MarketSignalFactory(published=True), PartyFactory(), PartyFactory()
    officer = StaffFactory()

    first = deliver_signal(signal=signal, parties=[party, party], by=officer)
    second = deliver_signal(signal=signal, parties=[party, other], by=officer)

    assert ([d.party for d in first], [d.party for d in second]) == ([party], [other])


def test_acting_implies_having_seen_and_needs_a_word():
    delivery = SignalDeliveryFactory()

    with pytest.raises(InvalidValue):
        mark_acted(delivery=delivery, interaction=" ", by=StaffFactory())
    delivery = mark_acted(delivery=delivery, interaction="Échantillons envoyés", by=StaffFactory())

    assert delivery.seen_at and delivery.acted_at
    with pytest.raises(Error), transaction.atomic():
        SignalDelivery.objects.filter(pk=delivery.pk).update(seen_at=None)


def test_rollout_counts_people_once_and_stops_at_its_day():
    program, signal, other = (
        ProgramForMarketsFactory(),
        MarketSignalFactory(published=True),
        MarketSignalFactory(published=True),
    )
    party, second, officer = PartyFactory(), PartyFactory(), StaffFactory()
    with clock_at(NOON):
        one, _two = deliver_signal(signal=signal, parties=[party, second], by=officer, program=program)
        deliver_signal(signal=other, parties=[party], by=officer, program=program)
        mark_seen(delivery=one, by=officer)
    with clock_at(NOON + dt.timedelta(days=30)):
        mark_acted(delivery=one, interaction="Commande", by=officer)

    before = intelligence_rollout(NOON.date())
    after = intelligence_rollout(NOON.date() + dt.timedelta(days=30))

    assert [(r.program, r.deliveries, r.reached, r.seen, r.acted) for r in before.rows] == [("export", 3, 2, 1, 0)]
    assert (after.total.reached, after.total.acted) == (2, 1)
    assert intelligence_rollout(NOON.date() - dt.timedelta(days=1)).total.deliveries == 0
    assert intelligence_rollout(NOON.date(), NOON - dt.timedelta(hours=1)).total.deliveries == 0
    assert asdict(before)["as_of"] == "2023-06-01"


@pytest.mark.usefixtures("published_series")
def test_rollout_tells_the_published_facts_of_its_day():
    spring, summer = intelligence_rollout(dt.date(2023, 5, 1)), intelligence_rollout(dt.date(2023, 12, 27))

    assert [fact.code for fact in spring.facts] == ["rollout-started"]
    assert {fact.code: fact.number for fact in summer.facts}["markets-2022-2023"] == 14
    assert len(summer.signals) == 2
    assert all(fact.source for fact in summer.facts)


@pytest.mark.parametrize("percents", [[60, 30], [60, 50], [100, 0], []])
def test_shares_must_make_a_hundred(percents):
    with pytest.raises(SharesAreNotWhole):
        declared(shares=[{"label": f"cause {n}", "percent": percent} for n, percent in enumerate(percents)])


def test_the_database_refuses_shares_that_do_not_make_a_hundred():
    result = declared()

    with pytest.raises(Error, match="total"), transaction.atomic():
        result.shares.filter(label="").delete()
        ExportResult.objects.filter(pk=result.pk).update(status="sent", sent_at=now(), sent_by=result.declared_by)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_shares_do_not_change_once_the_beneficiary_has_them():
    result = send_result(result=declared(), by=StaffFactory())

    for attack in (
        lambda: result.shares.update(percent=1),
        lambda: result.shares.all().delete(),
        lambda: OutcomeShareFactory(result=result),
    ):
        with pytest.raises(Error, match="with the beneficiary"), transaction.atomic():
            attack()


@pytest.mark.parametrize("band", [(50000, 40000), (0, 100001), (-1, 5)])
def test_the_band_lies_in_order(band):
    with pytest.raises(InvalidValue):
        declared(without_low=Decimal(band[0]), without_high=Decimal(band[1]))


def test_only_confirmed_results_count():
    owner = UserFactory()
    result = declared()
    MandateFactory(user=owner, party=result.party)
    send_result(result=result, by=StaffFactory())
    waiting = send_result(result=declared(), by=StaffFactory())
    give_up_result(result=send_result(result=declared(), by=StaffFactory()), by=StaffFactory())
    today = now().date() + dt.timedelta(days=1)
    assert confirmed_results(today).amount == 0

    confirm_result(result=result, by=owner)

    found = confirmed_results(today)
    assert (found.count, found.amount, found.awaiting, found.no_reply) == (1, 100000.0, 1, 1)
    # Sixty per cent of what exceeds the high and the low estimate.
    assert (found.attributable_low, found.attributable_high) == (36000.0, 48000.0)
    assert waiting.status == "sent"


def test_nobody_confirms_their_own_declaration():
    officer = StaffFactory(role="officer")
    RoleAssignmentFactory(user=officer, role="monitoring")
    result = send_result(result=declared(by=officer), by=officer)

    with pytest.raises(NotPermitted):
        confirm_result(result=result, by=officer, answer="par téléphone")
    with pytest.raises(NotPermitted):
        confirm_result(result=result, by=UserFactory())
    with pytest.raises(InvalidValue):
        confirm_result(result=result, by=StaffFactory(role="monitoring"))
    assert (
        confirm_result(result=result, by=StaffFactory(role="monitoring"), answer="par téléphone").status == "confirmed"
    )


def test_a_disputed_result_is_corrected_and_sent_again():
    owner, result = UserFactory(), declared()
    MandateFactory(user=owner, party=result.party)
    result = send_result(result=result, by=StaffFactory())
    with pytest.raises(InvalidValue):
        dispute_result(result=result, by=owner, answer="")
    result = dispute_result(result=result, by=owner, answer="Le montant est trop élevé")

    result = amend_result(
        result=result, amount=Decimal("80000"), without_low=Decimal("20000"), without_high=Decimal("40000"),
        reason="Facture comptée deux fois", shares=[{"label": "Le bénéficiaire", "percent": 100}], by=StaffFactory(),
    )  # fmt: skip

    assert (result.status, result.amount, result.answered_at) == ("declared", Decimal("80000"), None)
    with pytest.raises(StepNotAllowed):
        confirm_result(result=result, by=owner)


def test_the_table_of_steps():
    assert RESULT.pairs() == {
        ("declared", "sent"), ("sent", "confirmed"), ("sent", "disputed"), ("sent", "no_reply"),
        ("no_reply", "confirmed"), ("no_reply", "disputed"), ("disputed", "declared"),
    }  # fmt: skip


def test_results_are_seen_by_their_owner_and_their_staff_only():
    owner, result = UserFactory(), declared()
    MandateFactory(user=owner, party=result.party)

    assert list(ExportResult.objects.for_user(owner)) == [result]
    assert list(ExportResult.objects.for_user(UserFactory())) == []
    assert list(ExportResult.objects.for_user(StaffFactory(role="officer", program="export"))) == [result]
    assert list(ExportResult.objects.for_user(StaffFactory(role="officer", program="other"))) == []
    assert list(ExportResult.objects.for_user(StaffFactory(role="releaser"))) == []
