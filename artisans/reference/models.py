"""Places, trades and product families. Loaded from sourced files; rows that vanish are retired, never deleted."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from artisans.reference.choices import CommuneKind, Fit
from foundation.words import localized


class ReferenceQuerySet(models.QuerySet):
    def in_use(self):
        """Rows of the newest list."""
        return self.filter(retired_on=None)


class Reference(models.Model):
    """One row of a published list."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name_fr = models.CharField(_("name (French)"), max_length=200)
    name_ar = models.CharField(_("name (Arabic)"), max_length=200, blank=True)
    name_en = models.CharField(_("name (English)"), max_length=200, blank=True)
    sort_fr = models.CharField(max_length=200, db_index=True, editable=False, default="")
    sort_ar = models.CharField(max_length=200, db_index=True, editable=False, default="")
    source = models.CharField(_("source"), max_length=400, blank=True)
    retired_on = models.DateField(_("retired"), null=True, blank=True)

    objects = ReferenceQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return localized(self, "name")


class ReferenceList(models.Model):
    """Which file a list was last loaded from."""

    name = models.SlugField(_("list"), max_length=40, unique=True)
    version = models.CharField(_("version"), max_length=40)
    licence = models.CharField(_("licence"), max_length=200)
    source = models.TextField(_("source"))
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(_("rows"))
    retired = models.PositiveIntegerField(_("retired rows"), default=0)
    loaded_at = models.DateTimeField(_("loaded"))

    class Meta:
        verbose_name = _("reference list")
        verbose_name_plural = _("reference lists")

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Region(Reference):
    """One of the 12 regions; HCP code of two digits. 2024 census counts."""

    population_2024 = models.PositiveIntegerField(null=True, blank=True)
    households_2024 = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Reference.Meta):
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["code"]


class Province(Reference):
    """A province or prefecture, `07.041`."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="provinces", verbose_name=_("region"))
    kind = models.CharField(max_length=40, blank=True)
    population_2024 = models.PositiveIntegerField(null=True, blank=True)
    households_2024 = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Reference.Meta):
        verbose_name = _("province")
        verbose_name_plural = _("provinces")
        ordering = ["code"]


class Cercle(Reference):
    """A rural circle, `07.041.07`."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="cercles", verbose_name=_("province"))

    class Meta(Reference.Meta):
        verbose_name = _("rural circle")
        verbose_name_plural = _("rural circles")
        ordering = ["code"]


class Commune(Reference):
    """A commune or city district, `07.041.07.13`; its code starts with those of its circle, province and region."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="communes", verbose_name=_("province"))
    cercle = models.ForeignKey(
        Cercle, models.PROTECT, null=True, blank=True, related_name="communes", verbose_name=_("rural circle")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CommuneKind)
    population_2024 = models.PositiveIntegerField(null=True, blank=True)
    households_2024 = models.PositiveIntegerField(null=True, blank=True)

    class Meta(Reference.Meta):
        verbose_name = _("commune")
        verbose_name_plural = _("communes")
        ordering = ["code"]

    @property
    def is_rural(self) -> bool:
        return self.kind == CommuneKind.RURAL


class Branch(Reference):
    """A working branch of trades (filière)."""

    class Meta(Reference.Meta):
        verbose_name = _("trade branch")
        verbose_name_plural = _("trade branches")
        ordering = ["sort_fr"]


class ProductFamily(Reference):
    """A family of the export bulletins."""

    class Meta(Reference.Meta):
        verbose_name = _("product family")
        verbose_name_plural = _("product families")
        ordering = ["sort_fr"]


class Trade(Reference):
    """A craft trade."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="trades", verbose_name=_("branch"))
    family = models.ForeignKey(
        ProductFamily, models.PROTECT, null=True, blank=True, related_name="trades", verbose_name=_("product family")
    )
    is_service = models.BooleanField(_("service craft"), default=False)
    is_endangered = models.BooleanField(_("endangered"), default=False)

    class Meta(Reference.Meta):
        verbose_name = _("trade")
        verbose_name_plural = _("trades")
        ordering = ["branch_id", "sort_fr"]


class HSCode(models.Model):
    """A customs heading proposed for a family; the official table was not found, so the fit is graded."""

    family = models.ForeignKey(ProductFamily, models.PROTECT, related_name="hs_codes")
    hs_code = models.CharField(_("HS code"), max_length=10)
    description_en = models.TextField()
    fit = models.CharField(_("fit"), max_length=8, choices=Fit)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=400, blank=True)
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("HS code")
        verbose_name_plural = _("HS codes")
        ordering = ["hs_code"]
        constraints = [models.UniqueConstraint(fields=["family", "hs_code"], name="hscode_once")]

    def __str__(self) -> str:
        return self.hs_code


class Country(Reference):
    """A country by its ISO code; groups of countries belong to the export figures, not here."""

    class Meta(Reference.Meta):
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["sort_fr"]
