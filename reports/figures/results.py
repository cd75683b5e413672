"""What came of it: networks and their orders, change measured on the same grid, exports confirmed and what they cost, appeals."""

from collections import defaultdict
from decimal import Decimal

from artisans.networks.models import Network, NetworkMember, Order, OrderShare
from artisans.parties.choices import PartyKind
from markets.intelligence.models import ExportResult
from markets.intelligence.queries import confirmed_results
from programs.budget.queries import execution, total
from programs.catalog.models import Program
from programs.enrolments.choices import DiagnosticMoment
from programs.enrolments.models import Diagnostic
from programs.reviews.choices import AppealStatus
from programs.reviews.models import Appeal
from reports.figures.base import BLOCKS, SMALL_GROUP, Block, Figure, Reading, Rows, Table, TableRow, names_of, words


@BLOCKS.register("networks", order=52)
def collect_networks(reading: Reading) -> Block:
    """Aggregators’ networks: members by the day, orders delivered and what reached the members."""
    day, block = reading.as_of, Block()
    members = NetworkMember.objects.filter(from_on__lte=day).exclude(to_on__lte=day)
    ids = list(members.values_list("pk", "party_id", "network_id"))
    orders = Order.objects.filter(delivered_on__lte=day, recorded_at__lte=reading.known_at)
    amounts = dict(orders.values_list("pk", "amount"))
    shares = list(OrderShare.objects.filter(order__in=amounts).values_list("pk", "amount", "paid_on"))
    paid = [row for row in shares if row[2] and row[2] <= day]
    networks = Network.objects.filter(pk__in={row[2] for row in ids})
    for key, number, label, value, unit, definition, rows in (
        ("networks", "01", words("Réseaux d’agrégation actifs", "شبكات التجميع النشيطة", "Active networks"), len({row[2] for row in ids}), "organisations",
         words("Réseaux ayant au moins un membre à la date d’arrêté.", "الشبكات التي تضم عضوا واحدا على الأقل عند تاريخ الحصر.", "Networks with at least one member on the reporting day."),
         Rows.of("artisans.Network", networks.values_list("pk", flat=True))),
        ("members", "02", words("Artisans membres", "الصناع الأعضاء", "Member artisans"), len({row[1] for row in ids}), "people",
         words("Membres à la date d’arrêté, chacun compté une fois.", "الأعضاء عند تاريخ الحصر، يحتسب كل واحد مرة.", "Members on the reporting day, each counted once."),
         Rows.of("artisans.NetworkMember", (row[0] for row in ids))),
        ("orders", "03", words("Commandes livrées", "الطلبيات المسلمة", "Orders delivered"), len(amounts), "count",
         words("Commandes groupées livrées au plus tard à la date d’arrêté.", "الطلبيات الجماعية المسلمة إلى غاية تاريخ الحصر.", "Shared orders delivered by the reporting day."),
         Rows.of("artisans.Order", amounts)),
        ("orders_amount", "04", words("Valeur livrée", "قيمة ما تم تسليمه", "Value delivered"), sum(amounts.values(), Decimal(0)), "MAD",
         words("Montant des commandes livrées.", "مبلغ الطلبيات المسلمة.", "Amount of the orders delivered."), Rows.of("artisans.Order", amounts)),
        ("paid_to_members", "05", words("Payé aux membres", "المؤدى للأعضاء", "Paid to members"), sum((row[1] for row in paid), Decimal(0)), "MAD",
         words("Parts des membres payées au plus tard à la date d’arrêté.", "حصص الأعضاء المؤداة إلى غاية تاريخ الحصر.", "Members’ shares paid by the reporting day."),
         Rows.of("artisans.OrderShare", (row[0] for row in paid))),
    ):  # fmt: skip
        block.add(key, Figure(f"N.{number}", label, value, unit, definition, rows))
    return block


@BLOCKS.register("change", order=53)
def collect_change(reading: Reading) -> Block:
    """Scores on entry against the last later ones, programme by programme, of those measured twice."""
    found: dict[int, dict[str, Diagnostic]] = defaultdict(dict)
    rows = Diagnostic.objects.filter(done_on__lte=reading.as_of, recorded_at__lte=reading.known_at)
    for row in rows.select_related("enrolment__party").order_by("pk"):
        found[row.enrolment_id][row.moment] = row
    groups: dict[str, list[tuple[Diagnostic, Diagnostic]]] = defaultdict(list)
    for moments in found.values():
        first = moments.get(DiagnosticMoment.ENTRY)
        last = moments.get(DiagnosticMoment.EXIT) or moments.get(DiagnosticMoment.MID)
        if first and last and first.scores and last.scores:
            groups[first.enrolment.program].append((first, last))
    lines = []
    for program in Program.objects.filter(code__in=groups).order_by("position", "code"):
        pairs = groups[program.code]
        people = any(first.enrolment.party.kind == PartyKind.PERSON for first, _last in pairs)
        if people and len(pairs) < SMALL_GROUP:
            continue
        before, after = _mean([first for first, _last in pairs]), _mean([last for _first, last in pairs])
        ids = tuple(row.pk for pair in pairs for row in pair)
        lines.append(TableRow(names_of(program), (len(pairs), before, after, after - before), ids))
    block = Block()
    block.tables["change"] = Table(
        "D.20", words("Changement mesuré", "التغير المقيس", "Measured change"),
        (
            (words("Mesurés deux fois", "قيسوا مرتين", "Measured twice"), "count"),
            (words("À l’entrée (sur 5)", "عند الدخول (من 5)", "On entry (of 5)"), "score"),
            (words("Dernière mesure", "آخر قياس", "Last measure"), "score"),
            (words("Écart", "الفرق", "Difference"), "score"),
        ),
        tuple(lines),
        words("Moyenne des axes de la grille de diagnostic, à l’entrée et à la dernière mesure, pour ceux mesurés deux fois ; rien sous cinq personnes.",
              "متوسط محاور شبكة التشخيص عند الدخول وفي آخر قياس لمن قيسوا مرتين؛ لا ينشر ما دون خمسة أشخاص.",
              "Mean of the diagnostic grid on entry and at the last measure, for those measured twice; nothing under five people."),
        "programs.Diagnostic",
    )  # fmt: skip
    return block


def _mean(rows: list[Diagnostic]) -> Decimal:
    """The mean of each row's mean, two places."""
    means = [sum(map(Decimal, map(str, row.scores.values()))) / len(row.scores) for row in rows]
    return (sum(means) / len(means)).quantize(Decimal("0.01"))


@BLOCKS.register("results", order=54)
def collect_results(reading: Reading) -> Block:
    """Exports their owners confirmed, the part our programmes may claim, and what a dirham of it cost."""
    found = confirmed_results(reading.as_of, reading.known_at)
    low, high = (
        Decimal(str(value)).quantize(Decimal("0.01")) for value in (found.attributable_low, found.attributable_high)
    )
    rows = ExportResult.objects.filter(answered_at__lt=reading.until, status="confirmed")
    codes = set(rows.filter(shares__program__isnull=False).values_list("shares__program__code", flat=True))
    paid = sum(
        (total(execution(program=program, as_of=reading.as_of, known_at=reading.known_at)).paid
         for program in Program.objects.filter(code__in=codes)), Decimal(0),
    )  # fmt: skip
    ids = Rows.of("markets.ExportResult", rows.values_list("pk", flat=True))
    block = Block()
    for key, number, label, value, unit, definition in (
        ("confirmed", "01", words("Exportations confirmées", "صادرات مؤكدة", "Exports confirmed"), Decimal(str(found.amount)).quantize(Decimal("0.01")), "MAD",
         words("Résultats confirmés par leur auteur ; le déclaré n’est pas compté.", "النتائج التي أكدها أصحابها؛ ولا يحتسب المصرح به فقط.", "Results confirmed by their owners; merely declared ones do not count.")),
        ("claimed_low", "02", words("Part attribuable, borne basse", "الحصة المنسوبة، الحد الأدنى", "Attributable, low"), low, "MAD",
         words("Ce que les programmes peuvent revendiquer, hypothèse haute de ce qui se serait fait sans eux.", "ما يمكن أن تنسبه البرامج إليها وفق الفرضية العليا لما كان سيتحقق بدونها.", "What programmes may claim when most would have happened without them.")),
        ("claimed_high", "03", words("Part attribuable, borne haute", "الحصة المنسوبة، الحد الأعلى", "Attributable, high"), high, "MAD",
         words("Ce que les programmes peuvent revendiquer, hypothèse basse de ce qui se serait fait sans eux.", "ما يمكن أن تنسبه البرامج إليها وفق الفرضية الدنيا لما كان سيتحقق بدونها.", "What programmes may claim when least would have happened without them.")),
        ("spent", "04", words("Payé par ces programmes", "المؤدى من هذه البرامج", "Paid by these programmes"), paid, "MAD",
         words("Paiements, tous exercices, des programmes qui revendiquent une part.", "أداءات جميع السنوات للبرامج التي تنسب إليها حصة.", "Payments of all years by the programmes that claim a part.")),
        ("cost_most", "05", words("Coût par dirham, au plus", "كلفة الدرهم، على الأكثر", "Cost per dirham, at most"), _each(paid, low), "score",
         words("Dirhams payés pour un dirham d’exportation attribuable, borne basse.", "الدراهم المؤداة مقابل درهم صادرات منسوب، الحد الأدنى.", "Dirhams paid for one attributable export dirham, low.")),
        ("cost_least", "06", words("Coût par dirham, au moins", "كلفة الدرهم، على الأقل", "Cost per dirham, at least"), _each(paid, high), "score",
         words("Dirhams payés pour un dirham d’exportation attribuable, borne haute.", "الدراهم المؤداة مقابل درهم صادرات منسوب، الحد الأعلى.", "Dirhams paid for one attributable export dirham, high.")),
    ):  # fmt: skip
        block.add(key, Figure(f"X.{number}", label, value, unit, definition, ids))
    return block


def _each(paid: Decimal, exported: Decimal) -> Decimal | None:
    return (paid / exported).quantize(Decimal("0.01")) if exported > 0 else None


@BLOCKS.register("appeals", order=72)
def collect_appeals(reading: Reading) -> Block:
    """Contested decisions: filed, upheld, dismissed, still open on the day."""
    rows = list(Appeal.objects.filter(filed_at__lt=reading.until).values_list("pk", "status", "answered_at"))
    answered = {pk: status for pk, status, moment in rows if moment and moment < reading.until}
    block = Block()
    for key, number, label, ids, definition in (
        ("filed", "01", words("Recours déposés", "الطعون المودعة", "Appeals filed"), [row[0] for row in rows],
         words("Recours contre une décision publiée, déposés au plus tard à la date d’arrêté.", "الطعون في قرار منشور المودعة إلى غاية تاريخ الحصر.", "Appeals against a published decision, filed by the reporting day.")),
        ("upheld", "02", words("Recours accueillis", "طعون مقبولة", "Appeals upheld"), [pk for pk, status in answered.items() if status == AppealStatus.UPHELD],
         words("Réponse favorable donnée.", "رد بالقبول.", "Answered in favour.")),
        ("dismissed", "03", words("Recours rejetés", "طعون مرفوضة", "Appeals dismissed"), [pk for pk, status in answered.items() if status == AppealStatus.DISMISSED],
         words("Réponse défavorable donnée.", "رد بالرفض.", "Answered against.")),
        ("open", "04", words("Recours en cours", "طعون قيد الدرس", "Appeals open"), [row[0] for row in rows if row[0] not in answered],
         words("Sans réponse à la date d’arrêté.", "دون رد عند تاريخ الحصر.", "Not answered on the reporting day.")),
    ):  # fmt: skip
        block.add(key, Figure(f"Q.{number}", label, len(ids), "count", definition, Rows.of("programs.Appeal", ids)))
    return block
