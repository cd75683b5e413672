"""What monitoring officers and heads of programme type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.people.choices import Role
from accounts.people.models import RoleAssignment, User
from artisans.parties.models import Party
from foundation.references import normalise_reference
from foundation.time import today
from programs.budget.desk import DayField
from programs.catalog.models import Program

REASON = {"widget": forms.Textarea(attrs={"rows": 2}), "max_length": 1000}


class ValueForm(forms.Form):
    """The value of a reported indicator."""

    value = forms.DecimalField(label=_("Value"), max_digits=16, decimal_places=2, min_value=0, localize=True)
    note = forms.CharField(
        label=_("Note"), required=False, help_text=_("How it was counted, by whom, what is missing."), **REASON
    )


class TargetForm(forms.Form):
    """The plan of a period."""

    value = forms.DecimalField(label=_("Target"), max_digits=16, decimal_places=2, min_value=0, localize=True)
    source = forms.CharField(
        label=_("Source"), required=False, max_length=240, help_text=_("The document or the decision that sets it.")
    )


class RestatementForm(forms.Form):
    """A correction of an approved value."""

    value = forms.DecimalField(label=_("Corrected value"), max_digits=16, decimal_places=2, min_value=0, localize=True)
    reason = forms.CharField(
        label=_("Why it is corrected"),
        help_text=_("The next report prints this sentence beside both values."),
        **REASON,
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), **REASON)


class OptionalReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), required=False, **REASON)


class PeriodForm(forms.Form):
    """A new reporting period."""

    code = forms.RegexField(
        label=_("Code"),
        regex=r"^20\d\d(-[ST][1-4])?$",
        max_length=12,
        help_text=_("For example 2024-S1, 2024-T2 or 2024."),
    )
    starts_on = DayField(label=_("From"))
    ends_on = DayField(label=_("Until"))

    def clean(self):
        given = super().clean()
        if given.get("starts_on") and given.get("ends_on") and given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", _("The end cannot be before the start."))
        return given


class PlanVisitForm(forms.Form):
    """Who is visited, why, when, by whom."""

    party = forms.CharField(
        label=_("Reference of the beneficiary"), max_length=20, help_text=_("For example B-7K2M4-P; it stands on the beneficiary’s page."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip
    program = forms.ModelChoiceField(label=_("Programme"), queryset=Program.objects.none())
    purpose = forms.CharField(label=_("Purpose"), max_length=240)
    planned_on = DayField(label=_("Planned on"))
    visitor = forms.ModelChoiceField(label=_("Visitor"), queryset=User.objects.none())

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["program"].queryset = Program.objects.order_by("position", "code")
        visitors = RoleAssignment.objects.live().filter(role__in=[Role.OFFICER, Role.MONITORING]).values("user")
        self.fields["visitor"].queryset = User.objects.filter(pk__in=visitors, is_active=True).order_by(
            "full_name", "pk"
        )
        self.fields["visitor"].initial = user.pk
        self.fields["planned_on"].initial = today()

    def clean_party(self) -> Party:
        """The beneficiary within this person's reach; a stranger's reference is answered like an unknown one."""
        reference = normalise_reference(self.cleaned_data["party"])
        found = Party.objects.for_user(self.user).active().filter(reference=reference).first() if reference else None
        if found is None:
            raise forms.ValidationError(_("No beneficiary within your reach has this reference."))
        return found


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photos in one field."""

    widget = ManyFiles

    def clean(self, data, initial=None):
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotosField, self).clean(file, initial) for file in files]


class VisitForm(forms.Form):
    """What was found on the spot."""

    visited_on = DayField(label=_("Visited on"))
    is_as_reported = forms.TypedChoiceField(
        label=_("Is what was reported really there?"), choices=[("yes", _("Yes")), ("no", _("No, or only in part"))],
        coerce=lambda text: text == "yes", widget=forms.RadioSelect,
    )  # fmt: skip
    findings = forms.CharField(
        label=_("What you found"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Premises, equipment, people at work, what differs from the file."),
    )  # fmt: skip
    latitude = forms.DecimalField(
        label=_("Latitude"), required=False, max_digits=9, decimal_places=6, min_value=20, max_value=36.5,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "placeholder": "31.062500"}),
    )  # fmt: skip
    longitude = forms.DecimalField(
        label=_("Longitude"), required=False, max_digits=9, decimal_places=6, min_value=-18, max_value=0,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr", "placeholder": "-8.412300"}),
    )  # fmt: skip
    photos = PhotosField(label=_("Photos"), required=False, help_text=_("Six at most. JPEG, PNG, WebP or HEIC."))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["photos"].widget.attrs |= {"accept": "image/*", "multiple": True}

    def clean(self):
        given = super().clean()
        if (given.get("latitude") is None) != (given.get("longitude") is None) and not self.errors:
            self.add_error("longitude", _("A place needs both latitude and longitude."))
        return given


class AskAgainForm(forms.Form):
    planned_on = DayField(label=_("Planned on"))
    reason = forms.CharField(label=_("Why another visit is needed"), **REASON)
