"""Market intelligence put in people's hands: published, delivered, seen, acted upon."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.parties.models import Party
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today
from markets.intelligence import emails
from markets.intelligence.choices import SignalStatus
from markets.intelligence.models import MarketSignal, SignalDelivery
from markets.intelligence.permissions import may_deliver, speaks_for
from markets.intelligence.workflow import SIGNAL
from programs.catalog.models import Program

MOST_AT_ONCE = 500


class SignalIsDraft(DomainError):
    code = "signal_is_draft"


@transaction.atomic
def publish_signal(*, signal: MarketSignal, by: User, published_on: date | None = None) -> MarketSignal:
    """From here on the signal can be delivered."""
    signal = MarketSignal.objects.select_for_update().get(pk=signal.pk)
    SIGNAL.take(signal, "publish")
    signal.published_on = published_on or today()
    signal.published_by = by
    signal.save(update_fields=["status", "published_on", "published_by"])
    record("signal.published", target=signal, by=by)
    return signal


@transaction.atomic
def deliver_signal(
    *, signal: MarketSignal, parties: Iterable[Party], by: User, program: Program | None = None
) -> list[SignalDelivery]:
    """Put a published signal into these hands; those who had it already keep their first delivery. Returns the new ones."""
    if signal.status != SignalStatus.PUBLISHED:
        raise SignalIsDraft(_("Publish the signal before sending it."))
    wanted = {party.pk: party for party in parties}
    had = set(SignalDelivery.objects.filter(signal=signal, party_id__in=wanted).values_list("party_id", flat=True))
    moment = now()
    SignalDelivery.objects.bulk_create(
        [
            SignalDelivery(
                signal=signal, party=party, program=program, sent_at=moment, sent_by=by,
                is_demonstration=party.is_demonstration,
            )
            for pk, party in wanted.items()
            if pk not in had
        ],
        ignore_conflicts=True,  # somebody else may be sending the same signal
    )  # fmt: skip
    fresh = list(
        SignalDelivery.objects.filter(
            signal=signal, party_id__in=wanted.keys() - had, sent_at=moment, sent_by=by
        ).select_related("party")
    )
    for delivery in fresh:
        record(
            "signal.delivered",
            target=delivery,
            by=by,
            program=program.code if program else "",
            area=delivery.party.area,
        )
    return fresh


@transaction.atomic
def mark_seen(*, delivery: SignalDelivery, by: User) -> SignalDelivery:
    """The beneficiary has read it; the first time counts."""
    delivery = (
        SignalDelivery.objects.select_for_update(of=("self",)).select_related("party", "program").get(pk=delivery.pk)
    )
    if delivery.seen_at is None:
        delivery.seen_at = now()
        delivery.save(update_fields=["seen_at"])
        record("signal.seen", target=delivery, by=by, area=delivery.party.area)
    return delivery


@transaction.atomic
def mark_acted(*, delivery: SignalDelivery, interaction: str, by: User) -> SignalDelivery:
    """The beneficiary did something with it, and says what."""
    if not interaction.strip():
        raise InvalidValue(_("Say what was done with the signal."))
    delivery = mark_seen(delivery=delivery, by=by)
    before = delivery.interaction
    delivery.acted_at = delivery.acted_at or now()
    delivery.interaction = interaction.strip()
    delivery.save(update_fields=["acted_at", "interaction"])
    record(
        "signal.acted", target=delivery, by=by, area=delivery.party.area,
        before={"interaction": before}, after={"interaction": delivery.interaction},
    )  # fmt: skip
    return delivery


@transaction.atomic
def send_signal(
    *, signal: MarketSignal, parties: Iterable[Party], by: User, program: Program | None = None
) -> list[SignalDelivery]:
    """Deliver the signal to beneficiaries within the person's reach and write to each in their language.

    Those who had it already are left in peace. Returns the new deliveries.
    """
    parties = list(parties)
    if not parties:
        raise InvalidValue(_("Choose at least one beneficiary."))
    if len(parties) > MOST_AT_ONCE:
        raise InvalidValue(_("Send to %(most)s beneficiaries at most at a time.") % {"most": MOST_AT_ONCE})
    if not all(may_deliver(by, program, party.area) for party in parties):
        raise NotPermitted(_("Some of these beneficiaries are outside your programmes or areas."))
    fresh = deliver_signal(signal=signal, parties=parties, by=by, program=program)
    for delivery in fresh:
        emails.queue_signal(delivery, signal, by)
    return fresh


def require_word(delivery: SignalDelivery, by: User) -> None:
    """Raises unless the person speaks for the beneficiary or follows them as staff."""
    if not (speaks_for(by, delivery.party) or may_deliver(by, delivery.program, delivery.party.area)):
        raise NotPermitted(_("Only the beneficiary, or an officer who follows them, can say this."))
