"""What reviewers and the committee's secretary type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from artisans.networks.forms import AmountField
from foundation.formats import format_number
from foundation.time import today
from programs.calls.choices import CallStatus
from programs.calls.models import Call
from programs.reviews.choices import Verdict
from programs.reviews.models import Assignment, CommitteeSession
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


class DelegationForm(forms.Form):
    """What a committee gave, once, to one person."""

    session = forms.ModelChoiceField(
        label=_("Session that gave it"),
        queryset=CommitteeSession.objects.none(),
        help_text=_("A closed session of a fast-track call. The delegation is in force once its minutes are signed."),
    )
    holder = forms.ModelChoiceField(label=_("Given to"), queryset=User.objects.none())
    cap_per_file = AmountField(label=_("Cap for one file (MAD)"))
    cap_total = AmountField(label=_("Cap in all (MAD)"))
    valid_until = forms.DateField(
        label=_("Valid until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    sample_percent = forms.IntegerField(
        label=_("Files drawn for a check afterwards (%)"),
        min_value=1,
        max_value=100,
        initial=10,
        help_text=_("The draw follows from the file’s reference: nobody chooses who is checked."),
    )

    def __init__(self, *args, sessions, holders, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["session"].queryset = sessions
        self.fields["holder"].queryset = holders

    def clean_valid_until(self):
        day = self.cleaned_data["valid_until"]
        if day < today():
            raise forms.ValidationError(_("Give a day to come."))
        return day

    def clean(self) -> dict:
        data = super().clean()
        per_file, total = data.get("cap_per_file"), data.get("cap_total")
        if per_file is not None and total is not None and total < per_file:
            self.add_error("cap_total", _("The cap in all is not below the cap for one file."))
        return data


class EndForm(forms.Form):
    reason = forms.CharField(label=_("Why does it end?"), max_length=240)


class GiveForm(forms.Form):
    """A file for one of those who may take it; with `replaces`, in the place of somebody, who is told why in the journal."""

    reviewer = forms.ModelChoiceField(
        label=_("Reviewer"), queryset=User.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    replaces = forms.ModelChoiceField(
        label=_("In the place of"), queryset=Assignment.objects.none(), required=False,
        empty_label=_("Nobody: one more reviewer"),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason of the replacement"),
        max_length=240,
        required=False,
        help_text=_("Only when somebody is replaced."),
    )

    def __init__(self, *args, candidates, assignments, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        free = [row for row in candidates if not row.obstacle]
        self.fields["reviewer"].queryset = User.objects.filter(pk__in=[row.reviewer.pk for row in free])
        loads = {row.reviewer.pk: row.load for row in free}
        self.fields["reviewer"].label_from_instance = lambda person: _("%(person)s — %(load)s files in this round") % {
            "person": person, "load": loads.get(person.pk, 0),
        }  # fmt: skip
        self.fields["replaces"].queryset = assignments
        self.fields["replaces"].label_from_instance = lambda row: f"{row.reviewer} ({row.get_status_display()})"

    def clean(self) -> dict:
        data = super().clean()
        if data.get("replaces") and not data.get("reason", "").strip():
            self.add_error("reason", _("Say why the file goes to somebody else."))
        return data
