"""What people type about an import."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from artisans.imports.registry import IMPORT_KINDS, ImportKind


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of list"))
    file = forms.FileField(
        label=_("File to import"), help_text=_("XLSX or CSV, up to a million rows. The first sheet is read."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Where the list comes from"), max_length=120,
        help_text=_("For example “Délégation d'Al Haouz”. How its columns are read is remembered under this name."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Why it is imported"), max_length=240)

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(name, IMPORT_KINDS[name].label) for name in kinds]


class MappingForm(forms.Form):
    """One choice for each column of the file."""

    def __init__(
        self, *args: Any, kind: ImportKind, headings: Sequence[str], samples: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Leave out")), *((column.name, column.label) for column in kind.all_columns())]
        for place, heading in enumerate(headings):
            sample = samples[place] if place < len(samples) else ""
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=heading or f"{place + 1}", choices=choices, required=False,
                help_text=_("For example: %(sample)s") % {"sample": sample} if sample else "",
            )  # fmt: skip

    def mapping(self) -> dict[str, str]:
        return {name.removeprefix("column_"): value for name, value in self.cleaned_data.items() if value}


class AcceptForm(forms.Form):
    with_changes = forms.BooleanField(label=_("Also correct the people already registered"), required=False)
    with_suspects = forms.BooleanField(
        label=_("Also register the undecided suspects as new people"), required=False,
        help_text=_("Only if you are sure: a duplicate may be paid twice. Say why below."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Reason or remark"), max_length=240, required=False)
