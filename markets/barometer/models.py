"""Editions of the barometer: figures and pictures frozen when they were built, so that a page only reads them."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.constraints import append_only, both_or_neither, immutable_once, one_of
from foundation.references import new_reference
from foundation.time import now
from markets.barometer.choices import EditionStatus
from markets.barometer.workflow import WORKFLOW


def new_edition_reference() -> str:
    return new_reference("BAR")


class BarometerEditionQuerySet(models.QuerySet):
    def published(self):
        """What anybody may read, the latest first."""
        return self.filter(status=EditionStatus.PUBLISHED).order_by("-as_of", "-published_at", "-id")


class BarometerEdition(models.Model):
    """The figures of the barometer as they stood on `as_of`, known at `known_at`.

    `snapshot` is what `markets.barometer.queries.collect` returned. The pictures are rows of `EditionChart`. None of them
    changes once the edition is published.
    """

    reference = models.CharField(
        _("reference"), max_length=20, unique=True, default=new_edition_reference, editable=False
    )
    as_of = models.DateField(_("figures published until"))
    known_at = models.DateTimeField(_("recorded until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=EditionStatus, default=EditionStatus.DRAFT)
    snapshot = models.JSONField(default=dict, editable=False)
    snapshot_hash = models.CharField(max_length=64, blank=True, editable=False)
    built_at = models.DateTimeField(_("built"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("prepared by")
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True, editable=False)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("reviewed by"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("published by"),
    )
    is_demonstration = models.BooleanField(default=False, editable=False)

    objects = BarometerEditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("barometer edition")
        verbose_name_plural = _("barometer editions")
        ordering = ["-as_of", "-id"]
        constraints = [
            one_of("status", EditionStatus.values, name="edition_status_known"),
            both_or_neither("reviewed_at", "reviewed_by", name="edition_reviewed_both"),
            both_or_neither("published_at", "published_by", name="edition_published_both"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("created_by")),
                name="edition_two_people",
                violation_error_message=_("The person who prepared an edition cannot review it."),
            ),
            models.CheckConstraint(
                condition=Q(status=EditionStatus.DRAFT) | Q(reviewed_by__isnull=False, built_at__isnull=False),
                name="edition_reviewed_before_publication",
            ),
        ]
        triggers = [
            WORKFLOW.trigger("edition_steps"),
            immutable_once(
                "published_at",
                name="edition_immutable",
                columns=[
                    "as_of",
                    "known_at",
                    "snapshot",
                    "snapshot_hash",
                    "built_at",
                    "reviewed_by_id",
                    "created_by_id",
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class EditionChart(models.Model):
    """One picture of an edition in one language and one width, with the table it draws."""

    edition = models.ForeignKey(BarometerEdition, models.CASCADE, related_name="charts")
    name = models.CharField(max_length=30)
    language = models.CharField(max_length=2)
    size = models.CharField(max_length=10)  # wide | narrow
    svg = models.TextField()

    class Meta:
        verbose_name = _("chart of an edition")
        verbose_name_plural = _("charts of an edition")
        constraints = [
            models.UniqueConstraint(fields=["edition", "name", "language", "size"], name="editionchart_once")
        ]
        triggers = [
            pgtrigger.Trigger(
                name="editionchart_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("of_edition", "BIGINT")],
                func="""
                    IF TG_OP = 'DELETE' THEN of_edition := OLD.edition_id; ELSE of_edition := NEW.edition_id; END IF;
                    IF EXISTS (SELECT 1 FROM markets_barometeredition WHERE id = of_edition AND published_at IS NOT NULL) THEN
                        RAISE EXCEPTION 'published: the charts of edition % cannot change', of_edition
                            USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.name} {self.language} {self.size}"


class Erratum(models.Model):
    """What turned out wrong in a published edition, said above it. Written once."""

    edition = models.ForeignKey(BarometerEdition, models.PROTECT, related_name="errata", verbose_name=_("edition"))
    text_fr = models.TextField(_("text (French)"))
    text_ar = models.TextField(_("text (Arabic)"), blank=True)
    text_en = models.TextField(_("text (English)"), blank=True)
    written_at = models.DateTimeField(_("written"), default=now)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )

    class Meta:
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")
        ordering = ["-written_at", "-id"]
        triggers = append_only("erratum")

    def __str__(self) -> str:
        return f"{self.edition_id} {self.written_at:%Y-%m-%d}"
