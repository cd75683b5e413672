"""Who is in the register, how they are known and who may act for them."""

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from artisans.documents.models import Document
from artisans.parties.choices import (
    IdentifierKind,
    MandateRole,
    PartyKind,
    PartyStatus,
    Sex,
)
from artisans.parties.querysets import PartyQuerySet
from artisans.parties.workflow import PARTY
from artisans.reference.models import Commune
from foundation import crypto
from foundation.constraints import both_or_neither, in_order, one_of
from foundation.expressions import WordSet
from foundation.fields import EncryptedTextField
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
