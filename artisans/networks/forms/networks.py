"""Members, invitations, commitments, the state of a network."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from artisans.networks.choices import CommitmentKind, CommitmentSide, LeaveReason, MemberStatus
from artisans.networks.forms.fields import DayField
from artisans.networks.models import Network
from foundation.time import today

_TEXT = {"rows": 3}
_LEAVE = [pair for pair in LeaveReason.choices if pair[0] != LeaveReason.NETWORK_CLOSED]


class MemberForm(forms.Form):
    """A membership already agreed on paper."""

    member = forms.CharField(
        label=_("Beneficiary"),
        max_length=60,
        help_text=_("Reference, card number or phone of the new member."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )
    from_on = DayField(label=_("From"), initial=today, help_text=_("The day on the paper both sides signed."))


class InviteForm(forms.Form):
    who = forms.CharField(
        label=_("Who is invited"),
        max_length=60,
        help_text=_(
            "Phone number, card number (CNIE or RNA) or reference. The artisan receives a code by text message."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code the artisan received"),
        max_length=12,
        help_text=_("Six digits, read to you by the artisan. After five wrong codes the invitation lapses."),
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class LeaveForm(forms.Form):
    on = DayField(label=_("Last day"), initial=today)
    reason = forms.ChoiceField(label=_("Why it ends"), choices=_LEAVE)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=500, widget=forms.Textarea(attrs=_TEXT),
        help_text=_("Needed for another reason. Name nobody else here."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("reason") == LeaveReason.OTHER and not data.get("note"):
            self.add_error("note", _("Write the other reason."))
        return data


class ShortLeaveForm(LeaveForm):
    """On the portal: today is the last day."""

    on = None  # type: ignore[assignment]


class CorrectionForm(forms.Form):
    from_on = DayField(label=_("From"))
    to_on = DayField(label=_("Until"))
    why = forms.CharField(
        label=_("Why the dates were wrong"), max_length=500, widget=forms.Textarea(attrs=_TEXT),
        help_text=_("The former dates and this reason stay in the history."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs=_TEXT))


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("What was said or decided"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class CommitmentForm(forms.Form):
    side = forms.ChoiceField(label=_("Who promises"), choices=CommitmentSide.choices)
    member = forms.ChoiceField(label=_("Towards"), required=False)
    kind = forms.ChoiceField(label=_("About"), choices=CommitmentKind.choices)
    text = forms.CharField(
        label=_("Commitment"), max_length=300, widget=forms.Textarea(attrs=_TEXT),
        help_text=_("What can be seen to be kept or not, with its figure: “Pays each member within 15 days of delivery”."),
    )  # fmt: skip
    from_on = DayField(label=_("From"), initial=today)
    due_on = DayField(label=_("To be kept by"), help_text=_("The day on which it is judged."))

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = (
            network.memberships.filter(status=MemberStatus.ACTIVE).select_related("party").order_by("party__sort_fr")
        )
        self.fields["member"].choices = [
            ("", _("All members")),
            *((str(row.pk), str(row.party)) for row in members[:300]),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("from_on") and data.get("due_on") and data["due_on"] < data["from_on"]:
            self.add_error("due_on", _("The end cannot be before the start."))
        return data


class JudgeForm(forms.Form):
    note = forms.CharField(label=_("What was seen"), max_length=500, widget=forms.Textarea(attrs=_TEXT))
