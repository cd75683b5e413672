"""What is typed about complaints, by people and by officers."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from foundation.errors import InvalidValue
from foundation.phones import normalise_phone
from foundation.words import localized
from programs.applications.models import Application
from programs.catalog.models import Program
from programs.complaints.choices import ComplaintChannel, ComplaintKind, Outcome
from programs.complaints.models import Complaint


class OwnComplaintForm(forms.Form):
    """As the person writes it."""

    application = forms.ModelChoiceField(
        label=_("About which file?"), queryset=Application.objects.none(), required=False, to_field_name="reference",
        empty_label=_("About no file in particular"),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=ComplaintKind.choices,
        widget=forms.RadioSelect,
        initial=ComplaintKind.DELAY,
    )
    text = forms.CharField(
        label=_("What happened?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What, where and when, in your own words and your own language. You may name people."),
    )  # fmt: skip
    document = forms.FileField(
        label=_("A photo or a document"), required=False, help_text=_("A photo or a PDF, 10 MB at most."),
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )  # fmt: skip

    def __init__(self, *args, files_of_mine, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["application"]
        field.queryset = files_of_mine
        field.label_from_instance = lambda row: f"{row.reference} · {localized(row.call, 'name')}"
        if not files_of_mine.exists():
            del self.fields["application"]


class TextForm(forms.Form):
    """A reply, a question, a note, a reason to reopen."""

    text = forms.CharField(label=_("Text"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, label: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["text"].label = label


class ReplyForm(TextForm):
    document = OwnComplaintForm.base_fields["document"]


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Is the complaint founded?"),
        choices=[choice for choice in Outcome.choices if choice[0] != Outcome.WITHDRAWN],
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("The answer, as the person will read it"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What you found, what was done or will be done and by when, and what the person may do next."),
    )  # fmt: skip


class HandlerForm(forms.Form):
    handler = forms.ModelChoiceField(label=_("Give to"), queryset=User.objects.none())

    def __init__(self, *args, people, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = people


class SortForm(forms.Form):
    """About what, which programme, whom."""

    kind = forms.ChoiceField(label=_("About what"), choices=ComplaintKind.choices)
    program = forms.ChoiceField(label=_("Programme"), required=False)
    against = forms.ModelChoiceField(
        label=_("Member of staff complained about"), queryset=User.objects.none(), required=False, empty_label=_("Nobody named"),
        help_text=_("This person no longer sees the complaint and cannot answer it."),
    )  # fmt: skip

    def __init__(self, *args, complaint: Complaint, **kwargs) -> None:
        first = {"kind": complaint.kind, "program": complaint.program, "against": complaint.against_id}
        super().__init__(*args, initial=first, **kwargs)
        self.fields["program"].choices = [("", "—"), *_programs()]
        self.fields["program"].disabled = complaint.application_id is not None
        staff = User.objects.filter(is_active=True, role_assignments__isnull=False)
        self.fields["against"].queryset = staff.distinct().order_by("full_name")


class DeskComplaintForm(forms.Form):
    """As an officer enters it for somebody: at the counter, on the phone, from a letter."""

    channel = forms.ChoiceField(
        label=_("Received"),
        choices=[choice for choice in ComplaintChannel.choices if choice[0] != ComplaintChannel.PORTAL],
    )
    kind = forms.ChoiceField(label=_("About what"), choices=ComplaintKind.choices)
    about = forms.CharField(
        label=_("File or beneficiary"), max_length=40, required=False,
        help_text=_("The reference of the file or of the beneficiary; empty if it is about neither."),
    )  # fmt: skip
    program = forms.ChoiceField(label=_("Programme"), required=False)
    contact_name = forms.CharField(label=_("Name of the person"), max_length=160, required=False)
    contact_phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, help_text=_("For the number of the complaint and the answer."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "dir": "ltr"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the person"), choices=settings.LANGUAGES)
    text = forms.CharField(
        label=_("The complaint, in the person’s words"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )
    document = OwnComplaintForm.base_fields["document"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["program"].choices = [("", "—"), *_programs()]

    def clean_contact_phone(self) -> str:
        typed = self.cleaned_data["contact_phone"]
        try:
            return normalise_phone(typed) if typed else ""
        except InvalidValue as problem:
            raise forms.ValidationError(problem.message) from problem


def _programs() -> list[tuple[str, str]]:
    return [(program.code, localized(program, "name")) for program in Program.objects.all()]
