"""A file on its way into the register, its rows while they wait, and where each party came from."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from artisans.imports.choices import Decision, ImportStatus, Outcome, SourceOutcome
from artisans.imports.querysets import ImportBatchQuerySet
from artisans.imports.workflow import WORKFLOW
from artisans.parties.choices import IdentifierKind
from artisans.parties.models import Party
from foundation.constraints import both_or_neither, one_of
from foundation.references import new_reference
from foundation.time import now


def new_import_reference() -> str:
    return new_reference("IMP")


class ImportBatch(models.Model):
    """One file: who sent it and why, how its columns are read, what the check found, what was accepted by whom.

    The numbers ending in `_to` are rows of the file up to which a phase is committed: a worker that takes over goes on there.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True, default=new_import_reference)
    kind = models.CharField(_("kind of list"), max_length=40)
    source = models.CharField(_("where the list comes from"), max_length=120)
    reason = models.CharField(_("why it is imported"), max_length=240)
    file = models.FileField(upload_to="imports/%Y/%m/", blank=True)
    file_name = models.CharField(_("file"), max_length=160)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0)
    layout = models.JSONField(default=dict)  # format, encoding, delimiter, header row, headings, lines
    mapping = models.JSONField(default=dict)  # column's place in the file → our column
    status = models.CharField(_("status"), max_length=10, choices=ImportStatus, default=ImportStatus.RECEIVED)
    refusal = models.CharField(_("why it was refused"), max_length=400, blank=True)
    staged_to = models.PositiveIntegerField(default=0)
    matched_to = models.PositiveIntegerField(default=0)
    written_to = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)  # outcome → rows
    written = models.JSONField(default=dict)  # what became of them
    with_changes = models.BooleanField(default=False)
    with_suspects = models.BooleanField(default=False)
    recorded_at = models.DateTimeField(_("sent"), default=now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("accepted by")
    )
    acceptance_reason = models.CharField(_("reason for accepting"), max_length=240, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["recorded_by", "-id"], name="importbatch_mine"),
            models.Index(fields=["sha256"], name="importbatch_file"),
        ]
        constraints = [
            one_of("status", ImportStatus.values, name="importbatch_status_known"),
            both_or_neither("accepted_at", "accepted_by", name="importbatch_accepted_both"),
        ]
        triggers = [WORKFLOW.trigger("importbatch_steps")]

    def __str__(self) -> str:
        return f"{self.reference} {self.file_name}"

    def get_absolute_url(self) -> str:
        return reverse("admin:artisans_import", args=[self.reference])


class ColumnMapping(models.Model):
    """How the columns of one source's lists are read: remembered from the last time."""

    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=120)  # folded
    columns = models.JSONField(default=dict)  # folded heading → our column, "" for left out
    changed_at = models.DateTimeField(default=now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("remembered columns")
        verbose_name_plural = _("remembered columns")
        constraints = [models.UniqueConstraint(fields=["kind", "source"], name="columnmapping_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"


class StagedRow(models.Model):
    """A row that waits, with the same derived columns as a party. Seen on the pages of its import only; gone when that ends.

    `party_id` is, for a new row, the number its party will get; for others the party it leads to. No foreign keys: rows come and go by
    the million, and what they name is checked when they are written.
    """

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", db_index=False, db_constraint=False)
    row = models.PositiveIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome)
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    decided_at = models.DateTimeField(null=True)
    party_id = models.BigIntegerField(null=True)
    party_version = models.PositiveIntegerField(null=True)
    reference = models.CharField(max_length=20, blank=True)
    name_fr = models.CharField(max_length=200, blank=True)
    name_ar = models.CharField(max_length=200, blank=True)
    sort_fr = models.CharField(max_length=200, blank=True)
    sort_ar = models.CharField(max_length=200, blank=True)
    search = models.CharField(max_length=420, blank=True)
    skeleton = models.CharField(max_length=120, blank=True)
    search_keys = models.TextField(blank=True)
    sex = models.CharField(max_length=1, blank=True)
    birth_date = models.DateField(null=True)
    commune_code = models.CharField(max_length=20, blank=True)
    area = models.CharField(max_length=20, blank=True)
    douar = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=240, blank=True)
    phone = models.BinaryField(null=True)  # ciphertext already
    phone_lookup = models.BinaryField(max_length=32, null=True)
    phone_tail = models.CharField(max_length=4, blank=True)
    email = models.CharField(max_length=254, blank=True)
    trade_code = models.CharField(max_length=20, blank=True)
    facts = models.JSONField(null=True)  # what the kind of list adds: legal form, support given
    row_key = models.BinaryField(max_length=32, null=True)  # the same person told the same way
    differences = ArrayField(models.CharField(max_length=20), default=list)  # columns that a change would write
    twin_party_id = models.BigIntegerField(null=True)
    twin_row = models.PositiveIntegerField(null=True)
    score = models.PositiveSmallIntegerField(null=True)
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    error_columns = ArrayField(models.CharField(max_length=40), default=list)
    error_codes = ArrayField(models.CharField(max_length=40), default=list)
    raw = models.BinaryField(null=True)  # the cells as sent, encrypted; for rows people must look at

    class Meta:
        verbose_name = _("staged row")
        verbose_name_plural = _("staged rows")
        indexes = [
            models.Index(
                fields=["batch", "outcome", "row"],
                condition=Q(outcome__in=["changed", "suspect", "error"]),
                name="stagedrow_to_look_at",
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="stagedrow_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.row}"


class StagedNumber(models.Model):
    """A number of a staged row, encrypted as it will stand in the register."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="numbers", db_index=False, db_constraint=False)
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=IdentifierKind)
    value = models.BinaryField()
    value_lookup = models.BinaryField(max_length=32)
    tail = models.CharField(max_length=24)
    court = models.CharField(max_length=60, blank=True)
    warning = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("staged number")
        verbose_name_plural = _("staged numbers")
        constraints = [models.UniqueConstraint(fields=["batch", "row", "kind"], name="stagednumber_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.tail}"


class PartySource(models.Model):
    """Which row of which file led to this party, and what it did. Kept: a person named by eight lists keeps eight sources."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="sources")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="sources", db_index=False)
    row = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(max_length=8, choices=SourceOutcome)
    row_key = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("source of a beneficiary")
        verbose_name_plural = _("sources of beneficiaries")
        indexes = [models.Index(fields=["row_key"], name="partysource_key")]
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="partysource_once")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.row}"
