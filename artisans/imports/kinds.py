"""The register's own kinds of lists."""

from django.utils.translation import gettext_lazy as _

from artisans.imports.columns import ORGANISATION_COLUMNS, PERSON_COLUMNS
from artisans.imports.registry import IMPORT_KINDS, ImportKind
from artisans.parties.choices import PartyKind

PERSONS, ORGANISATIONS = "register.persons", "register.organisations"

IMPORT_KINDS.register(PERSONS, order=10)(
    ImportKind(
        label=_("Craftspeople"),
        sentence=_(
            "One person a row: names, numbers, commune, trade. Known people are found by their card or register number."
        ),
        party_kind=PartyKind.PERSON,
        columns=PERSON_COLUMNS,
    )
)
IMPORT_KINDS.register(ORGANISATIONS, order=20)(
    ImportKind(
        label=_("Cooperatives, associations, enterprises"),
        sentence=_("One organisation a row. Known ones are found by their ICE or trade register number."),
        party_kind=PartyKind.ORGANISATION,
        columns=ORGANISATION_COLUMNS,
        needed=(("name_fr", "name_ar"), ("commune",), ("legal_form",)),
    )
)
