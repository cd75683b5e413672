"""What people type about reports."""

from django import forms
from django.utils.translation import gettext_lazy as _

MAX_PDF = 20 * 1024 * 1024


class NarrativeForm(forms.Form):
    """The officers' text beside a section."""

    section = forms.SlugField(widget=forms.HiddenInput, max_length=40)
    text_fr = forms.CharField(
        label=_("Text in French"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A code in braces, such as {M.04}, prints the figure of that code."),
    )  # fmt: skip
    text_ar = forms.CharField(
        label=_("Text in Arabic"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "rtl", "lang": "ar"}),
    )


class CheckForm(forms.Form):
    """A file or its hash, to compare with what was issued. The file is hashed and forgotten."""

    file = forms.FileField(label=_("The PDF you received"), required=False)
    sha256 = forms.CharField(
        label=_("or its SHA-256 fingerprint"), required=False, max_length=80, strip=True,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > MAX_PDF:
            raise forms.ValidationError(_("The file is larger than 20 MB."))
        return file

    def clean_sha256(self) -> str:
        typed = self.cleaned_data["sha256"].replace(" ", "").lower()
        if typed and (len(typed) != 64 or set(typed) - set("0123456789abcdef")):
            raise forms.ValidationError(_("A SHA-256 fingerprint has 64 characters, 0 to 9 and a to f."))
        return typed

    def clean(self) -> dict:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("file") and not cleaned.get("sha256"):
            raise forms.ValidationError(_("Choose the PDF or paste its fingerprint."))
        return cleaned
