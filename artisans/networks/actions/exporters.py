"""Markets of exporters, and papers that must be renewed in time."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.documents.models import Document
from artisans.networks import emails
from artisans.networks.choices import MarketStance
from artisans.networks.models import ExporterMarket, PartyPaper
from artisans.networks.papers import KINDS, REMIND_DAYS, label_of
from artisans.parties.choices import PartyStatus
from artisans.parties.models import ExporterProfile, Party
from artisans.parties.permissions import may
from artisans.reference.models import Country
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today


@transaction.atomic
def set_market(
    *, exporter: ExporterProfile, country: Country, stance: str, by: User, since: int | None = None, note: str = ""
) -> ExporterMarket:
    """What a destination is for this exporter today; the former answer stays in the events."""
    party = exporter.party
    _require(by, party, "change_exportermarket")
    if stance not in MarketStance.values:
        raise InvalidValue(_("Choose exporting, interested or not interested."))
    if since is not None and not 1950 <= since <= today().year:
        raise InvalidValue(_("The year lies between 1950 and this year."))
    ExporterProfile.objects.select_for_update().get(pk=exporter.pk)
    former = ExporterMarket.objects.filter(exporter=exporter, country=country).first()
    values = {"stance": stance, "since": since, "note": note.strip()[:200]}
    before = {name: getattr(former, name) for name in values} if former else {}
    market, _created = ExporterMarket.objects.update_or_create(
        exporter=exporter, country=country, defaults=values | {"told_on": today()}
    )
    if before != values:
        record(
            "exporter.market_set", target=market, by=by, party=party, area=party.area, before=before,
            after={"country": country.pk, **values},
        )  # fmt: skip
    return market


@transaction.atomic
def forget_market(*, market: ExporterMarket, by: User) -> None:
    """Entered by mistake: nothing is known of this destination."""
    market = ExporterMarket.objects.select_for_update(of=("self",)).select_related("exporter__party").get(pk=market.pk)
    party = market.exporter.party
    _require(by, party, "change_exportermarket")
    before = {"country": market.country_id, "stance": market.stance}
    record("exporter.market_forgotten", target=market, by=by, party=party, area=party.area, before=before)
    market.delete()


@transaction.atomic
def keep_paper(
    *, party: Party, kind: str, issued_on: date, by: User, expires_on: date | None = None, number: str = "",
    document: Document | None = None,
) -> PartyPaper:  # fmt: skip
    """Enter a paper; the present one of the same kind is replaced by it and kept."""
    _require(by, party, "change_partypaper")
    if kind not in KINDS:
        raise InvalidValue(_("Choose a kind of paper of the list."))
    if issued_on > today():
        raise InvalidValue(_("This paper is not issued yet."))
    if expires_on is not None and expires_on < issued_on:
        raise InvalidValue(_("The end cannot be before the start."))
    Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    former = PartyPaper.objects.filter(party=party, kind=kind, is_current=True).first()
    if former:
        if former.issued_on > issued_on:
            raise DomainError(_("A newer paper of this kind is already kept."))
        former.is_current = False
        former.save(update_fields=["is_current"])
    paper = PartyPaper.objects.create(
        party=party, kind=kind, number=number.strip()[:60], document=document, issued_on=issued_on, expires_on=expires_on,
        recorded_by=by,
    )  # fmt: skip
    if former:
        former.replaced_by = paper
        former.save(update_fields=["replaced_by"])
    after = {"kind": kind, "issued_on": issued_on, "expires_on": expires_on}
    record("paper.renewed" if former else "paper.kept", target=paper, by=by, party=party, area=party.area, after=after)
    return paper


@transaction.atomic
def verify_paper(*, paper: PartyPaper, by: User) -> PartyPaper:
    """A second person has seen the paper."""
    paper = PartyPaper.objects.select_for_update(of=("self",)).select_related("party").get(pk=paper.pk)
    _require(by, paper.party, "change_partypaper")
    if paper.recorded_by_id == by.pk:
        raise NotPermitted(_("A paper is verified by somebody else than the person who entered it."))
    if paper.verified_at is not None or not paper.is_current:
        raise DomainError(_("This paper is verified or replaced already."))
    paper.verified_at, paper.verified_by = now(), by
    paper.save(update_fields=["verified_at", "verified_by"])
    record("paper.verified", target=paper, by=by, party=paper.party, area=paper.party.area, after={"kind": paper.kind})
    return paper


@transaction.atomic
def remind_of_papers(*, by: User) -> int:
    """One reminder for each paper that ends within a month; how many. Two clocks at once remind once."""
    soon = today() + timedelta(days=REMIND_DAYS)
    rows = (
        PartyPaper.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(is_current=True, reminded_on=None, expires_on__range=(today(), soon), party__status=PartyStatus.ACTIVE)
        .select_related("party")
        .order_by("expires_on", "id")
    )
    papers = list(rows[:500])
    for paper in papers:
        with translation.override(paper.party.language):
            emails.queue_paper_reminder(paper, label_of(paper.kind), by)
        paper.reminded_on = today()
        paper.save(update_fields=["reminded_on"])
        record(
            "paper.reminded", target=paper, by=by, party=paper.party, area=paper.party.area, after={"kind": paper.kind}
        )
    return len(papers)


def _require(by: User, party: Party, permission: str) -> None:
    if not may(by, permission, party.area):
        raise NotPermitted(_("Only an officer of this area may do this."))
