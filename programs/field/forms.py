"""What people type about devices and received forms."""

import datetime as dt

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.people.models import RoleAssignment, User
from accounts.people.roles import roles_with
from artisans.reference.models import Region
from foundation.time import CASABLANCA, today
from foundation.words import localized
from programs.budget.desk import DayField
from programs.catalog.models import Program
from programs.field.devices import FIELD_PERMISSIONS


class EnrolForm(forms.Form):
    """A device for somebody: what it is called, how far it reaches, until when."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    name = forms.CharField(
        label=_("Name of the device"), max_length=80, help_text=_("For example: tablet 3 of the Marrakech office.")
    )
    program = forms.ChoiceField(label=_("Programme"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    language = forms.ChoiceField(label=_("Language of its messages"), choices=settings.LANGUAGES)
    expires_on = DayField(label=_("Works until"), help_text=_("A year at most. A lost device is revoked at once."))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        roles = frozenset().union(*(roles_with(permission) for permission in FIELD_PERMISSIONS))
        holders = RoleAssignment.objects.live().filter(role__in=roles).values("user")
        self.fields["user"].queryset = User.objects.filter(pk__in=holders, is_active=True).order_by("full_name", "pk")
        programs = [(row.code, localized(row, "name")) for row in Program.objects.order_by("position", "code")]
        self.fields["program"].choices = [("", _("As the person’s roles")), *programs]
        areas = [
            (localized(region, "name"), [(region.code, localized(region, "name")), *_provinces(region)])
            for region in Region.objects.prefetch_related("provinces")
        ]
        self.fields["area"].choices = [("", _("As the person’s roles")), *areas]
        self.fields["expires_on"].initial = today() + dt.timedelta(days=180)

    def clean(self):
        given = super().clean()
        if day := given.pop("expires_on", None):
            given["expires_at"] = dt.datetime.combine(day, dt.time(23, 59), tzinfo=CASABLANCA)
        return given


def _provinces(region: Region) -> list[tuple[str, str]]:
    return [(row.code, localized(row, "name")) for row in region.provinces.all() if row.retired_on is None]


class RevokeForm(forms.Form):
    reason = forms.CharField(label=_("Why it is revoked"), max_length=240, help_text=_("For example: lost, returned."))


class RetryForm(forms.Form):
    """Another try, perhaps for another beneficiary than was written."""

    party = forms.CharField(
        label=_("Reference of the beneficiary"), required=False, max_length=40,
        help_text=_("Only if another one than written on the device."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip


class SetAsideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why nothing will be made of it"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class SheetForm(forms.Form):
    """An XLSForm that becomes a draft."""

    file = forms.FileField(label=_("XLSForm (XLSX)"), widget=forms.FileInput(attrs={"accept": ".xlsx"}))
    code = forms.SlugField(
        label=_("Code of the form"), max_length=60,
        help_text=_("A code in use: the next version of that form. Another: a new form."),
    )  # fmt: skip
    program = forms.ModelChoiceField(
        label=_("Programme"), queryset=Program.objects.none(), required=False, empty_label=_("All programmes")
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].queryset = Program.objects.order_by("position", "code")
