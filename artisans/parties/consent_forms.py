"""What officers type about a person's agreement, at entry and later."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from artisans.parties.choices import ConsentPurpose
from artisans.parties.form_parts import SectionedForm
from artisans.parties.notices import current_notice, notices
from foundation.words import in_language

CHANNELS = [("counter", _("At the counter, read aloud")), ("paper", _("On paper, signed"))]


class ConsentForm(forms.Form):
    """A consent recorded later: also one given on paper under an older version of the notice."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=ConsentPurpose.choices)
    notice_version = forms.ChoiceField(label=_("Version of the notice"), choices=())
    channel = forms.ChoiceField(label=_("Given by"), choices=CHANNELS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = current_notice()
        self.notice = now
        self.fields["notice_version"].initial = now.version
        self.fields["notice_version"].choices = [
            (row.version, row.version) for row in reversed(notices()) if row.in_force_from <= now.in_force_from
        ]


class EntryConsentForm(SectionedForm):
    """Beside a new entry: the notice in force, how the person heard it, and each purpose agreed to on its own."""

    SECTIONS = [
        (
            _("Consent of the person"),
            _("Read the notice aloud or have it read, then note what the person agreed to."),
            ["channel", *(f"agrees_{purpose}" for purpose in ConsentPurpose.values)],
        ),
    ]

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    channel = forms.ChoiceField(
        label=_("How the person agreed"), required=False, choices=[("", _("Not asked yet")), *CHANNELS],
        help_text=_("A file cannot be submitted before the person has agreed."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = current_notice()
        self.fields["version"].initial = self.notice.version
        for purpose in ConsentPurpose.values:
            label = in_language(self.notice.purposes[purpose])
            self.fields[f"agrees_{purpose}"] = forms.BooleanField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        agreed = [purpose for purpose in ConsentPurpose.values if data.get(f"agrees_{purpose}")]
        if agreed and not data.get("channel"):
            self.add_error("channel", _now("Say how the person agreed."))
        if data.get("channel") and not agreed:
            self.add_error("channel", _now("Note what the person agreed to, or choose “Not asked yet”."))
        if agreed and data.get("version") != self.notice.version:
            # The words on the page are no longer those in force: nobody agreed to the new ones.
            self.data = {**self.data.dict(), self.add_prefix("version"): self.notice.version}
            self.add_error("channel", _now("The notice has changed meanwhile. Read the new one aloud."))
        return {**data, "agreed": agreed}
