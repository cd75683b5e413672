"""Rules for what the register itself keeps about people, and its chapters of a person's own data."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from artisans.documents.models import Document
from artisans.parties.choices import BankAccountStatus
from artisans.parties.erasing import blank, erase_documents
from artisans.parties.keys import KEY_COLUMNS, keys_of
from artisans.parties.models import BankAccount, Identifier, Mandate, Organisation, Party
from artisans.parties.registry import (
    NAMES_NOBODY,
    OWN_DATA,
    PERSONAL_DATA,
    DataClass,
    Datum,
    OwnData,
    PersonalDataRule,
    register_rules,
)
from artisans.parties.workflow import BANK_ACCOUNT, PARTY
from foundation.phones import spoken
from foundation.time import now

_NO_LONGER = _("Goes: only kind, sex and commune stay, for the counts.")
_MANDATE = _("Public service of support to craftspeople; kept while the beneficiary is registered.")


def erase_identity(party: Party) -> None:
    """Last of all: name, birth date, address, phone and e-mail go; the row stays so that money and counts keep their owner."""
    party = Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    PARTY.take(party, "erase")
    party.name_fr = party.name_ar = party.douar = party.address = party.email = ""
    party.birth_date = None
    party.set_phone(None)
    keys_of(party)
    party.version += 1
    party.save()
    blank(Party.objects.filter(pk=party.pk), name_fr="", name_ar="", douar="")
    _blank_merged(party)


def _blank_merged(party: Party) -> None:
    """Records that went into this one are the same person."""
    nobody = Party()
    for row in Party.objects.filter(merged_into=party).order_by("pk"):
        nobody.commune_id = row.commune_id
        keys_of(nobody)
        keys = {name: getattr(nobody, name) for name in KEY_COLUMNS}
        blank(
            Party.objects.filter(pk=row.pk), **keys, name_fr="", name_ar="", douar="", address="", email="",
            birth_date=None, phone=None, phone_lookup=None, phone_tail="",
        )  # fmt: skip
        _blank_merged(row)


def erase_accounts(party: Party) -> None:
    for account in party.bank_accounts.exclude(status=BankAccountStatus.RETIRED):
        BANK_ACCOUNT.take(account, "retire")
        account.retired_at, account.retired_by = now(), User.objects.system()
        account.save(update_fields=["status", "retired_at", "retired_by"])
    documents = Document.objects.filter(pk__in=party.bank_accounts.exclude(proof=None).values("proof"))
    erase_documents(documents)
    blank(BankAccount.objects.filter(party=party), rib="", rib_lookup=b"", rib_tail="", bank_code="", holder="")


def erase_numbers(party: Party) -> None:
    # Not current any more: the number is free for whoever holds it now.
    rows = Identifier.objects.filter(party=party)
    blank(rows, is_current=False, value="", value_lookup=b"", tail="", court="", warning="")


def end_mandates(party: Party) -> None:
    """Who acted for this person no longer does; an account that served nobody else is closed and forgotten."""
    erase_documents(Document.objects.filter(pk__in=party.mandates.exclude(proof=None).values("proof")))
    users = set(party.mandates.values_list("user_id", flat=True))
    party.mandates.filter(Q(until=None) | Q(until__gt=now())).update(until=now())
    others = Mandate.objects.filter(user_id__in=users, until=None).values("user")
    for user in User.objects.filter(pk__in=users, role_assignments=None, is_system=False).exclude(pk__in=others):
        user.set_phone(None)
        user.email, user.full_name, user.is_active, user.phone_verified = None, "", False, False
        user.save()
        blank(User.objects.filter(pk=user.pk), email=None, full_name="", phone_tail="")


PERSONAL_DATA.register("artisans.Identifier", order=50)(
    PersonalDataRule(DataClass.IDENTITY, _("Goes: number, hash and tail."), _MANDATE, erase_numbers)
)
PERSONAL_DATA.register("artisans.BankAccount", order=50)(
    PersonalDataRule(
        DataClass.MONEY, _("Goes: number, holder and certificate; retired. Payment lines keep theirs."), _MANDATE,
        erase_accounts,
    )
)  # fmt: skip
PERSONAL_DATA.register("artisans.Mandate", order=60)(
    PersonalDataRule(
        DataClass.IDENTITY, _("Ends; the power of attorney goes, and the portal account if it served nobody else."),
        _MANDATE, end_mandates,
    )
)  # fmt: skip
PERSONAL_DATA.register("artisans.Consent", order=60)(
    PersonalDataRule(
        DataClass.TRACE, _("Withdrawn; the trace stays without a name."), _("Proof that consent was given (law 09-08)."),
        lambda party: party.consents.filter(withdrawn_at=None).update(withdrawn_at=now()),
    )
)  # fmt: skip
PERSONAL_DATA.register("artisans.Organisation", order=60)(
    PersonalDataRule(
        DataClass.ACTIVITY, _("The representative's name goes; legal form and counts stay."), _MANDATE,
        lambda party: blank(Organisation.objects.filter(party=party), representative=""),
    )
)  # fmt: skip
register_rules(
    PersonalDataRule(
        DataClass.ACTIVITY, _("Stays without a name: trade, size and capacity for the counts."), _MANDATE
    ),
    "artisans.ArtisanProfile", "artisans.ExporterProfile", "artisans.ExporterTurnover", "artisans.AggregatorProfile",
    "artisans.CentreProfile",
)  # fmt: skip
PERSONAL_DATA.register("artisans.Document", order=60)(
    PersonalDataRule(DataClass.FILE, _("Goes with what it proves, by the rule of its owner; the hash stays."), _MANDATE)
)
PERSONAL_DATA.register("artisans.Party", order=1000)(
    PersonalDataRule(DataClass.IDENTITY, _NO_LONGER, _MANDATE, erase_identity)
)
register_rules(NAMES_NOBODY, "artisans.ReferenceList", "artisans.HSCode")


def _identity(party: Party) -> Iterator[list[Datum]]:
    yield [
        Datum("reference", _("Reference"), party.reference),
        Datum("kind", _("Kind"), party.get_kind_display()),
        Datum("name_fr", _("Name (Latin script)"), party.name_fr),
        Datum("name_ar", _("Name (Arabic script)"), party.name_ar),
        Datum("sex", _("Sex"), party.get_sex_display() if party.sex else ""),
        Datum("birth_date", _("Birth date"), party.birth_date),
        Datum("commune", _("Commune"), str(party.commune)),
        Datum("douar", _("Hamlet (douar) or district"), party.douar),
        Datum("address", _("Address"), party.address),
        Datum("phone", _("Phone"), spoken(party.phone) if party.phone else ""),
        Datum("email", _("E-mail"), party.email),
        Datum("language", _("Language of letters"), party.get_language_display()),
        Datum("registered_on", _("Registered on"), party.registered_on),
    ]


def _numbers(party: Party) -> Iterator[list[Datum]]:
    for row in party.identifiers.order_by("id"):
        yield [
            Datum("kind", _("Kind of number"), row.get_kind_display()),
            Datum("number", _("Number"), row.value),
            Datum("is_current", _("In use"), row.is_current),
            Datum("verified_at", _("Verified"), row.verified_at),
        ]


def _accounts(party: Party) -> Iterator[list[Datum]]:
    for row in party.bank_accounts.order_by("id"):
        yield [
            Datum("rib", _("Bank account (RIB)"), row.rib),
            Datum("holder", _("Account holder"), row.holder),
            Datum("status", _("Status"), row.get_status_display()),
            Datum("recorded_at", _("Entered"), row.recorded_at),
        ]


def _activity(party: Party) -> Iterator[list[Datum]]:
    if hasattr(party, "artisan"):
        row = party.artisan
        yield [
            Datum("trade", _("Main trade"), str(row.trade)),
            Datum("category", _("Category (law 50-17)"), row.get_category_display() if row.category else ""),
            Datum("practising_since", _("Practising since (year)"), row.practising_since),
            Datum("workshop", _("Workshop"), row.workshop_kind),
            Datum("workers", _("Workers"), row.workers),
            Datum("apprentices", _("Apprentices"), row.apprentices),
        ]
    if hasattr(party, "organisation"):
        row = party.organisation
        yield [
            Datum("legal_form", _("Legal form"), row.get_legal_form_display()),
            Datum("representative", _("Legal representative"), row.representative),
            Datum("members", _("Members"), row.members),
        ]


def _consents(party: Party) -> Iterator[list[Datum]]:
    for row in party.consents.order_by("id"):
        yield [
            Datum("purpose", _("Purpose"), row.get_purpose_display()),
            Datum("notice", _("Version of the notice"), row.notice_version),
            Datum("given_at", _("Given"), row.given_at),
            Datum("withdrawn_at", _("Withdrawn"), row.withdrawn_at),
        ]


def _mandates(party: Party) -> Iterator[list[Datum]]:
    for row in party.mandates.select_related("user").order_by("id"):
        yield [
            Datum("person", _("Who may act"), str(row.user)),
            Datum("role", _("As"), row.get_role_display()),
            Datum("since", _("From"), row.since),
            Datum("until", _("Until"), row.until),
        ]


OWN_DATA.register("identity", order=10)(OwnData(_("Who you are"), _identity))
OWN_DATA.register("numbers", order=20)(OwnData(_("Your numbers"), _numbers))
OWN_DATA.register("accounts", order=30)(OwnData(_("Your bank accounts"), _accounts))
OWN_DATA.register("activity", order=40)(OwnData(_("Your activity"), _activity))
OWN_DATA.register("consents", order=80)(OwnData(_("What you agreed to"), _consents))
OWN_DATA.register("mandates", order=81)(OwnData(_("Who may act for you"), _mandates))
