"""What the secretary types about meetings and their people."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.budget.desk import DayField
from reports.board.choices import AgendaKind
from reports.meetings.choices import Presence
from reports.meetings.models import BoardMember, BoardRules
from reports.meetings.queries import SeatOnDay

_ARABIC = {"dir": "rtl", "lang": "ar"}


class MeetingForm(forms.Form):
    """A meeting to plan."""

    held_on = DayField(label=_("Day of the meeting"))
    title_fr = forms.CharField(label=_("Title in French"), max_length=200)
    title_ar = forms.CharField(label=_("Title in Arabic"), max_length=200, widget=forms.TextInput(attrs=_ARABIC))
    place = forms.CharField(label=_("Place"), max_length=120)


class PointForm(forms.Form):
    """One point of the agenda; one without a title is left out."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaKind.choices)
    title_fr = forms.CharField(label=_("Title in French"), max_length=240, required=False)
    title_ar = forms.CharField(
        label=_("Title in Arabic"), max_length=240, required=False, widget=forms.TextInput(attrs=_ARABIC)
    )


AgendaForms = forms.formset_factory(PointForm, extra=3, can_order=True, max_num=40)


class ResolutionForm(forms.Form):
    """A draft resolution."""

    text_fr = forms.CharField(label=_("Text in French"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    text_ar = forms.CharField(
        label=_("Text in Arabic"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2, **_ARABIC})
    )
    owner = forms.CharField(label=_("Owner"), max_length=160)
    due_on = DayField(label=_("Due day"), required=False)


class MinutesForm(forms.Form):
    """The minutes."""

    text_fr = forms.CharField(label=_("Text in French"), max_length=40_000, widget=forms.Textarea(attrs={"rows": 12}))
    text_ar = forms.CharField(
        label=_("Text in Arabic"), max_length=40_000, required=False,
        widget=forms.Textarea(attrs={"rows": 12, **_ARABIC}),
    )  # fmt: skip


class PresenceForm(forms.Form):
    """One member's presence."""

    presence = forms.ChoiceField(label=_("Presence"), choices=Presence.choices)
    represented_by = forms.ModelChoiceField(
        label=_("represented by"), queryset=BoardMember.objects.none(), required=False, empty_label="—"
    )


def presence_forms(seats: list[SeatOnDay], data=None) -> list[tuple[SeatOnDay, PresenceForm]]:
    """A form for each seat, filled with what is on record."""
    members = BoardMember.objects.filter(pk__in=[seat.member.pk for seat in seats])
    made = []
    for seat in seats:
        known = seat.attendance
        initial = {"presence": known.presence, "represented_by": known.represented_by_id} if known else {}
        form = PresenceForm(data, prefix=f"m{seat.member.pk}", initial=initial)
        form.fields["represented_by"].queryset = members.exclude(pk=seat.member.pk)
        made.append((seat, form))
    return made


class RulesForm(forms.ModelForm):
    """The board's calendar."""

    class Meta:
        model = BoardRules
        fields = ["convocation_days", "quorum_percent", "build_days", "monthly_day", "keep_drafts_days"]


class MemberForm(forms.ModelForm):
    """A seat of the board."""

    class Meta:
        model = BoardMember
        fields = ["position", "seat", "body_fr", "body_ar", "name", "email", "user", "since", "until", "source"]
        widgets = {"body_ar": forms.TextInput(attrs=_ARABIC)}
