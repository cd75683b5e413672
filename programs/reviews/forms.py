"""What reviewers and the committee's secretary type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from artisans.networks.forms import AmountField
from foundation.formats import format_number
from foundation.time import today
from programs.calls.choices import CallStatus
from programs.calls.models import Call
from programs.reviews.choices import Verdict
from programs.reviews.rubrics import Criterion


class InterestForm(forms.Form):
    has_conflict = forms.TypedChoiceField(
        label=_("Do you have a conflict of interest with this file?"), widget=forms.RadioSelect,
        choices=[("no", _("No: I know neither the applicant nor anyone who gains from this file.")), ("yes", _("Yes, or I am not sure."))],
        coerce=lambda value: value == "yes",
    )  # fmt: skip
    reason = forms.CharField(
        label=_("What is the conflict?"), max_length=300, required=False, help_text=_("Only if you answered yes."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class ScoreForm(forms.Form):
    """One score and one comment for each criterion of the rubric."""

    def __init__(self, *args, criteria: list[Criterion], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for criterion in criteria:
            steps = range(int((criterion.highest - criterion.lowest) * 2) + 1)
            choices = [
                (str(value), format_number(value))
                for value in (criterion.lowest + step / 2 for step in map(type(criterion.lowest), steps))
            ]
            self.fields[f"score_{criterion.code}"] = forms.ChoiceField(
                label=criterion.label, choices=choices, widget=forms.RadioSelect, help_text=criterion.guidance
            )
            self.fields[f"comment_{criterion.code}"] = forms.CharField(
                label=_("Comment"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
            )

    def pairs(self):
        """Each criterion with its two bound fields, for the page."""
        return [
            (criterion, self[f"score_{criterion.code}"], self[f"comment_{criterion.code}"])
            for criterion in self.criteria
        ]

    @property
    def scores(self) -> dict[str, str]:
        return {criterion.code: self.cleaned_data[f"score_{criterion.code}"] for criterion in self.criteria}

    @property
    def comments(self) -> dict[str, str]:
        return {criterion.code: self.cleaned_data[f"comment_{criterion.code}"] for criterion in self.criteria}


class SessionForm(forms.Form):
    call = forms.ModelChoiceField(label=_("Call"), queryset=Call.objects.none())
    held_on = forms.DateField(
        label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), initial=today
    )
    place = forms.CharField(label=_("Place"), max_length=120, required=False)
    quorum = forms.IntegerField(label=_("Quorum"), min_value=1, max_value=50, initial=3)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["call"].queryset = Call.objects.filter(status__in=[CallStatus.OPEN, CallStatus.CLOSED]).order_by(
            "-opens_at"
        )


class MemberForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160)
    capacity = forms.CharField(label=_("Capacity"), max_length=160, required=False)


class ProposalForm(forms.Form):
    """The cut line as it was moved on the page."""

    count = forms.IntegerField(label=_("Files selected"), min_value=0)
    reserve_count = forms.IntegerField(label=_("Files on the waiting list"), min_value=0, required=False)
    reason = forms.CharField(label=_("Reason given to files not selected"), max_length=500)


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Decision"), choices=Verdict.choices)
    amount = AmountField(label=_("Amount (MAD)"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class MinutesForm(forms.Form):
    minutes = forms.CharField(label=_("Minutes"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}))


class AppealForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Answer"), choices=[("uphold", _("Uphold")), ("dismiss", _("Dismiss"))])
    answer = forms.CharField(
        label=_("Reasons of the answer"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
