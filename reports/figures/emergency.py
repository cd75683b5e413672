"""The emergency programmes: files by province, aid by tranche, what third parties block."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from accounts.audit.models import Event
from artisans.reference.models import Province
from programs.applications.models import Application
from programs.calls.models import Call
from programs.emergency.models import DamageAssessment, DisasterEvent
from programs.enrolments.models import Enrolment
from programs.grants.models import Grant, Tranche
from reports.figures.base import (
    BLOCKS,
    Block,
    Figure,
    Reading,
    Rows,
    Table,
    TableRow,
    merge_small,
    names_of,
    words,
)


@BLOCKS.register("emergency", order=20)
def collect_emergency(reading: Reading) -> Block:
    """Fast-track calls together: assessed, supported and paid by the day."""
    block = Block()
    calls = list(Call.objects.filter(is_fast_track=True, opens_at__lt=reading.until).exclude(status="draft"))
    if not calls:
        return block
    received = dict(
        Application.objects.filter(call__in=calls, submitted_at__lt=reading.until).values_list("pk", "area")
    )
    assessed = set(
        DamageAssessment.objects.filter(
            application__in=received, visited_on__lte=reading.as_of, recorded_at__lte=reading.known_at
        ).values_list("application_id", flat=True)
    )
    enrolled = set(
        Enrolment.objects.filter(
            application__in=received, enrolled_on__lte=reading.as_of, recorded_at__lte=reading.known_at
        ).values_list("application_id", flat=True)
    )
    _stages(block, received, assessed, enrolled)
    _money(block, calls, reading)
    _places(block, received, assessed, enrolled)
    event = DisasterEvent.objects.filter(calls__in=calls).first()
    if event is not None:
        block.extra["event"] = {
            "name": names_of(event),
            "struck_on": event.struck_at.date().isoformat(),
            "legal_basis": event.legal_basis,
            "declared": event.communes.filter(declared="yes").count(),
            "communes": event.communes.count(),
        }
    return block


def _stages(block: Block, received: dict[int, str], assessed: set[int], enrolled: set[int]) -> None:
    for key, number, label, ids, definition in (
        ("received", "01", words("Dossiers d’urgence reçus", "ملفات الطوارئ المستلمة", "Emergency files received"), set(received),
         words("Dossiers soumis au plus tard à la date d’arrêté.", "ملفات مقدمة إلى غاية تاريخ الحصر.", "Files submitted by the reporting day.")),
        ("assessed", "02", words("Ateliers évalués sur place", "ورشات تمت معاينتها", "Workshops assessed on site"), assessed,
         words("Une visite de constat au moins.", "معاينة ميدانية واحدة على الأقل.", "At least one field inspection.")),
        ("supported", "03", words("Artisans soutenus", "صناع مدعومون", "Artisans supported"), enrolled,
         words("Convention signée et aide engagée.", "اتفاقية موقعة ودعم ملتزم به.", "Agreement signed and aid committed.")),
    ):  # fmt: skip
        block.add(
            key, Figure(f"U.{number}", label, len(ids), "files", definition, Rows.of("programs.Application", ids))
        )


def _money(block: Block, calls: list[Call], reading: Reading) -> None:
    grants = Grant.objects.filter(
        enrolment__application__call__in=calls, awarded_on__lte=reading.as_of, recorded_at__lte=reading.known_at
    )
    amounts = dict(grants.values_list("pk", "amount"))
    tranches = list(Tranche.objects.filter(grant__in=amounts).values("pk", "grant_id", "number", "amount", "paid_on"))
    paid = [row for row in tranches if row["paid_on"] and row["paid_on"] <= reading.as_of]
    blocked = _blocked_on([row["pk"] for row in tranches], reading)
    for key, number, label, value, unit, ids, model, definition in (
        ("awarded", "04", words("Aides accordées", "الدعم الممنوح", "Aid awarded"), sum(amounts.values(), Decimal(0)), "MAD", amounts, "programs.Grant",
         words("Montant des aides conventionnées.", "مبلغ الدعم المتعاقد عليه.", "Amount of aid under agreement.")),
        ("paid", "05", words("Aides payées", "الدعم المؤدى", "Aid paid"), sum((row["amount"] for row in paid), Decimal(0)), "MAD", [row["pk"] for row in paid], "programs.Tranche",
         words("Tranches dont la banque a confirmé le paiement.", "الأشطر التي أكد البنك أداءها.", "Tranches confirmed paid by the bank.")),
        ("blocked", "06", words("Tranches bloquées par un tiers", "أشطر متوقفة بسبب طرف ثالث", "Tranches blocked by a third party"), len(blocked), "count", blocked, "programs.Tranche",
         words("Attente d’une autorité extérieure, avec cause et responsable.", "في انتظار جهة خارجية، مع السبب والمسؤول.", "Waiting for an outside authority, with cause and owner.")),
    ):  # fmt: skip
        block.add(key, Figure(f"U.{number}", label, value, unit, definition, Rows.of(model, ids)))
    block.extra["blocked_by"] = _waits(blocked, reading)
    groups: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in tranches:
        groups[row["number"]].append(row)
    lines = []
    for number, found in sorted(groups.items()):
        done = [row for row in found if row["paid_on"] and row["paid_on"] <= reading.as_of]
        lines.append(
            TableRow(
                words(f"Tranche {number}", f"الشطر {number}", f"Tranche {number}"),
                (
                    len(found), sum((row["amount"] for row in found), Decimal(0)),
                    len(done), sum((row["amount"] for row in done), Decimal(0)),
                ),
                tuple(row["pk"] for row in found),
            )
        )  # fmt: skip
    block.tables["tranches"] = Table(
        "U.20",
        words("Aides par tranche", "الدعم حسب الشطر", "Aid by tranche"),
        (
            (words("Prévues", "المبرمجة", "Planned"), "count"),
            (words("Montant", "المبلغ", "Amount"), "MAD"),
            (words("Payées", "المؤداة", "Paid"), "count"),
            (words("Montant payé", "المبلغ المؤدى", "Amount paid"), "MAD"),
        ),
        tuple(lines),
        words(
            "Une ligne par rang de tranche, toutes aides confondues.",
            "سطر لكل رتبة شطر.",
            "One line per tranche number.",
        ),
        "programs.Tranche",
    )


def _blocked_on(tranche_ids: list[int], reading: Reading) -> set[int]:
    """Tranches whose last word by the day was a blocking: read from the acts, because a row forgets when it moves on."""
    last: dict[int, str] = {}
    acts = (
        Event.objects.filter(
            target_type="programs.tranche",
            target_id__in=tranche_ids,
            action__in=["tranche.blocked", "tranche.unblocked", "tranche.cancelled"],
            at__lt=reading.until,
        )
        .order_by("id")
        .values_list("target_id", "action")
    )
    for target, action in acts:
        last[target] = action
    return {target for target, action in last.items() if action == "tranche.blocked"}


def _waits(blocked: set[int], reading: Reading) -> list[dict[str, Any]]:
    """Blocked tranches by the authority they wait for, as far as the row still says so on the day."""
    groups: dict[str, list[Tranche]] = defaultdict(list)
    for tranche in Tranche.objects.filter(pk__in=blocked, blocked_at__lt=reading.until).exclude(blocked_authority=""):
        groups[tranche.blocked_authority].append(tranche)
    return [
        {
            "authority": authority,
            "count": str(len(found)),
            "amount": str(sum((tranche.amount for tranche in found), Decimal(0))),
            "days": str(max((reading.as_of - tranche.blocked_at.date()).days for tranche in found)),
        }
        for authority, found in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _places(block: Block, received: dict[int, str], assessed: set[int], enrolled: set[int]) -> None:
    provinces = {
        province.code: province
        for province in Province.objects.filter(code__in={area[:6] for area in received.values()})
    }
    groups: dict[str, set[int]] = defaultdict(set)
    for pk, area in received.items():
        groups[area[:6]].add(pk)
    rows = [
        TableRow(names_of(provinces[code]), (len(ids), len(ids & assessed), len(ids & enrolled)), tuple(ids))
        for code, ids in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
        if code in provinces
    ]
    block.tables["by_province"] = Table(
        "U.21",
        words("Par province", "حسب الإقليم", "By province"),
        (
            (words("Reçus", "المستلمة", "Received"), "files"),
            (words("Évalués", "المعاينة", "Assessed"), "files"),
            (words("Soutenus", "المدعومة", "Supported"), "files"),
        ),
        merge_small(rows),
        words("Dossiers d’urgence par province de l’atelier ; les groupes de moins de cinq sont réunis.",
              "ملفات الطوارئ حسب إقليم الورشة؛ تُجمع المجموعات التي تقل عن خمسة.",
              "Emergency files by province of the workshop; groups under five are merged."),
        "programs.Application",
    )  # fmt: skip
    shown = {row.label["fr"] for row in block.tables["by_province"].rows}
    block.extra["by_province"] = [
        {"code": code, "name": names_of(provinces[code]), "count": len(ids)}
        for code, ids in sorted(groups.items())
        if code in provinces and provinces[code].name_fr in shown
    ]
