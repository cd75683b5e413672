"""The register among the staff lists: its columns on screen and in files."""

from collections.abc import Mapping

from django.db.models import Case, CharField, Func, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, NullIf, Right
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.lists.registry import LISTS, ListColumn, SheetColumn, StaffList
from accounts.lists.values import named, words_of
from accounts.people.choices import Language
from artisans.parties.choices import PartyKind, Sex
from artisans.parties.filters import PartyFilterSet
from artisans.parties.listing import ARABIC_ORDERS, DEFAULT_ORDER, ORDERS, list_rows
from artisans.parties.permissions import can_export
from artisans.parties.queries import exportable
from artisans.parties.tables import PROFILE_WORDS, PartyTable, count_words
from foundation.masking import HIDDEN
from foundation.paging import Order

NAME = "parties"


def orders() -> Mapping[str, Order]:
    """By name means by the name's sort key in the reader's script."""
    is_arabic = (translation.get_language() or "").startswith("ar")
    return {**ORDERS, **ARABIC_ORDERS} if is_arabic else ORDERS


def _profiles(_language: str) -> Combinable:
    held = [
        Case(When(**{f"{name}__isnull": False}, then=Value(str(word))), output_field=CharField())
        for name, word in PROFILE_WORDS.items()
    ]
    joined = Func(Value(", "), *held, function="concat_ws", output_field=CharField())
    return Coalesce(NullIf(joined, Value("")), words_of("kind", PartyKind.choices))


def _phone(_language: str) -> Combinable:
    shown = Concat(Value(HIDDEN), Right("phone_tail", 3), output_field=CharField())
    return Case(When(phone_tail="", then=Value("")), default=shown, output_field=CharField())


COLUMNS = {
    "name": ListColumn(
        (
            SheetColumn(_("Name (Latin script)"), "name_fr", width=30),
            SheetColumn(_("Name (Arabic script)"), "name_ar", width=30),
        ),
        is_fixed=True,
    ),
    "reference": ListColumn((SheetColumn(_("Reference"), "reference", width=16),)),
    "kind": ListColumn(
        (SheetColumn(_("Kind"), lambda _code: words_of("kind", PartyKind.choices), width=14),), is_first_shown=False
    ),
    "sex": ListColumn(
        (SheetColumn(_("Sex"), lambda _code: words_of("sex", Sex.choices), width=10),), is_first_shown=False
    ),
    "birth": ListColumn(
        (SheetColumn(_("Date of birth"), "birth_date", width=14),),
        is_first_shown=False,
        permission="artisans.show_identifier",
    ),
    "profile": ListColumn((SheetColumn(_("Profile"), _profiles, width=24),)),
    "trade": ListColumn((SheetColumn(_("Trade"), lambda code: named("artisan__trade", code), width=30),)),
    "place": ListColumn(
        (
            SheetColumn(_("Commune"), lambda code: named("commune", code), width=24),
            SheetColumn(_("Province"), lambda code: named("commune__province", code), width=24),
        )
    ),
    "region": ListColumn(
        (SheetColumn(_("Region"), lambda code: named("commune__province__region", code), width=26),),
        is_first_shown=False,
    ),
    "phone": ListColumn((SheetColumn(_("Phone"), _phone, width=12),)),
    "language": ListColumn(
        (SheetColumn(_("Language"), lambda _code: words_of("language", Language.choices), width=12),),
        is_first_shown=False,
    ),
    "account": ListColumn((SheetColumn(_("Verified account"), "with_verified_account", width=12),)),
    "registered": ListColumn((SheetColumn(_("Registered"), "registered_on", width=14),)),
}

REGISTER = StaffList(
    page="admin:artisans_parties",
    title=_("Beneficiaries"),
    table=PartyTable,
    filterset=PartyFilterSet,
    rows=list_rows,
    permission="artisans.view_party",
    orders=orders,
    default_order=DEFAULT_ORDER,
    columns=COLUMNS,
    count_words=count_words,
    export_action="party.exported",
    file_name="beneficiaires",
    may_export=can_export,
    exportable=exportable,
)
LISTS.register(NAME)(REGISTER)
