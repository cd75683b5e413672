"""One block per programme: calls, the funnel with its delays, people, deliveries, money."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median
from typing import Any

from django.db.models import Q

from artisans.parties.choices import PartyKind, Sex
from artisans.reference.models import Region
from foundation.time import CASABLANCA
from programs.applications.models import Application
from programs.budget.queries import execution, total
from programs.calls.models import Call
from programs.catalog.choices import SupportKind
from programs.catalog.models import Program
from programs.enrolments.choices import EnrolmentStatus
from programs.enrolments.models import Enrolment, SupportItem
from programs.reviews.choices import Verdict
from programs.reviews.models import Decision
from reports.figures.base import (
    OTHERS,
    SMALL_GROUP,
    Block,
    Figure,
    Reading,
    Rows,
    Table,
    TableRow,
    Words,
    merge_small,
    names_of,
    words,
)
from reports.figures.signals import signals_of

_PEOPLE = words("Bénéficiaires", "المستفيدون", "Beneficiaries")
_SEXES = {
    Sex.FEMALE: words("Femmes", "نساء", "Women"),
    Sex.MALE: words("Hommes", "رجال", "Men"),
    "": words("Organisations et non précisé", "هيئات وغير محدد", "Organisations and not stated"),
}
SUPPORT_WORDS = {
    SupportKind.TRAINING: words("Formation", "تكوين", "Training"),
    SupportKind.COACHING: words("Accompagnement individuel", "مواكبة فردية", "Coaching"),
    SupportKind.EQUIPMENT: words("Équipement", "تجهيز", "Equipment"),
    SupportKind.CASH: words("Aide financière", "دعم مالي", "Grant"),
    SupportKind.FAIR: words("Foires et salons", "معارض", "Fairs"),
    SupportKind.LABEL: words("Labellisation", "منح العلامة", "Label"),
}


@dataclass(frozen=True)
class Files:
    """The files of one programme as they stood: ids of each stage of the funnel."""

    received: dict[int, date]
    decided: dict[int, date]
    due: dict[int, date]
    selected: set[int]
    waiting: set[int]
    enrolled: set[int]


def programs_in(reading: Reading) -> list[Program]:
    """Programmes that had a call open by the day, in their order."""
    codes = Call.objects.filter(opens_at__lt=reading.until).exclude(status="draft").values("version__program")
    return list(Program.objects.filter(pk__in=codes).order_by("position", "code"))


def collect_program(program: Program, number: int, reading: Reading) -> Block:
    """The block of one programme; `number` makes its codes (`P1.01`)."""
    prefix = f"P{number}"
    block = Block(
        extra={"code": program.code, "name": names_of(program), "summary": _summary(program), "prefix": prefix}
    )
    files = read_files(program, reading)
    enrolments = read_enrolments(program, reading)
    _funnel(block, prefix, files)
    _delays(block, prefix, files)
    _people(block, prefix, enrolments)
    _standing(block, prefix, enrolments, reading)
    _deliveries(block, prefix, program, reading)
    _money(block, prefix, program, reading)
    block.extra["signals"] = signals_of(
        in_time=block.figures["in_time"].value,
        allocated=block.figures["allocated"].value,
        engaged=block.figures["engaged"].value,
    )
    block.extra["calls"] = [
        {"code": call.code, "name": names_of(call), "opens_on": _day(call.opens_at), "closes_on": _day(call.closes_at)}
        for call in Call.objects.filter(version__program=program, opens_at__lt=reading.until)
        .exclude(status="draft")
        .order_by("opens_at", "id")
    ]
    block.extra["is_fast_track"] = Call.objects.filter(
        version__program=program, opens_at__lt=reading.until, is_fast_track=True
    ).exists()
    return block


def _summary(program: Program) -> Words:
    return words(program.summary_fr, program.summary_ar or program.summary_fr, program.summary_en or program.summary_fr)


def _day(moment: Any) -> str | None:
    return moment.astimezone(CASABLANCA).date().isoformat() if moment else None


def read_files(program: Program, reading: Reading) -> Files:
    until = reading.until
    files = Application.objects.filter(program=program.code, submitted_at__lt=until)
    rows = list(files.values_list("pk", "submitted_at", "due_on"))
    received = {pk: at.astimezone(CASABLANCA).date() for pk, at, _due in rows}
    published = (
        Decision.objects.filter(application__program=program.code, published_at__lt=until)
        .order_by("published_at", "id")
        .values_list("application_id", "published_at", "verdict")
    )
    decided: dict[int, date] = {}
    verdicts: dict[int, str] = {}
    for application, at, verdict in published:
        decided.setdefault(application, at.astimezone(CASABLANCA).date())
        verdicts[application] = verdict
    ineligible = Application.objects.filter(
        program=program.code, submitted_at__lt=until, published_at__lt=until, decisions=None
    ).values_list("pk", "published_at")
    decided |= {pk: at.astimezone(CASABLANCA).date() for pk, at in ineligible}
    enrolled = Enrolment.objects.filter(
        program=program.code, enrolled_on__lte=reading.as_of, recorded_at__lte=reading.known_at
    )
    return Files(
        received=received,
        decided=decided,
        due={pk: due for pk, _at, due in rows if due},
        selected={pk for pk, verdict in verdicts.items() if verdict == Verdict.APPROVE},
        waiting={pk for pk, verdict in verdicts.items() if verdict == Verdict.RESERVE},
        enrolled=set(enrolled.values_list("application_id", flat=True)),
    )


def _funnel(block: Block, prefix: str, files: Files) -> None:
    stages = (
        ("received", "01", words("Dossiers reçus", "الملفات المستلمة", "Files received"), set(files.received),
         words("Candidatures soumises au plus tard à la date d’arrêté ; les brouillons ne comptent pas.",
               "الترشيحات المقدمة إلى غاية تاريخ الحصر؛ لا تحتسب المسودات.",
               "Applications submitted by the reporting day; drafts do not count.")),
        ("decided", "02", words("Dossiers ayant reçu une décision", "الملفات التي صدر بشأنها قرار", "Files decided"), set(files.decided),
         words("Décision publiée au plus tard à la date d’arrêté, y compris les inéligibilités.",
               "قرار منشور إلى غاية تاريخ الحصر، بما في ذلك عدم الأهلية.",
               "Decision published by the reporting day, ineligible files included.")),
        ("selected", "03", words("Dossiers retenus", "الملفات المقبولة", "Files selected"), files.selected,
         words("Dernière décision publiée : retenu.", "آخر قرار منشور: مقبول.", "Last published decision: selected.")),
        ("waiting", "04", words("Dossiers en liste d’attente", "الملفات في لائحة الانتظار", "Files on the waiting list"), files.waiting,
         words("Dernière décision publiée : liste d’attente.", "آخر قرار منشور: لائحة الانتظار.", "Last published decision: waiting list.")),
        ("enrolled", "05", words("Dossiers inscrits", "الملفات المسجلة", "Files enrolled"), files.enrolled,
         words("Convention signée et inscription enregistrée.", "اتفاقية موقعة وتسجيل مقيد.", "Agreement signed and enrolment recorded.")),
    )  # fmt: skip
    for key, number, label, ids, definition in stages:
        rows = Rows.of("programs.Application", ids)
        block.add(key, Figure(f"{prefix}.{number}", label, len(ids), "files", definition, rows))


def _delays(block: Block, prefix: str, files: Files) -> None:
    spans = {pk: (day - files.received[pk]).days for pk, day in files.decided.items() if pk in files.received}
    block.add(
        "median_days",
        Figure(
            f"{prefix}.06",
            words("Délai médian de décision", "الأجل الوسيط لاتخاذ القرار", "Median time to decision"),
            Decimal(str(median(spans.values()))) if spans else None,
            "days",
            words(
                "Médiane des jours calendaires entre la réception et la première décision publiée.",
                "وسيط الأيام بين الاستلام وأول قرار منشور.",
                "Median of calendar days from receipt to the first published decision.",
            ),
            Rows.of("programs.Application", spans),
        ),
    )
    timed = {pk for pk in files.decided if pk in files.due}
    kept = sum(files.decided[pk] <= files.due[pk] for pk in timed)
    block.add(
        "in_time",
        Figure(
            f"{prefix}.15",
            words(
                "Décisions dans le délai de service", "قرارات داخل أجل الخدمة", "Decisions within the service standard"
            ),
            (Decimal(100) * kept / len(timed)).quantize(Decimal("0.1")) if timed else None,
            "percent",
            words(
                "Part des décisions publiées au plus tard à l’échéance du dossier : délai de service en jours ouvrables, hors temps laissé au candidat pour corriger.",
                "نسبة القرارات المنشورة في أجل الملف: أجل الخدمة بأيام العمل دون احتساب الوقت الممنوح للمترشح للتصحيح.",
                "Share of decisions published by the file’s due day: the service standard in working days, without the time the applicant had to correct.",
            ),
            Rows.of("programs.Application", timed),
        ),
    )


def share_of_women(women: set[int], persons: set[int]) -> Decimal | None:
    """Percent with one place; None where it would tell of a group under SMALL_GROUP, of women or of men."""
    men = len(persons) - len(women)
    if len(persons) < SMALL_GROUP or 0 < len(women) < SMALL_GROUP or 0 < men < SMALL_GROUP:
        return None
    return (Decimal(100) * len(women) / len(persons)).quantize(Decimal("0.1"))


def read_enrolments(program: Program, reading: Reading) -> list[Enrolment]:
    return list(
        Enrolment.objects.filter(
            program=program.code, enrolled_on__lte=reading.as_of, recorded_at__lte=reading.known_at
        ).select_related("party", "party__artisan__trade__branch")
    )


def _people(block: Block, prefix: str, enrolments: list[Enrolment]) -> None:
    parties = {enrolment.party_id for enrolment in enrolments}
    women = {enrolment.party_id for enrolment in enrolments if enrolment.party.sex == Sex.FEMALE}
    persons = {enrolment.party_id for enrolment in enrolments if enrolment.party.kind == PartyKind.PERSON}
    block.add(
        "beneficiaries",
        Figure(
            f"{prefix}.07", _PEOPLE, len(parties), "people",
            words("Personnes et organisations inscrites au programme depuis son lancement, chacune comptée une fois.",
                  "الأشخاص والهيئات المسجلون في البرنامج منذ انطلاقه، يحتسب كل واحد مرة واحدة.",
                  "Persons and organisations enrolled since the programme began, each counted once."),
            Rows.of("artisans.Party", parties),
        ),
    )  # fmt: skip
    block.add(
        "women_share",
        Figure(
            f"{prefix}.08",
            words("Part des femmes", "نسبة النساء", "Share of women"),
            share_of_women(women, persons),
            "percent",
            words("Femmes parmi les personnes physiques bénéficiaires.", "النساء ضمن المستفيدين الأشخاص.", "Women among beneficiaries who are persons."),
            Rows.of("artisans.Party", persons),
        ),
    )  # fmt: skip
    regions = {region.code: names_of(region) for region in Region.objects.all()}
    block.tables["by_region"] = _breakdown(
        f"{prefix}.20", words("Par région", "حسب الجهة", "By region"), enrolments,
        key=lambda enrolment: enrolment.area[:2], labels=regions,
    )  # fmt: skip
    block.tables["by_sex"] = _breakdown(
        f"{prefix}.21", words("Par sexe", "حسب الجنس", "By sex"), enrolments,
        key=lambda enrolment: enrolment.party.sex, labels=_SEXES,
    )  # fmt: skip
    branches: dict[str, Words] = {}

    def branch_of(enrolment: Enrolment) -> str:
        artisan = getattr(enrolment.party, "artisan", None)
        if artisan is None:
            return ""
        branches.setdefault(artisan.trade.branch_id, names_of(artisan.trade.branch))
        return artisan.trade.branch_id

    branches[""] = words("Organisations (plusieurs métiers)", "هيئات (حرف متعددة)", "Organisations (several trades)")
    block.tables["by_trade"] = _breakdown(
        f"{prefix}.22", words("Par filière", "حسب الفرع", "By branch"), enrolments, key=branch_of, labels=branches
    )


def _breakdown(
    code: str, label: Words, enrolments: Iterable[Enrolment], *, key: Any, labels: dict[str, Words]
) -> Table:
    groups: dict[str, set[int]] = defaultdict(set)
    for enrolment in enrolments:
        groups[key(enrolment)].add(enrolment.party_id)
    rows = [TableRow(labels[name], (len(ids),), tuple(ids)) for name, ids in groups.items()]
    rows.sort(key=lambda row: (-row.values[0], row.label["fr"]))
    return Table(
        code, label, ((_PEOPLE, "people"),), merge_small(rows),
        words("Bénéficiaires inscrits ; les groupes de moins de cinq sont réunis.",
              "المستفيدون المسجلون؛ تُجمع المجموعات التي تقل عن خمسة.",
              "Enrolled beneficiaries; groups under five are merged."),
        "artisans.Party",
    )  # fmt: skip


def _standing(block: Block, prefix: str, enrolments: list[Enrolment], reading: Reading) -> None:
    """Ended by the day or not: an enrolment that ended later was still running."""
    ended = {e.pk: e.status for e in enrolments if e.ended_on and e.ended_on <= reading.as_of}
    completed = {pk for pk, status in ended.items() if status == EnrolmentStatus.COMPLETED}
    running = {e.pk for e in enrolments} - set(ended)
    for key, number, label, ids, definition in (
        ("running", "09", words("Parcours en cours", "مسارات جارية", "Enrolments running"), running,
         words("Inscriptions non achevées à la date d’arrêté.", "التسجيلات غير المنتهية عند تاريخ الحصر.", "Enrolments not ended by the reporting day.")),
        ("completed", "10", words("Parcours achevés", "مسارات مكتملة", "Enrolments completed"), completed,
         words("Inscriptions achevées avec un plan entièrement réalisé.", "تسجيلات مكتملة بعد إنجاز المخطط كاملا.", "Enrolments completed with the whole plan delivered.")),
        ("exited", "11", words("Sorties anticipées", "مغادرات مبكرة", "Early exits"), set(ended) - completed,
         words("Inscriptions arrêtées avant leur terme.", "تسجيلات متوقفة قبل نهايتها.", "Enrolments ended before their term.")),
    ):  # fmt: skip
        block.add(
            key, Figure(f"{prefix}.{number}", label, len(ids), "files", definition, Rows.of("programs.Enrolment", ids))
        )


def _deliveries(block: Block, prefix: str, program: Program, reading: Reading) -> None:
    items = SupportItem.objects.filter(
        Q(delivered_on__lte=reading.as_of),
        enrolment__program=program.code,
        recorded_at__lte=reading.known_at,
        delivered_on__isnull=False,
    ).values_list("pk", "kind", "enrolment__party_id", "value")
    groups: dict[str, list[tuple[int, int, Decimal | None]]] = defaultdict(list)
    for pk, kind, party, value in items:
        groups[kind].append((pk, party, value))
    rows = tuple(_delivered(label, found) for label, found in _merged_deliveries(groups))
    block.tables["deliveries"] = Table(
        f"{prefix}.23",
        words("Appuis délivrés", "الدعم المقدم", "Support delivered"),
        (
            (_PEOPLE, "people"),
            (words("Prestations", "الخدمات", "Items"), "count"),
            (words("Valeur", "القيمة", "Value"), "MAD"),
        ),
        rows,
        words(
            "Appuis délivrés au plus tard à la date d’arrêté, quelle que soit leur vérification.",
            "الدعم المقدم إلى غاية تاريخ الحصر.",
            "Support delivered by the reporting day.",
        ),
        "programs.SupportItem",
    )


_Delivery = tuple[int, int, Decimal | None]  # item, party, value


def _delivered(label: Words, found: list[_Delivery]) -> TableRow:
    value = sum((value or Decimal(0) for _pk, _party, value in found), Decimal(0))
    return TableRow(
        label,
        (len({party for _pk, party, _value in found}), len(found), value),
        tuple(pk for pk, _party, _value in found),
    )


def _merged_deliveries(groups: dict[str, list[_Delivery]]) -> list[tuple[Words, list[_Delivery]]]:
    """Kinds of support, the most delivered first; kinds that reached under SMALL_GROUP people are one line."""
    by_size = sorted(groups.items(), key=lambda item: -len(item[1]))
    shown = [
        (SUPPORT_WORDS[SupportKind(kind)], found)
        for kind, found in by_size
        if len({row[1] for row in found}) >= SMALL_GROUP
    ]
    small = [row for _kind, found in by_size if len({row[1] for row in found}) < SMALL_GROUP for row in found]
    if small:
        while shown and len({row[1] for row in small}) < SMALL_GROUP:
            small += shown.pop()[1]
        shown.append((OTHERS, small))
    return shown


def _money(block: Block, prefix: str, program: Program, reading: Reading) -> None:
    rows = execution(program=program, as_of=reading.as_of, known_at=reading.known_at)
    sums = total(rows)
    lines = Rows.of("programs.BudgetLine", (row.line.pk for row in rows))
    for key, number, label, value in (
        ("allocated", "12", words("Crédits ouverts", "الاعتمادات المفتوحة", "Allocated"), sums.allocated),
        ("engaged", "13", words("Engagé (y compris payé)", "الملتزم به (بما فيه المؤدى)", "Committed (paid included)"), sums.engaged),
        ("paid", "14", words("Payé", "المؤدى", "Paid"), sums.paid),
    ):  # fmt: skip
        definition = words(
            "Somme des écritures du grand livre datées au plus tard de la date d’arrêté, tous exercices.",
            "مجموع قيود الدفتر المؤرخة إلى غاية تاريخ الحصر، لجميع السنوات.",
            "Sum of ledger entries dated by the reporting day, all years.",
        )
        block.add(key, Figure(f"{prefix}.{number}", label, value, "MAD", definition, lines))
