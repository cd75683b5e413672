"""All programmes together: each file, person and item of support counted once."""

from decimal import Decimal

from artisans.parties.choices import PartyKind, Sex
from artisans.parties.models import Party
from programs.enrolments.models import Enrolment, SupportItem
from reports.figures.base import BLOCKS, Block, Figure, Reading, Rows, words
from reports.figures.programs import programs_in, read_enrolments, read_files, share_of_women
from reports.figures.signals import RULES


@BLOCKS.register("overview", order=5)
def collect_overview(reading: Reading) -> Block:
    """The dashboard's counts over all programmes that had a call open by the day."""
    block = Block()
    received: set[int] = set()
    selected: set[int] = set()
    enrolled: set[int] = set()
    enrolments: list[Enrolment] = []
    for program in programs_in(reading):
        files = read_files(program, reading)
        received |= set(files.received)
        selected |= files.selected
        enrolled |= files.enrolled
        enrolments += read_enrolments(program, reading)
    for key, number, label, ids, definition in (
        ("received", "01", words("Dossiers reçus", "الملفات المستلمة", "Files received"), received,
         words("Candidatures soumises à tous les programmes au plus tard à la date d’arrêté.", "الترشيحات المقدمة إلى جميع البرامج إلى غاية تاريخ الحصر.", "Applications to all programmes submitted by the reporting day.")),
        ("selected", "02", words("Dossiers retenus", "الملفات المقبولة", "Files selected"), selected,
         words("Dernière décision publiée : retenu.", "آخر قرار منشور: مقبول.", "Last published decision: selected.")),
        ("enrolled", "03", words("Dossiers inscrits", "الملفات المسجلة", "Files enrolled"), enrolled,
         words("Convention signée et inscription enregistrée.", "اتفاقية موقعة وتسجيل مقيد.", "Agreement signed and enrolment recorded.")),
    ):  # fmt: skip
        block.add(
            key, Figure(f"T.{number}", label, len(ids), "files", definition, Rows.of("programs.Application", ids))
        )
    _people(block, enrolments)
    _support(block, enrolments, reading)
    block.extra["rules"] = RULES
    return block


def _people(block: Block, enrolments: list[Enrolment]) -> None:
    parties: dict[int, Party] = {enrolment.party_id: enrolment.party for enrolment in enrolments}
    persons = {pk for pk, party in parties.items() if party.kind == PartyKind.PERSON}
    women = {pk for pk, party in parties.items() if party.sex == Sex.FEMALE}
    provinces = {enrolment.area[:6] for enrolment in enrolments if len(enrolment.area) >= 6}
    definition = words(
        "Personnes et organisations inscrites à au moins un programme, chacune comptée une fois : le total peut être inférieur à la somme des programmes.",
        "الأشخاص والهيئات المسجلون في برنامج واحد على الأقل، يحتسب كل واحد مرة واحدة: قد يقل المجموع عن حاصل جمع البرامج.",
        "Persons and organisations enrolled in at least one programme, each counted once: the total may be below the sum of the programmes.",
    )
    rows = Rows.of("artisans.Party", parties)
    label = words("Bénéficiaires", "المستفيدون", "Beneficiaries")
    block.add("beneficiaries", Figure("T.04", label, len(parties), "people", definition, rows))
    block.add(
        "women_share",
        Figure("T.05", words("Part des femmes", "نسبة النساء", "Share of women"), share_of_women(women, persons), "percent",
               words("Femmes parmi les personnes physiques bénéficiaires.", "النساء ضمن المستفيدين الأشخاص.", "Women among beneficiaries who are persons."),
               Rows.of("artisans.Party", persons)),
    )  # fmt: skip
    block.add(
        "provinces",
        Figure("T.06", words("Provinces et préfectures couvertes", "العمالات والأقاليم المشمولة", "Provinces covered"), len(provinces), "count",
               words("Provinces et préfectures où réside au moins un bénéficiaire.", "العمالات والأقاليم التي يقيم بها مستفيد واحد على الأقل.", "Provinces where at least one beneficiary lives."), rows),
    )  # fmt: skip


def _support(block: Block, enrolments: list[Enrolment], reading: Reading) -> None:
    items = dict(
        SupportItem.objects.filter(
            enrolment__in=[enrolment.pk for enrolment in enrolments],
            delivered_on__lte=reading.as_of,
            recorded_at__lte=reading.known_at,
        ).values_list("pk", "value")
    )
    rows = Rows.of("programs.SupportItem", items)
    block.add(
        "delivered",
        Figure("T.07", words("Appuis délivrés", "الدعم المقدم", "Support delivered"), len(items), "count",
               words("Prestations délivrées au plus tard à la date d’arrêté, tous programmes.", "الخدمات المقدمة إلى غاية تاريخ الحصر في جميع البرامج.", "Items of support delivered by the reporting day, all programmes."), rows),
    )  # fmt: skip
    value = sum((value or Decimal(0) for value in items.values()), Decimal(0))
    block.add(
        "delivered_value",
        Figure("T.08", words("Valeur des appuis délivrés", "قيمة الدعم المقدم", "Value of support delivered"), value, "MAD",
               words("Somme des valeurs inscrites aux plans d’appui, sans lien avec les paiements.", "مجموع القيم المقيدة في مخططات الدعم، دون ارتباط بالأداءات.", "Sum of the values in the support plans, apart from payments."), rows),
    )  # fmt: skip
