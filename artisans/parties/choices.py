"""Kinds and states of those we serve."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartyKind(TextChoices):
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class PartyStatus(TextChoices):
    ACTIVE = "active", _("Active")
    MERGED = "merged", _("Merged")
    ERASED = "erased", _("Erased")


class Sex(TextChoices):
    FEMALE = "F", _("Woman")
    MALE = "M", _("Man")


class LegalForm(TextChoices):
    ENTERPRISE = "enterprise", _("Enterprise")
    COOPERATIVE = "cooperative", _("Cooperative")
    ASSOCIATION = "association", _("Association")
    GIE = "gie", _("Economic interest group (GIE)")


class IdentifierKind(TextChoices):
    CNIE = "cnie", _("National identity card (CNIE)")
    RNA = "rna", _("Craft register number (RNA)")
    ICE = "ice", _("Common company identifier (ICE)")
    RC = "rc", _("Trade register (RC)")
    PASSPORT = "passport", _("Passport")


PERSONAL_IDENTIFIERS = frozenset({IdentifierKind.CNIE, IdentifierKind.PASSPORT})


class ArtisanCategory(TextChoices):
    """Categories of law 50-17, as told by the national craft register's conditions."""

    DIPLOMA = "diploma", _("Craftsperson with a diploma")
    PRACTICE = "practice", _("Craftsperson with three years of practice")
    MASTER = "master", _("Master craftsperson (maâlem)")


class BankAccountStatus(TextChoices):
    NEW = "new", _("To be verified")
    VERIFIED = "verified", _("Verified")
    RETIRED = "retired", _("Retired")


class ConsentPurpose(TextChoices):
    PROGRAMME = "programme", _("Handling of the application and the support")
    STATISTICS = "statistics", _("Statistics of the sector")
    CONTACT = "contact", _("News and invitations")


class MandateRole(TextChoices):
    SELF = "self", _("For oneself")
    REPRESENTATIVE = "representative", _("Legal representative")
    DELEGATE = "delegate", _("By power of attorney")
    COUNTER = "counter", _("Counter clerk with the person's consent")
