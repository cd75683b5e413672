"""What officers type about the craft, the export, the network or the centre of a beneficiary."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from artisans.parties.choices import (
    ArtisanCategory,
    LegalForm,
)
from artisans.parties.form_parts import EMPTY, SectionedForm
from artisans.reference.models import HSCode, ProductFamily, Trade
from artisans.reference.queries import family_choices, hs_code_groups, trade_groups


class OrganisationForm(SectionedForm):
    """Legal facts."""

    legal_form = forms.ChoiceField(label=_("Legal form"), choices=LegalForm.choices)
    founded_on = forms.DateField(
        label=_("Founded on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    representative = forms.CharField(label=_("Legal representative"), max_length=160, required=False)
    members = forms.IntegerField(label=_("Members"), min_value=0, initial=0)
    women_members = forms.IntegerField(label=_("Women among them"), min_value=0, initial=0)
    employees = forms.IntegerField(label=_("Employees"), min_value=0, initial=0)
    trades = forms.MultipleChoiceField(label=_("Trades"), required=False, help_text=_("Hold Ctrl to choose several."))

    SECTIONS = [
        (
            _("Legal facts"),
            "",
            ["legal_form", "founded_on", "representative", "members", "women_members", "employees", "trades"],
        )
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trades"].choices = trade_groups()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (data.get("women_members") or 0) > (data.get("members") or 0):
            self.add_error("women_members", _now("There cannot be more women than members."))
        return data

    def clean_trades(self) -> list[Trade]:
        return list(Trade.objects.filter(pk__in=self.cleaned_data["trades"]))


class ArtisanForm(SectionedForm):
    trade = forms.ChoiceField(label=_("Main trade"))
    other_trades = forms.MultipleChoiceField(
        label=_("Other trades"), required=False, help_text=_("Hold Ctrl to choose several.")
    )
    category = forms.ChoiceField(
        label=_("Category (law 50-17)"), choices=[*EMPTY, *ArtisanCategory.choices], required=False
    )
    practising_since = forms.IntegerField(
        label=_("Practising since (year)"), min_value=1930, max_value=2100, required=False
    )
    workshop_kind = forms.CharField(
        label=_("Workshop"), max_length=60, required=False, help_text=_("At home, in a shop, in a craft village…")
    )
    workers = forms.IntegerField(label=_("Workers"), min_value=0, max_value=9999, initial=0)
    apprentices = forms.IntegerField(label=_("Apprentices"), min_value=0, max_value=9999, initial=0)
    monthly_capacity = forms.CharField(label=_("Monthly capacity"), max_length=80, required=False)

    SECTIONS = [
        (_("Craft"), "", ["trade", "other_trades", "category", "practising_since"]),
        (_("Workshop"), "", ["workshop_kind", "workers", "apprentices", "monthly_capacity"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trade"].choices = [*EMPTY, *trade_groups()]
        self.fields["other_trades"].choices = trade_groups()

    def clean_trade(self) -> Trade:
        return Trade.objects.get(pk=self.cleaned_data["trade"])

    def clean_other_trades(self) -> list[Trade]:
        return list(Trade.objects.filter(pk__in=self.cleaned_data["other_trades"]))


class ExporterForm(SectionedForm):
    families = forms.MultipleChoiceField(
        label=_("Product families"), required=False, help_text=_("Hold Ctrl to choose several.")
    )
    hs_codes = forms.MultipleChoiceField(
        label=_("HS codes"), required=False, help_text=_("Customs headings of what is exported, by family.")
    )
    exporting_since = forms.IntegerField(
        label=_("Exporting since (year)"), min_value=1950, max_value=2100, required=False
    )
    is_in_exporters_file = forms.BooleanField(label=_("In the exporters' file"), required=False)

    SECTIONS = [(_("Export"), "", ["families", "hs_codes", "exporting_since", "is_in_exporters_file"])]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["families"].choices = family_choices()
        self.fields["hs_codes"].choices = hs_code_groups()

    def clean_families(self) -> list[ProductFamily]:
        return list(ProductFamily.objects.filter(pk__in=self.cleaned_data["families"]))

    def clean_hs_codes(self) -> list[HSCode]:
        return list(HSCode.objects.filter(pk__in=self.cleaned_data["hs_codes"]))


class AggregatorForm(SectionedForm):
    families = forms.MultipleChoiceField(
        label=_("Product families"), required=False, help_text=_("Hold Ctrl to choose several.")
    )
    sells_online = forms.BooleanField(label=_("Sells online"), required=False)
    yearly_orders = forms.IntegerField(label=_("Orders a year"), min_value=0, initial=0)

    SECTIONS = [(_("Aggregation"), "", ["families", "sells_online", "yearly_orders"])]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["families"].choices = family_choices()

    def clean_families(self) -> list[ProductFamily]:
        return list(ProductFamily.objects.filter(pk__in=self.cleaned_data["families"]))


class CentreForm(SectionedForm):
    trades = forms.MultipleChoiceField(
        label=_("Trades taught"), required=False, help_text=_("Hold Ctrl to choose several.")
    )
    capacity = forms.IntegerField(label=_("Places a cohort"), min_value=0, initial=0)
    equipment = forms.CharField(label=_("Equipment"), required=False, widget=forms.Textarea(attrs={"rows": 4}))
    opened_on = forms.DateField(
        label=_("Opened on"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    SECTIONS = [(_("Centre"), "", ["trades", "capacity", "equipment", "opened_on"])]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["trades"].choices = trade_groups()

    def clean_trades(self) -> list[Trade]:
        return list(Trade.objects.filter(pk__in=self.cleaned_data["trades"]))


PROFILE_FORMS: dict[str, type[SectionedForm]] = {
    "artisan": ArtisanForm,
    "exporter": ExporterForm,
    "aggregator": AggregatorForm,
    "centre": CentreForm,
}


def profile_values(profile: Any, form: type[SectionedForm]) -> dict[str, Any]:
    """A stored profile as the form's first values."""
    if profile is None:
        return {}
    lists = {field.name for field in profile._meta.many_to_many}
    values = {}
    for name in form.base_fields:
        value = [row.pk for row in getattr(profile, name).all()] if name in lists else getattr(profile, name)
        values[name] = getattr(value, "pk", value)
    return values
