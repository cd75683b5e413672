"""The register: persons and organisations, how they are known, reached and paid."""

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.parties.choices import (
    ArtisanCategory,
    BankAccountStatus,
    ConsentPurpose,
    IdentifierKind,
    LegalForm,
    MandateRole,
    PartyKind,
    PartyStatus,
    Sex,
)
from artisans.parties.querysets import PartyQuerySet
from artisans.parties.workflow import BANK_ACCOUNT, PARTY
from artisans.reference.models import Commune, HSCode, ProductFamily, Trade
from foundation import crypto
from foundation.constraints import both_or_neither, in_order, one_of
from foundation.expressions import WordSet
from foundation.fields import EncryptedTextField, MoneyField
from foundation.references import new_reference
from foundation.time import now
from foundation.words import localized

SEARCH_WORDS = WordSet("search", "search_keys")
"""The words and sounds by which a party is found; ask with this very expression, or the index is not used."""


def part_of(column: str, place: int) -> models.Func:
    """One part of a column of words, counted from the end where negative."""
    return models.Func(models.F(column), models.Value(" "), models.Value(place), function="split_part")


def new_party_reference() -> str:
    return new_reference("B")


@pghistory.track(
    exclude=[
        *("birth_date", "phone", "phone_lookup", "email", "address", "sort_fr", "sort_ar", "search", "skeleton"),
        "search_keys",
    ]
)
class Party(models.Model):
    """Someone we serve. `name_fr` and `name_ar` are two scripts of one name.

    The sort, search and skeleton columns are derived by `artisans.names` and written by the actions
    and forms of this room through `keys_of`; nothing else sets them.
    """

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_party_reference, editable=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=PartyKind)
    name_fr = models.CharField(_("name (Latin script)"), max_length=200)
    name_ar = models.CharField(_("name (Arabic script)"), max_length=200, blank=True)
    sort_fr = models.CharField(max_length=200, editable=False)
    sort_ar = models.CharField(max_length=200, editable=False, blank=True)
    search = models.CharField(max_length=420, editable=False)  # both scripts, folded, for trigram search
    skeleton = models.CharField(max_length=120, editable=False, blank=True)  # common to both scripts
    search_keys = models.TextField(default="", editable=False, blank=True)  # sounds of the parts and the area
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    birth_date = models.DateField(_("birth date"), null=True, blank=True)
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="parties", verbose_name=_("commune"))
    area = models.CharField(max_length=20, editable=False)  # the commune's code, for scopes by prefix
    douar = models.CharField(_("hamlet (douar) or district"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=240, blank=True)
    phone = EncryptedTextField(_("phone"), null=True, blank=True)
    phone_lookup = models.BinaryField(max_length=32, null=True, editable=False)
    phone_tail = models.CharField(max_length=4, blank=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language of letters"), max_length=2, choices=settings.LANGUAGES, default="fr")
    status = models.CharField(_("status"), max_length=8, choices=PartyStatus, default=PartyStatus.ACTIVE)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged_parties")
    is_demonstration = models.BooleanField(_("demonstration"), default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    registered_on = models.DateField(_("registered on"))
    recorded_at = models.DateTimeField(default=now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)

    objects = PartyQuerySet.as_manager()

    class Meta:
        verbose_name = _("beneficiary")
        verbose_name_plural = _("beneficiaries")
        ordering = ["sort_fr", "id"]
        indexes = [
            models.Index(fields=["sort_fr", "id"], name="party_sort_fr"),
            models.Index(fields=["sort_ar", "id"], name="party_sort_ar"),
            # Beginnings (scopes by area, names by two letters) need this operator class under any collation but C.
            models.Index(OpClass("area", "varchar_pattern_ops"), "sort_fr", "id", name="party_area"),
            models.Index(OpClass("sort_fr", "varchar_pattern_ops"), name="party_begins_fr"),
            models.Index(OpClass("sort_ar", "varchar_pattern_ops"), name="party_begins_ar"),
            models.Index(fields=["kind", "sort_fr", "id"], name="party_kind"),
            models.Index(fields=["-registered_on", "-id"], name="party_registered"),
            models.Index(fields=["phone_lookup"], name="party_phone"),
            # Blocks of possible duplicates, answered from the index alone.
            models.Index(
                fields=["birth_date", "skeleton"], include=["id", "area", "sort_fr", "status"], name="party_birth"
            ),
            models.Index(fields=["skeleton", "birth_date"], include=["id", "area", "status"], name="party_skeleton"),
            models.Index(
                "area",
                part_of("skeleton", 1),
                "birth_date",
                include=["id", "skeleton", "status"],
                name="party_first_part",
            ),
            models.Index(
                "area",
                part_of("skeleton", -1),
                "birth_date",
                include=["id", "skeleton", "status"],
                name="party_last_part",
            ),
            GinIndex(fields=["search"], opclasses=["gin_trgm_ops"], name="party_search_trgm"),
            GinIndex(SEARCH_WORDS, name="party_search_words"),
        ]
        constraints = [
            one_of("kind", PartyKind.values, name="party_kind_known"),
            one_of("status", PartyStatus.values, name="party_status_known"),
            models.CheckConstraint(
                condition=Q(status=PartyStatus.MERGED, merged_into__isnull=False)
                | (~Q(status=PartyStatus.MERGED) & Q(merged_into__isnull=True)),
                name="party_merged_has_target",
            ),
        ]
        triggers = [PARTY.trigger("party_steps")]

    def __str__(self) -> str:
        return localized(self, "name", None) or self.reference

    def set_phone(self, phone: str | None) -> None:
        """Keep an E.164 number three ways: readable by us alone, findable, and its tail to show."""
        self.phone = phone or None
        self.phone_lookup = crypto.lookup_hash("phone", phone) if phone else None
        self.phone_tail = (phone or "")[-4:]


@pghistory.track(exclude=["value", "value_lookup"])
class Identifier(models.Model):
    """A number by which a party is known. Personal ones (CNIE, passport) are ciphertext; all are found by hash."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="identifiers")
    kind = models.CharField(_("kind"), max_length=10, choices=IdentifierKind)
    value = EncryptedTextField(_("number"))
    value_lookup = models.BinaryField(max_length=32, editable=False)
    tail = models.CharField(max_length=24, editable=False)  # what may be shown: masked for personal kinds
    court = models.CharField(_("court (for RC)"), max_length=60, blank=True)
    warning = models.CharField(max_length=200, blank=True, editable=False)
    is_current = models.BooleanField(default=True)  # false once the party was merged or the number replaced
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value_lookup"],
                condition=Q(is_current=True),
                name="identifier_unique",
                violation_error_message=_("Another beneficiary already has this number."),
            ),
            both_or_neither("verified_at", "verified_by", name="identifier_verified_both"),
            one_of("kind", IdentifierKind.values, name="identifier_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.tail}"


@pghistory.track()
class Mandate(models.Model):
    """Who may act for whom on the portal; one phone may serve several parties."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="mandates")
    party = models.ForeignKey(Party, models.CASCADE, related_name="mandates")
    role = models.CharField(_("as"), max_length=16, choices=MandateRole)
    proof = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField(default=now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        constraints = [
            models.UniqueConstraint(fields=["user", "party"], condition=Q(until=None), name="mandate_once"),
            in_order("since", "until", name="mandate_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.user} → {self.party}"


@pghistory.track()
class ArtisanProfile(models.Model):
    """What a craftsperson makes, where and with whom."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="artisan")
    category = models.CharField(_("category (law 50-17)"), max_length=10, choices=ArtisanCategory, blank=True)
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="artisans", verbose_name=_("main trade"))
    other_trades = models.ManyToManyField(Trade, blank=True, related_name="+", verbose_name=_("other trades"))
    practising_since = models.PositiveSmallIntegerField(_("practising since (year)"), null=True, blank=True)
    workshop_kind = models.CharField(_("workshop"), max_length=60, blank=True)
    workers = models.PositiveSmallIntegerField(_("workers"), default=0)
    apprentices = models.PositiveSmallIntegerField(_("apprentices"), default=0)
    monthly_capacity = models.CharField(_("monthly capacity"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("artisan profile")
        verbose_name_plural = _("artisan profiles")

    def __str__(self) -> str:
        return str(self.party)


@pghistory.track()
class Organisation(models.Model):
    """Legal facts of an enterprise, cooperative, association or GIE."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="organisation")
    legal_form = models.CharField(_("legal form"), max_length=12, choices=LegalForm)
    founded_on = models.DateField(_("founded on"), null=True, blank=True)
    members = models.PositiveIntegerField(_("members"), default=0)
    women_members = models.PositiveIntegerField(_("women among them"), default=0)
    employees = models.PositiveIntegerField(_("employees"), default=0)
    representative = models.CharField(_("legal representative"), max_length=160, blank=True)
    trades = models.ManyToManyField(Trade, blank=True, related_name="organisations", verbose_name=_("trades"))

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=Q(women_members__lte=models.F("members")),
                name="organisation_women_within",
                violation_error_message=_("There cannot be more women than members."),
            )
        ]

    def __str__(self) -> str:
        return str(self.party)


@pghistory.track()
class ExporterProfile(models.Model):
    """What a party exports and where to."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="exporter")
    families = models.ManyToManyField(
        ProductFamily, blank=True, related_name="exporters", verbose_name=_("product families")
    )
    hs_codes = models.ManyToManyField(HSCode, blank=True, related_name="exporters", verbose_name=_("HS codes"))
    exporting_since = models.PositiveSmallIntegerField(_("exporting since (year)"), null=True, blank=True)
    is_in_exporters_file = models.BooleanField(_("in the exporters' file"), default=False)

    class Meta:
        verbose_name = _("exporter profile")
        verbose_name_plural = _("exporter profiles")

    def __str__(self) -> str:
        return str(self.party)


class ExporterTurnover(models.Model):
    """Export and total turnover of one year in one currency, as declared; true once somebody else has seen the proof."""

    exporter = models.ForeignKey(ExporterProfile, models.CASCADE, related_name="turnovers")
    year = models.PositiveSmallIntegerField(_("year"))
    currency = models.CharField(_("currency"), max_length=3, default="MAD")
    export = MoneyField(_("export turnover"))
    total = MoneyField(_("total turnover"))
    source = models.CharField(_("source"), max_length=120, blank=True)
    proof = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proof")
    )
    declared_at = models.DateTimeField(default=now, editable=False)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("turnover")
        verbose_name_plural = _("turnovers")
        ordering = ["-year", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["exporter", "year", "currency"], name="turnover_once_a_year"),
            models.CheckConstraint(
                condition=Q(export__gte=0, total__gte=models.F("export")), name="turnover_export_within"
            ),
            both_or_neither("confirmed_at", "confirmed_by", name="turnover_confirmed_both"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("declared_by")),
                name="turnover_two_people",
                violation_error_message=_("The turnover is confirmed by somebody else than the person who entered it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exporter} {self.year}"


@pghistory.track()
class AggregatorProfile(models.Model):
    """What an aggregator gathers and sells for the artisans of its network."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="aggregator")
    families = models.ManyToManyField(ProductFamily, blank=True, related_name="+", verbose_name=_("product families"))
    sells_online = models.BooleanField(_("sells online"), default=False)
    yearly_orders = models.PositiveIntegerField(_("orders a year"), default=0)

    class Meta:
        verbose_name = _("aggregator profile")
        verbose_name_plural = _("aggregator profiles")

    def __str__(self) -> str:
        return str(self.party)


@pghistory.track()
class CentreProfile(models.Model):
    """A centre of excellence: what it teaches and how many it takes."""

    party = models.OneToOneField(Party, models.CASCADE, related_name="centre")
    trades = models.ManyToManyField(Trade, blank=True, related_name="centres", verbose_name=_("trades"))
    capacity = models.PositiveIntegerField(_("places a cohort"), default=0)
    equipment = models.TextField(_("equipment"), blank=True)
    opened_on = models.DateField(_("opened on"), null=True, blank=True)

    class Meta:
        verbose_name = _("centre profile")
        verbose_name_plural = _("centre profiles")

    def __str__(self) -> str:
        return str(self.party)


@pghistory.track(exclude=["rib", "rib_lookup", "holder"])
class BankAccount(models.Model):
    """Where a party is paid. Usable once somebody compared the holder with the party."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="bank_accounts")
    rib = EncryptedTextField(_("bank account (RIB, 24 digits)"))
    rib_lookup = models.BinaryField(max_length=32, editable=False)
    rib_tail = models.CharField(max_length=4, editable=False)
    bank_code = models.CharField(max_length=3, editable=False)
    holder = EncryptedTextField(_("account holder"))
    proof = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proof")
    )
    status = models.CharField(_("status"), max_length=8, choices=BankAccountStatus, default=BankAccountStatus.NEW)
    recorded_at = models.DateTimeField(default=now)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        indexes = [models.Index(fields=["rib_lookup"], name="bankaccount_rib")]
        constraints = [
            models.UniqueConstraint(
                fields=["party"],
                condition=Q(status=BankAccountStatus.VERIFIED),
                name="bankaccount_one_verified",
                violation_error_message=_("Retire the present verified account first."),
            ),
            models.UniqueConstraint(
                fields=["party", "rib_lookup"], condition=~Q(status=BankAccountStatus.RETIRED), name="bankaccount_once"
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | ~Q(verified_by=models.F("recorded_by")),
                name="bankaccount_two_people",
                violation_error_message=_(
                    "The account must be verified by somebody else than the person who entered it."
                ),
            ),
            both_or_neither("verified_at", "verified_by", name="bankaccount_verified_both"),
            both_or_neither("retired_at", "retired_by", name="bankaccount_retired_both"),
        ]
        triggers = [BANK_ACCOUNT.trigger("bankaccount_steps")]

    def __str__(self) -> str:
        return f"•••• {self.rib_tail}"


class Consent(models.Model):
    """A person agreed to a purpose, having read a version of the notice, through a channel."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=12, choices=ConsentPurpose)
    notice_version = models.CharField(_("version of the notice"), max_length=20)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES)
    channel = models.CharField(_("given by"), max_length=12)  # portal | counter | paper
    given_at = models.DateTimeField(_("given"), default=now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                fields=["party", "purpose", "notice_version"], condition=Q(withdrawn_at=None), name="consent_once"
            ),
            one_of("purpose", ConsentPurpose.values, name="consent_purpose_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.notice_version}"
