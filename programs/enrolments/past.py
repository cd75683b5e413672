"""The spreadsheets of the past as a kind of import: enrolments and support already given, each row led to its beneficiary."""

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.people.desk import PARTY_PANELS, Panel
from accounts.people.models import User
from artisans.imports.cleaning import read_day
from artisans.imports.columns import PERSON_COLUMNS
from artisans.imports.models import ImportBatch
from artisans.imports.registry import IMPORT_KINDS, ImportColumn, ImportKind, WrittenRow
from artisans.names import fold
from artisans.parties.choices import PartyKind
from artisans.parties.models import Party
from artisans.parties.registry import PERSONAL_DATA, DataClass, PersonalDataRule, merge_rule
from foundation.errors import InvalidValue
from foundation.money import parse_amount
from foundation.time import today
from programs.catalog.choices import SupportKind
from programs.catalog.models import Program
from programs.enrolments.past_models import PastOutcome, PastSupport

_OUTCOMES = {"termine": "completed", "acheve": "completed", "complete": "completed", "oui": "completed", "abandon": "left", "abandonne": "left", "sorti": "left", "مكتمل": "completed", "منقطع": "left"}  # fmt: skip
_KINDS = {"formation": "training", "accompagnement": "coaching", "coaching": "coaching", "equipement": "equipment", "materiel": "equipment", "subvention": "cash", "aide": "cash", "salon": "fair", "foire": "fair", "label": "label", "تكوين": "training", "مواكبه": "coaching", "تجهيز": "equipment", "دعم مالي": "cash", "معرض": "fair"}  # fmt: skip


@lru_cache(maxsize=1)
def _programs(_day: Any) -> dict[str, str]:
    """Code or name, folded, to code; read once a day."""
    found = {}
    for program in Program.objects.all():
        for name in (program.code, getattr(program, "name_fr", ""), getattr(program, "name_ar", "")):
            if name:
                found[fold(name)] = program.code
    return found


def _program(value: Any) -> str:
    code = _programs(today()).get(fold(value))
    if code is None:
        raise InvalidValue(_now("This programme is not known. Write its code or its name."))
    return code


def _day(value: Any) -> str:
    day = read_day(value)
    if not day.year >= 1990 or day > today():
        raise InvalidValue(_now("The day must lie between 1990 and today: this list tells the past."))
    return day.isoformat()


def _text(most: int) -> Any:
    def read(value: Any) -> str:
        text = " ".join(str(value).split())
        if len(text) > most:
            raise InvalidValue(_now("At most %(count)s letters.") % {"count": most})
        return text

    return read


def _choice(words: dict[str, str], values: list[str]) -> Any:
    def read(value: Any) -> str:
        folded = fold(value)
        found = folded if folded in values else words.get(folded)
        if found is None:
            raise InvalidValue(_now("Write one of: %(names)s.") % {"names": ", ".join(values)})
        return found

    return read


def _amount(value: Any) -> str:
    amount = parse_amount(value)
    if not 0 <= amount < 10**10:
        raise InvalidValue(_now("Write an amount above zero."))
    return f"{amount:.2f}"


def _judge(facts: dict[str, Any]) -> tuple[str, str] | None:
    if facts.get("enrolled_on") and facts.get("ended_on") and facts["ended_on"] < facts["enrolled_on"]:
        return "ended_on", _now("The end cannot be before the start.")
    if (facts.get("value") or facts.get("given_on")) and not facts.get("support_kind"):
        return "support_kind", _now("Say which kind of support was given.")
    return None


FACTS = (
    ImportColumn("program", _("Programme"), ("programme", "program", "code programme", "البرنامج"), "CODE", is_needed=True, read=_program,
                 allowed=lambda: list(Program.objects.order_by("code").values_list("code", flat=True))),
    ImportColumn("edition", _("Edition or wave"), ("edition", "vague", "promotion", "cohorte", "الفوج"), "2022", read=_text(80)),
    ImportColumn("enrolled_on", _("Enrolled on"), ("date inscription", "date d inscription", "date d'inscription", "debut", "inscrit le", "تاريخ التسجيل"), "01/03/2022", read=_day),
    ImportColumn("ended_on", _("Ended on"), ("date fin", "fin", "date de fin", "تاريخ الانتهاء"), "15/12/2022", read=_day),
    ImportColumn("outcome", _("Outcome"), ("resultat", "issue", "situation", "النتيجه"), "completed", read=_choice(_OUTCOMES, PastOutcome.values),
                 allowed=lambda: PastOutcome.values),
    ImportColumn("support_kind", _("Kind of support"), ("type d appui", "type d'appui", "nature de l appui", "nature de l'appui", "appui", "type", "نوع الدعم"), "training",
                 read=_choice(_KINDS, SupportKind.values), allowed=lambda: SupportKind.values),
    ImportColumn("support_title", _("What was given"), ("designation", "intitule", "description", "البيان"), "Techniques de teinture", read=_text(160)),
    ImportColumn("given_on", _("Given on"), ("date appui", "date de l appui", "date de l'appui", "date livraison", "remis le", "تاريخ الاستفاده"), "10/05/2022", read=_day),
    ImportColumn("value", _("Value (MAD)"), ("montant", "valeur", "cout", "montant mad", "المبلغ"), "12 000", read=_amount),
)  # fmt: skip


def write_past(batch: ImportBatch, rows: list[WrittenRow], by: User) -> int:
    """The lines of a piece; one that is there already, from this list or another, stays as it is. Gives how many are new."""
    lines = [
        PastSupport(
            party_id=row.party_id, program=row.facts["program"], edition=row.facts.get("edition", ""),
            enrolled_on=row.facts.get("enrolled_on"), ended_on=row.facts.get("ended_on"),
            outcome=row.facts.get("outcome", PastOutcome.UNKNOWN), kind=row.facts.get("support_kind", ""),
            title=row.facts.get("support_title", ""), given_on=row.facts.get("given_on"), value=row.facts.get("value"),
            source=batch.reference, row=row.row, recorded_by=by,
        )
        for row in rows if row.facts.get("program")
    ]  # fmt: skip
    before = PastSupport.objects.filter(source=batch.reference).count()
    PastSupport.objects.bulk_create(lines, ignore_conflicts=True)
    return PastSupport.objects.filter(source=batch.reference).count() - before


IMPORT_KINDS.register("programs.past", order=50)(
    ImportKind(
        label=_("Enrolments and support of the past"),
        sentence=_(
            "One enrolment or one support a row, with the person it went to: pilot files and old follow-up sheets."
        ),
        party_kind=PartyKind.PERSON,
        columns=PERSON_COLUMNS,
        needed=(("name_fr", "name_ar"), ("commune",), ("program",)),
        facts=FACTS,
        judge=_judge,
        write=write_past,
        after=_("Enrolments and support recorded"),
    )
)
merge_rule(
    "programs.PastSupport.party",
    sentence=_("Both records hold the same line of past support."),
    settle=lambda row, other: {},
)
PERSONAL_DATA.register("programs.PastSupport")(
    PersonalDataRule(
        DataClass.FILE,
        _("Stays without a name: what was given, its value and date."),
        _("Accounts of the public support given."),
    )
)


@PARTY_PANELS.register("programs.past", order=47)
def past_panel(party: Party, user: User) -> Panel | None:
    """What old lists say the party received."""
    if not user.has_perm("programs.view_enrolment"):
        return None
    lines = list(party.past_support.all()[:50])
    return (
        Panel(title=_("Before this register"), template="programs/past_panel.html", context={"lines": lines})
        if lines
        else None
    )
