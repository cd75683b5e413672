"""The columns of the register's own lists, and guessing which column of a file is which."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from artisans.imports.registry import ImportColumn, ImportKind
from artisans.names import fold
from artisans.parties.choices import ArtisanCategory, LegalForm
from artisans.reference.models import Trade

EXAMPLE_MARK = "(exemple)"  # a row that still carries it is the template's example


def trade_names() -> list[str]:
    return [f"{code} {name}" for code, name in Trade.objects.in_use().values_list("code", "name_fr")]


NAME_FR = ImportColumn(
    "name_fr", _("Name (Latin script)"),
    ("nom", "nom complet", "nom et prenom", "nom prenom", "prenom et nom", "name", "full name", "nom fr", "nom latin", "name fr", "nom et prenom fr"),
    f"Fatima El Amrani {EXAMPLE_MARK}",
)  # fmt: skip
NAME_AR = ImportColumn(
    "name_ar", _("Name (Arabic script)"),
    ("nom arabe", "nom ar", "nom en arabe", "nom et prenom ar", "الاسم", "الاسم الكامل", "الاسم العائلي والشخصي", "name ar", "arabic name", "name arabic"),
    "فاطمة العمراني",
)  # fmt: skip
SEX = ImportColumn("sex", _("Sex"), ("sexe", "genre", "sex", "gender", "الجنس"), "F", allowed=lambda: ["F", "M"])
BIRTH = ImportColumn(
    "birth_date", _("Birth date"),
    ("date de naissance", "naissance", "ne le", "nee le", "birth date", "date of birth", "date naissance", "تاريخ الازدياد", "تاريخ الولاده"),
    "12/04/1985",
)  # fmt: skip
CNIE = ImportColumn(
    "cnie", _("Identity card (CNIE)"), ("cnie", "cin", "n cin", "n cnie", "no cin", "numero cin", "cine", "carte nationale", "national id", "رقم البطاقه الوطنيه", "رقم ب ت و", "البطاقه الوطنيه"), "EE123456"
)  # fmt: skip
RNA = ImportColumn(
    "rna",
    _("Craft register number (RNA)"),
    ("rna", "n rna", "nia", "numero rna", "رقم السجل الوطني", "السجل الوطني"),
    "RNA0012345",
)
ICE = ImportColumn(
    "ice",
    _("Common company identifier (ICE)"),
    ("ice", "n ice", "identifiant commun", "التعريف الموحد للمقاوله"),
    "000123456000093",
)
RC = ImportColumn(
    "rc", _("Trade register number (RC)"), ("rc", "n rc", "registre de commerce", "السجل التجاري"), "53805"
)
COURT = ImportColumn("court", _("Court of the trade register"), ("tribunal", "court", "المحكمه"), "Marrakech")
PHONE = ImportColumn(
    "phone",
    _("Phone"),
    ("telephone", "tel", "gsm", "phone", "portable", "mobile", "n tel", "الهاتف", "رقم الهاتف"),
    "0661234567",
)
EMAIL = ImportColumn(
    "email", _("E-mail"), ("email", "e mail", "courriel", "mail", "البريد الالكتروني"), "fatima@example.ma"
)
COMMUNE = ImportColumn(
    "commune", _("Commune"), ("commune", "code commune", "commune de residence", "الجماعه", "الجماعه الترابيه"), "Asni"
)
PROVINCE = ImportColumn(
    "province",
    _("Province or prefecture"),
    ("province", "prefecture", "province prefecture", "الاقليم", "العماله", "العماله او الاقليم"),
    "Al Haouz",
)
DOUAR = ImportColumn(
    "douar", _("Hamlet (douar) or district"), ("douar", "quartier", "localite", "الدوار", "الحي"), "Imlil"
)
ADDRESS = ImportColumn("address", _("Address"), ("adresse", "address", "العنوان"), "12, rue des Potiers")
TRADE = ImportColumn(
    "trade", _("Trade"), ("metier", "filiere", "activite", "trade", "code metier", "specialite", "الحرفه", "النشاط", "المهنه"), "POT-01", allowed=trade_names
)  # fmt: skip
CATEGORY = ImportColumn(
    "category",
    _("Category (law 50-17)"),
    ("categorie", "category", "qualite", "الصنف"),
    "practice",
    allowed=lambda: ArtisanCategory.values,
)
SINCE = ImportColumn(
    "practising_since",
    _("Practising since (year)"),
    ("annee de debut", "exerce depuis", "depuis", "since", "سنه البدايه"),
    "1998",
)
LEGAL_FORM = ImportColumn(
    "legal_form", _("Legal form"), ("forme juridique", "forme", "legal form", "statut juridique", "الشكل القانوني"), "cooperative", is_needed=True, allowed=lambda: LegalForm.values
)  # fmt: skip
FOUNDED = ImportColumn(
    "founded_on", _("Founded on"), ("date de creation", "cree le", "founded", "تاريخ التاسيس"), "03/02/2015"
)
MEMBERS = ImportColumn(
    "members",
    _("Members"),
    ("adherents", "membres", "nombre d adherents", "nombre d'adherents", "members", "عدد الاعضاء"),
    "12",
)
WOMEN = ImportColumn(
    "women_members", _("Women among the members"), ("dont femmes", "femmes", "women", "عدد النساء"), "9"
)
REPRESENTATIVE = ImportColumn(
    "representative",
    _("Legal representative"),
    ("representant", "representant legal", "president", "representative", "الممثل القانوني"),
    "Khadija Ouali",
)

PERSON_COLUMNS = (
    NAME_FR, NAME_AR, SEX, BIRTH, CNIE, RNA, PHONE, EMAIL, COMMUNE, PROVINCE, DOUAR, ADDRESS, TRADE, CATEGORY, SINCE,
)  # fmt: skip
ORGANISATION_COLUMNS = (
    NAME_FR, NAME_AR, LEGAL_FORM, ICE, RC, COURT, PHONE, EMAIL, COMMUNE, PROVINCE, ADDRESS, FOUNDED, MEMBERS, WOMEN, REPRESENTATIVE,
)  # fmt: skip
TO_CORRECT = ("a corriger", "to correct", "للتصحيح", "ligne", "row", "السطر")  # what our own error file adds


def names_of(column: ImportColumn) -> set[str]:
    """Every folded spelling by which the column is known."""
    spellings = {fold(heading) for heading in column.headings} | {fold(column.name)}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            spellings.add(fold(column.label))
    return spellings - {""}


def guess(kind: ImportKind, headings: Sequence[str], remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """Place in the file → our column: as remembered for this source, else by the heading. No column is taken twice."""
    known: dict[str, str] = {}
    for column in kind.all_columns():
        for name in names_of(column):
            known.setdefault(name, column.name)
    columns = {column.name for column in kind.all_columns()}
    found: dict[str, str] = {}
    for place, heading in enumerate(headings):
        folded = fold(heading)
        name = (remembered or {}).get(folded)
        if name is None:
            name = known.get(folded, "")
        if name in columns and name not in found.values():
            found[str(place)] = name
    return found


def missing(kind: ImportKind, mapping: Mapping[str, str]) -> list[str]:
    """Labels of the needed columns that no column of the file is read as."""
    mapped = set(mapping.values())
    labels = {column.name: str(column.label) for column in kind.all_columns()}
    gaps = [labels[group[0]] for group in kind.needed if not mapped & set(group)]
    return gaps + [str(c.label) for c in kind.all_columns() if c.is_needed and c.name not in mapped]
