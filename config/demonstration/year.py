"""What surrounds the files: market notes sent, exports confirmed, networks and their orders, services paid, the board."""

import random
from datetime import date
from decimal import Decimal
from typing import Protocol

import markets.tasks  # noqa: F401 - the job that builds an edition registers there
from accounts.jobs.running import run_job
from artisans.networks.actions import (
    Part,
    add_member,
    close_network,
    contact_member,
    deliver_order,
    divide_order,
    judge_commitment,
    leave_network,
    open_network,
    pause_network,
    pay_share,
    record_commitment,
    record_order,
)
from artisans.networks.models import MemberFollowUp, Network, NetworkMember
from artisans.parties.actions import set_aggregator_profile
from artisans.parties.choices import PartyKind
from artisans.parties.models import Party
from config.demonstration.centres import centres
from config.demonstration.clock import after, on_day, working
from config.demonstration.complaints import complaints
from config.demonstration.rights import rights
from config.demonstration.staff import Staff
from markets.barometer.actions import publish_edition, review_edition, start_edition
from markets.intelligence.actions import (
    confirm_result,
    declare_result,
    deliver_signal,
    dispute_result,
    mark_acted,
    mark_seen,
    send_result,
)
from markets.intelligence.choices import SignalStatus
from markets.intelligence.models import MarketSignal
from programs.budget.actions import commit, pay, reserve
from programs.budget.models import BudgetLine
from programs.catalog.models import Program
from programs.enrolments.models import Enrolment
from reports.board.demonstration import seed_board
from reports.documents.demonstration import seed_report
from reports.meetings.demonstration import seed_sittings
from reports.monitoring.demonstration import seed_monitoring


class Year(Protocol):
    """What this chapter needs of the story."""

    staff: Staff
    chance: random.Random
    lines: dict[tuple[str, str, int], BudgetLine]


def the_year(story: Year) -> None:
    """Everything around the files, in its own time."""
    networks(story)
    centres(story.staff)
    market_notes(story)
    export_results(story)
    services(story)
    rights(story.staff)
    complaints(story.staff)
    meetings = seed_board(story.staff.secretary, story.staff.authoriser, story.staff.head)
    seed_sittings(meetings, story.staff.secretary, story.staff.board)
    seed_monitoring(monitoring=story.staff.monitoring, head=story.staff.head)
    last = max(meetings, key=lambda meeting: meeting.held_on)
    with on_day(last.held_on, 9):
        seed_report(last, story.staff.officer)


def _enrolled(program: str) -> list[Enrolment]:
    return list(
        Enrolment.objects.filter(program=program).select_related("party", "application").order_by("enrolled_on", "id")
    )


def networks(story: Year) -> None:
    """Each aggregator with the artisans it works with, what both sides promised, and their shared orders."""
    artisans = list(
        Party.objects.filter(kind=PartyKind.PERSON, applications=None, is_demonstration=True).order_by("id")
    )
    story.chance.shuffle(artisans)
    made = []
    for number, enrolment in enumerate(_enrolled("aggregators")):
        day = after(enrolment.enrolled_on, 10)
        with on_day(day, 10, number):
            profile = set_aggregator_profile(
                party=enrolment.party, by=story.staff.officer, sells_online=number % 3 == 0, yearly_orders=6 + number
            )
            network = open_network(
                aggregator=profile, by=story.staff.officer, name_fr=f"Réseau {enrolment.party.name_fr}"[:160],
                name_ar=f"شبكة {enrolment.party.name_ar}"[:160],
            )  # fmt: skip
            members = [
                add_member(network=network, party=artisans.pop(), by=story.staff.officer, from_on=day)
                for _count in range(min(len(artisans), 4 + number % 4))
            ]
            _promises(story, network, day)
        made.append(network)
        for order in range(2 + number % 3):
            ordered = after(day, 35 + 60 * order)
            if not members or ordered > date(2023, 12, 1):
                break
            _order(story, network, members, ordered, number)
    _changes(story, made)


def _promises(story: Year, network: Network, day: date) -> None:
    promises = (
        ("aggregator", "payment", "Payer chaque artisan dans les 30 jours de la commande (démonstration)."),
        ("aggregator", "volume", "Passer au moins deux commandes par semestre à chaque artisan (démonstration)."),
        ("members", "quality", "Livrer des pièces conformes à l’échantillon signé (démonstration)."),
    )
    for side, kind, text in promises:
        record_commitment(
            network=network,
            side=side,
            kind=kind,
            text=text,
            from_on=day,
            due_on=after(day, 180),
            by=story.staff.officer,
        )


def _order(story: Year, network: Network, members: list[NetworkMember], ordered: date, number: int) -> None:
    """Taken, divided to the centime, delivered; most members paid in time, some late, some still waiting."""
    by, chance = story.staff.officer, story.chance
    parts = [
        Part(member, Decimal(chance.randrange(4, 30)), Decimal(chance.randrange(8, 30) * 10), after(ordered, 30))
        for member in members
    ]
    whole = sum((part.amount for part in parts), Decimal(0))
    own = (whole * Decimal("0.20")).quantize(Decimal("1.00"))
    with on_day(ordered, 11, number):
        order = record_order(
            network=network, buyer=chance.choice(("Boutique hôtel (démo)", "Grossiste (démo)", "Site marchand (démo)")),
            product=chance.choice(("Coussins brodés", "Plats émaillés", "Lanternes", "Tapis de passage")), unit="pièces",
            amount=whole + own, ordered_on=ordered, due_on=after(ordered, 25), by=by,
        )  # fmt: skip
        order = divide_order(order=order, parts=parts, own_amount=own, by=by)
    delivered = after(ordered, 20 + number % 8)
    if delivered > date(2023, 12, 15):
        return
    with on_day(delivered, 15, number):
        order = deliver_order(order=order, on=delivered, by=by)
    for place, share in enumerate(order.shares.order_by("id")):
        paid = after(ordered, 28 if (number + place) % 5 else 52)
        if paid <= date(2023, 12, 15) and (number + place) % 11:
            with on_day(paid, 16, number):
                pay_share(share=share, on=paid, by=by, note="Virement (démonstration)")


def _changes(story: Year, made: list[Network]) -> None:
    """One member leaves, promises are judged, one aggregator pauses and another stops: their artisans are to be followed up."""
    by = story.staff.officer
    for number, network in enumerate(made):
        with on_day(date(2023, 12, 8), 9, number):
            for commitment in network.commitments.filter(due_on__lte=date(2023, 12, 8)):
                step = "miss" if commitment.kind == "payment" and number % 3 == 0 else "meet"
                judge_commitment(
                    commitment=commitment, step=step, note="Constaté sur les pièces (démonstration).", by=by
                )
    if len(made) < 3:
        return
    with on_day(date(2023, 12, 11), 10):
        member = made[0].memberships.filter(status="active").order_by("id").first()
        if member:
            leave_network(member=member, on=date(2023, 12, 11), reason="late_payment", note="", by=by)
    with on_day(date(2023, 12, 12), 10):
        pause_network(network=made[1], reason="Atelier en travaux (démonstration).", by=by)
    with on_day(date(2023, 12, 13), 10):
        close_network(network=made[2], reason="Cessation d’activité (démonstration).", by=by)
        waiting = MemberFollowUp.objects.filter(network=made[2], status="open").order_by("id").first()
        if waiting:
            contact_member(
                follow_up=waiting, note="Joint par téléphone, cherche un autre agrégateur (démonstration).", by=by
            )


def market_notes(story: Year) -> None:
    """The published notes reach exporters and aggregators; most read them, some act."""
    signals = list(MarketSignal.objects.filter(status=SignalStatus.PUBLISHED).order_by("id"))
    programs = {program.code: program for program in Program.objects.all()}
    for position, signal in enumerate(signals):
        for code in ("exporters", "aggregators"):
            parties = [enrolment.party for enrolment in _enrolled(code)]
            sent = working(date(2023, 5, 10 + 7 * (position % 3)))
            with on_day(sent, 10):
                deliveries = deliver_signal(
                    signal=signal, parties=parties, by=story.staff.monitoring, program=programs[code]
                )
            for delivery in deliveries:
                if story.chance.random() > 0.72:
                    continue
                with on_day(after(sent, story.chance.randrange(1, 20)), 12):
                    mark_seen(delivery=delivery, by=story.staff.officer)
                if story.chance.random() < 0.4:
                    with on_day(after(sent, story.chance.randrange(25, 90)), 15):
                        mark_acted(
                            delivery=delivery,
                            by=story.staff.officer,
                            interaction="Échantillons envoyés à un acheteur (démo).",
                        )


def export_results(story: Year) -> None:
    """Exports declared, with what they would have been anyway; most confirmed, one disputed, the rest unanswered."""
    program = Program.objects.get(code="exporters")
    for number, enrolment in enumerate(_enrolled("exporters")[:15]):
        amount = Decimal(story.chance.randrange(8, 60) * 10_000)
        low, high = amount * 60 / 100, amount * 85 / 100
        with on_day(date(2023, 11, 13 + number % 5), 10, number):
            result = declare_result(
                party=enrolment.party, program=program, period_start=date(2023, 1, 1), period_end=date(2023, 10, 31),
                amount=amount, without_low=low, without_high=high, by=story.staff.officer,
                basis="Comparaison avec les commandes de 2022 et l’avis du bénéficiaire (démonstration).",
                shares=[{"program": program, "percent": 40}, {"label": "Le bénéficiaire", "percent": 60}],
            )  # fmt: skip
            result = send_result(result=result, by=story.staff.officer)
        if number % 5 == 4:
            continue
        with on_day(date(2023, 12, 4 + number % 5), 11, number):
            if number == 7:
                dispute_result(result=result, by=story.staff.monitoring, answer="Téléphone : montant à vérifier.")
            else:
                confirm_result(result=result, by=story.staff.monitoring, answer="Confirmé par téléphone.")


def services(story: Year) -> None:
    """Contracts of trainers and coaches on the service lines: reserved, committed, paid in parts."""
    parts = ((date(2023, 6, 15), 35), (date(2023, 9, 28), 30), (date(2023, 12, 14), 15))
    for (code, heading, year), line in sorted(story.lines.items()):
        if heading != "services":
            continue
        allocated = line.entries.order_by("-seq").values_list("allocated", flat=True).first()
        contract = (allocated * Decimal("0.88")).quantize(Decimal("1.00"))
        source = f"contract:{code}-{year}"
        start = date(year, 2, 6) if year == 2023 else date(2022, 9, 5)
        when = parts if year == 2023 else ((date(2022, 11, 28), 60), (date(2022, 12, 20), 40))
        by = story.staff.authoriser
        with on_day(start, 9):
            reserve(
                line=line,
                amount=contract,
                source=source,
                by=by,
                key=f"{source}:reserve",
                note="Marché de services (démonstration)",
            )
        with on_day(after(start, 14), 9):
            commit(
                line=line,
                amount=contract,
                source=source,
                by=by,
                key=f"{source}:commit",
                note="Marché notifié (démonstration)",
            )
        for number, (day, percent) in enumerate(when, start=1):
            with on_day(day, 10):
                amount = (contract * percent / 100).quantize(Decimal("1.00"))
                pay(
                    line=line,
                    amount=amount,
                    source=source,
                    by=by,
                    key=f"{source}:pay:{number}",
                    note=f"Décompte n° {number} (démonstration)",
                )


def publish_barometer(staff: Staff) -> None:
    """The edition of December 2023, built by the job that always builds it, reviewed and published by another."""
    with on_day(date(2023, 12, 20), 10):
        edition, job = start_edition(as_of=date(2023, 12, 20), by=staff.monitoring)
        run_job(job.pk)
        edition = review_edition(edition=edition, by=staff.head)
        publish_edition(edition=edition, by=staff.head)
