"""What officers type about enrolments, groups and sessions."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from artisans.networks.forms import AmountField
from artisans.parties.models import Party
from foundation.time import today
from foundation.words import in_language
from programs.calls.models import Call
from programs.catalog.choices import SupportKind
from programs.enrolments.choices import DiagnosticMoment, SupportStatus
from programs.enrolments.models import Cohort, Enrolment, Session

_TEXT = {"rows": 3}


def _day(**kwargs) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def _kinds(settings: dict[str, Any]) -> list[tuple[str, str]]:
    """What the programme gives, money apart."""
    words = dict(SupportKind.choices)
    return [(kind, words[kind]) for kind in settings["support_kinds"] if kind != SupportKind.CASH]


def _services(settings: dict[str, Any]) -> list[tuple[str, str]]:
    return [(row["code"], in_language(row["name"])) for row in settings["services"] if row["kind"] != SupportKind.CASH]


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs=_TEXT))


class PauseForm(ReasonForm):
    review_on = _day(label=_("To be reviewed on"))


class SignedForm(forms.Form):
    signed_on = _day(label=_("Signed on"), initial=today)


class AddSupportForm(forms.Form):
    """One more line of somebody's plan."""

    kind = forms.ChoiceField(label=_("Kind"))
    service = forms.ChoiceField(label=_("Service of the programme"), required=False)
    title_fr = forms.CharField(label=_("Title (French)"), max_length=160)
    title_ar = forms.CharField(
        label=_("Title (Arabic)"), max_length=160, required=False,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )  # fmt: skip
    planned_on = _day(label=_("Planned for"), initial=today)
    value = AmountField(label=_("Value (MAD)"), required=False, help_text=_("What it costs the programme, if known."))

    def __init__(self, *args: Any, settings: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _kinds(settings)
        self.fields["service"].choices = [("", _("None of the list")), *_services(settings)]


class ScheduleForm(forms.Form):
    """A day of one's own, or a session of the group."""

    planned_on = _day(label=_("On"), required=False)
    session = forms.ModelChoiceField(
        label=_("In a session of the group"), queryset=Session.objects.none(), required=False,
        help_text=_("The day is then that of the session."),
    )  # fmt: skip

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = Session.objects.filter(
            cohort=enrolment.cohort_id, status=SupportStatus.PLANNED
        ).order_by("held_on")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("planned_on") and not data.get("session"):
            self.add_error("planned_on", _now("Choose a day or a session."))
        return data


class DeliveryForm(forms.Form):
    delivered_on = _day(label=_("Delivered on"), initial=today)
    value = AmountField(label=_("Value (MAD)"), required=False)


class HandoverForm(DeliveryForm):
    """Equipment: what was handed over, to whom, with the signed receipt or a photo."""

    description = forms.CharField(label=_("Equipment"), max_length=200)
    serial_number = forms.CharField(
        label=_("Serial number"), max_length=80, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    received_by = forms.CharField(
        label=_("Received and signed by"), max_length=160, help_text=_("The name on the receipt.")
    )
    receipt = forms.FileField(
        label=_("Signed receipt"), required=False, help_text=_("PDF or photo of the signed paper."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip
    photo = forms.FileField(
        label=_("Photo of the equipment"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip
    into_inventory = forms.BooleanField(label=_("Add it to the centre's inventory"), required=False)

    field_order = (
        "description",
        "serial_number",
        "value",
        "delivered_on",
        "received_by",
        "receipt",
        "photo",
        "into_inventory",
    )

    def __init__(self, *args: Any, is_centre: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].required = True
        if not is_centre:
            del self.fields["into_inventory"]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("receipt") and not data.get("photo"):
            self.add_error("receipt", _now("Add the signed receipt or a photo: equipment is not handed over on trust."))
        return data


class InteractionForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("visit", _("Visit")), ("call", _("Phone call")), ("meeting", _("Meeting"))]
    )
    on = _day(label=_("Date"), initial=today)
    summary = forms.CharField(label=_("Summary"), max_length=4000, widget=forms.Textarea(attrs=_TEXT))


class DiagnosticForm(forms.Form):
    """One whole score for each axis of the programme version's grid."""

    moment = forms.ChoiceField(label=_("Moment"), choices=DiagnosticMoment.choices)
    done_on = _day(label=_("Date"), initial=today, required=False)

    def __init__(self, *args, axes, scale, moments=None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.axes = axes
        if moments is not None:
            self.fields["moment"].choices = moments
        for code, label in axes:
            self.fields[f"axis_{code}"] = forms.IntegerField(
                label=label, min_value=scale["min"], max_value=scale["max"],
                help_text=_("From %(low)s to %(high)s.") % {"low": scale["min"], "high": scale["max"]},
            )  # fmt: skip

    @property
    def scores(self) -> dict[str, int]:
        return {code: self.cleaned_data[f"axis_{code}"] for code, _label in self.axes}


class CohortForm(forms.Form):
    """A group; the call is chosen once."""

    call = forms.ModelChoiceField(label=_("Call"), queryset=Call.objects.none())
    name_fr = forms.CharField(label=_("Name (French)"), max_length=120)
    name_ar = forms.CharField(
        label=_("Name (Arabic)"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )  # fmt: skip
    centre = forms.ModelChoiceField(
        label=_("Centre"), queryset=Party.objects.none(), required=False,
        help_text=_("Where the group meets, if it is a centre of excellence."),
    )  # fmt: skip
    starts_on = _day(label=_("From"))
    ends_on = _day(label=_("Until"), required=False)
    places = forms.IntegerField(
        label=_("Places"), min_value=1, max_value=999, required=False,
        help_text=_("Left empty: the places of the centre, or no limit without a centre."),
    )  # fmt: skip

    def __init__(self, *args: Any, calls, centres, cohort: Cohort | None = None, **kwargs: Any) -> None:
        if cohort is not None:
            names = ("name_fr", "name_ar", "centre", "starts_on", "ends_on", "places")
            kwargs["initial"] = {name: getattr(cohort, name) for name in names} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["centre"].queryset = centres
        if cohort is not None:
            del self.fields["call"]
        else:
            self.fields["call"].queryset = calls


class SessionForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"))
    title_fr = forms.CharField(label=_("Title (French)"), max_length=160)
    title_ar = forms.CharField(
        label=_("Title (Arabic)"), max_length=160, required=False,
        widget=forms.TextInput(attrs={"dir": "rtl", "lang": "ar"}),
    )  # fmt: skip
    held_on = _day(label=_("Date"))
    starts_at = forms.TimeField(
        label=_("Begins at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    days = forms.DecimalField(label=_("Days"), min_value=0.5, max_value=60, decimal_places=1, initial=1)
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    service = forms.ChoiceField(
        label=_("Delivers"), required=False,
        help_text=_("This line of everybody's plan is scheduled for the session and delivered to those who attend."),
    )  # fmt: skip

    def __init__(self, *args: Any, settings: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = _kinds(settings)
        self.fields["service"].choices = [("", _("Nothing of the plan")), *_services(settings)]


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the attendance was wrong"), max_length=300, widget=forms.Textarea(attrs=_TEXT)
    )
