"""What officers type on a file's page."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from artisans.parties.models import Party
from foundation.time import today
from foundation.words import in_language, localized
from programs.applications.choices import Channel, DocumentState
from programs.applications.desk import officers_for
from programs.applications.models import Application
from programs.applications.queries import manual_results, sentence_of, settings_of
from programs.calls.models import Call
from programs.calls.questions import sections_of


class FileForm(forms.Form):
    """A step on one file, by one person."""

    def __init__(self, *args: Any, application: Application, user: User, **kwargs: Any) -> None:
        self.application, self.user = application, user
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values from the file."""


class ChangesForm(FileForm):
    """Only the sections named here open again; the applicant reads the reason."""

    sections = forms.MultipleChoiceField(label=_("Sections to correct"), widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(
        label=_("What must be corrected"), widget=forms.Textarea, max_length=2000,
        help_text=_("The applicant reads this. Say what is wrong and what you expect, section by section."),
    )  # fmt: skip
    due_on = forms.DateField(
        label=_("To be sent by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def prepare(self) -> None:
        self.fields["sections"].choices = [
            (section["code"], in_language(section["title"]))
            for section in sections_of(self.application.form.definition)
        ]
        self.fields["due_on"].initial = today() + timedelta(days=settings_of(self.application)["correction_days"])


class ReasonForm(FileForm):
    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea, max_length=2000)


class IneligibleForm(ReasonForm):
    def prepare(self) -> None:
        self.fields["reason"].help_text = _("The applicant reads this once a head of programme has countersigned it.")


class ReviewForm(FileForm):
    """One reason for each rule that was left to a person."""

    def prepare(self) -> None:
        for result in manual_results(self.application):
            self.fields[f"rule_{result.rule}"] = forms.CharField(
                label=sentence_of(result), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000,
                help_text=_("You examined this: what did you find?"),
            )  # fmt: skip

    @property
    def reasons(self) -> dict[str, str]:
        return {name.removeprefix("rule_"): text for name, text in self.cleaned_data.items()}


class ConfirmForm(FileForm):
    """Nothing to type: the page tells what will happen."""


class AssignForm(FileForm):
    officer = forms.ModelChoiceField(label=_("Officer"), queryset=User.objects.none())

    def prepare(self) -> None:
        self.fields["officer"].queryset = officers_for([self.application])


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), max_length=4000)


class TaskForm(forms.Form):
    """Something to be done on a file."""

    title = forms.CharField(label=_("To do"), max_length=200)
    due_on = forms.DateField(
        label=_("By when"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    person = forms.ModelChoiceField(
        label=_("By whom"), queryset=User.objects.none(), required=False, empty_label=_("Whoever takes the file")
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = officers_for([application])


class DocumentForm(forms.Form):
    state = forms.ChoiceField(choices=[DocumentState.ACCEPTED, DocumentState.REJECTED, DocumentState.EXPIRED])
    reason = forms.CharField(required=False, max_length=300)


class BulkAssignForm(forms.Form):
    """The officer for several files."""

    officer = forms.ModelChoiceField(label=_("Officer"), queryset=User.objects.none())

    def __init__(self, *args: Any, applications: list[Application], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = officers_for(applications)


class AssistForm(forms.Form):
    """For whom an officer enters a file at the counter, and that the person agreed."""

    call = forms.ModelChoiceField(label=_("Call"), queryset=Call.objects.none(), to_field_name="code")
    party = forms.CharField(
        label=_("Beneficiary"), max_length=200, help_text=_("Reference, card number, ICE or phone, as in the register."),
    )  # fmt: skip
    channel = forms.ChoiceField(
        label=_("Where"),
        choices=[(Channel.COUNTER.value, Channel.COUNTER.label), (Channel.FIELD.value, Channel.FIELD.label)],
    )
    consent = forms.BooleanField(
        label=_(
            "The person is present, has heard the notice on personal data and agrees that I enter this file for them."
        ),
    )

    def __init__(self, *args: Any, calls: Any, parties: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = parties
        self.fields["call"].queryset = calls
        self.fields["call"].label_from_instance = lambda call: f"{localized(call, 'name')} · {call.edition}"

    def clean_party(self) -> Party:
        found = self.parties(self.cleaned_data["party"])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(_("Nobody in your area has this number. Register the person first."))
        raise forms.ValidationError(_("Several people match. Give a reference or a number."))
