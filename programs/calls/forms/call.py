"""A call's own facts: names, dates, money, access codes."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from artisans.networks.forms import AmountField
from foundation.time import CASABLANCA, now
from programs.budget.models import BudgetLine
from programs.calls.choices import CodeKind
from programs.calls.models import Call, FormVersion, Rubric, RuleSet
from programs.catalog.models import Program

_TEXTS = ("name", "offer")


class MomentField(forms.SplitDateTimeField):
    """A day and an hour by the clock on the wall in Morocco, whichever hour it keeps that day.

    In the night when the clock goes forward an hour does not exist: it is refused. The one that comes twice is the first.
    """

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.SplitDateTimeWidget(
            date_attrs={"type": "date"}, time_attrs={"type": "time"}, date_format="%Y-%m-%d", time_format="%H:%M"
        )
        super().__init__(widget=widget, input_time_formats=["%H:%M", "%H:%M:%S"], **kwargs)

    def compress(self, data_list: list[Any]) -> dt.datetime | None:
        if not data_list:
            return None
        if None in data_list or "" in data_list:
            raise forms.ValidationError(_("Give both the day and the hour."))
        return local_moment(*data_list)


def local_moment(day: dt.date, hour: dt.time) -> dt.datetime:
    """That hour of that day in Casablanca."""
    moment = dt.datetime.combine(day, hour, tzinfo=CASABLANCA)
    if moment.astimezone(dt.UTC).astimezone(CASABLANCA).replace(tzinfo=None) != moment.replace(tzinfo=None):
        raise forms.ValidationError(
            _("This hour does not exist: the clock goes forward that night. Choose another hour.")
        )
    return moment


def shifted(moment: dt.datetime | None, years: int = 1) -> dt.datetime | None:
    """The same day and hour on the wall so many years later."""
    if moment is None:
        return None
    local = timezone.localtime(moment, CASABLANCA)
    day = min(local.day, 28) if (local.month, local.day) == (2, 29) else local.day
    return local.replace(year=local.year + years, day=day, tzinfo=None).replace(tzinfo=CASABLANCA)


class CallForm(forms.Form):
    """Everything a call says by itself; form, rules and rubric have pages of their own."""

    def __init__(
        self,
        *args: Any,
        call: Call | None = None,
        programs: list[Program] | None = None,
        initial: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.call = call
        super().__init__(*args, initial=initial or self._initial(), **kwargs)
        if call is None:
            self.fields["program"] = forms.ModelChoiceField(
                label=_("Programme"), queryset=Program.objects.filter(pk__in=[row.pk for row in programs or []])
            )
            self.fields["code"] = forms.SlugField(
                label=_("Code"),
                max_length=40,
                help_text=_("Part of the address of the page: small letters, digits and dashes."),
            )
        self.fields["edition"] = forms.CharField(label=_("Edition"), max_length=30)
        for language, words in (("fr", _("French")), ("ar", _("Arabic")), ("en", _("English"))):
            attrs = {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}
            self.fields[f"name_{language}"] = forms.CharField(
                label=_("Name (%(language)s)") % {"language": words},
                max_length=200,
                widget=forms.TextInput(attrs=attrs),
            )
            self.fields[f"offer_{language}"] = forms.CharField(
                label=_("What it gives (%(language)s)") % {"language": words}, required=False, max_length=4000,
                widget=forms.Textarea(attrs={**attrs, "rows": 3}),
            )  # fmt: skip
        self._add_rest()
        self.order_fields(
            [
                "program",
                "code",
                "edition",
                "name_fr",
                "name_ar",
                "name_en",
                "offer_fr",
                "offer_ar",
                "offer_en",
                "opens_at",
                "closes_at",
            ]
        )

    def _add_rest(self) -> None:
        self.fields["opens_at"] = MomentField(label=_("Opens (time of Morocco)"))
        self.fields["closes_at"] = MomentField(
            label=_("Closes (time of Morocco)"), required=False, help_text=_("Empty: open until further notice.")
        )
        self.fields["audience"] = forms.ChoiceField(
            label=_("Open to"), choices=Call._meta.get_field("audience").choices
        )
        self.fields["is_by_invitation"] = forms.BooleanField(
            label=_("By invitation: only people with an access code can begin"), required=False
        )
        self.fields["places"] = forms.IntegerField(label=_("Places"), min_value=1, required=False)
        self.fields["max_amount"] = AmountField(label=_("Ceiling per file (MAD)"), required=False)
        self.fields["reviews_required"] = forms.IntegerField(
            label=_("Reviews per file"), min_value=0, max_value=9, initial=2
        )
        self.fields["is_fast_track"] = forms.BooleanField(label=_("Fast track (emergency)"), required=False)
        if self.call is not None:
            lines = BudgetLine.objects.filter(program=self.call.version.program_id) | BudgetLine.objects.filter(
                program=None
            )
            self.fields["budget_line"] = forms.ModelChoiceField(label=_("Budget line"), queryset=lines, required=False)

    def _initial(self) -> dict[str, Any]:
        if self.call is None:
            return {"reviews_required": 2, "audience": "any"}
        return {name: getattr(self.call, name) for name in _FIELDS}

    def clean_code(self) -> str:
        code = self.cleaned_data["code"].lower()
        if Call.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another call has this code already: choose another one."))
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("The call must close after it opens."))
        return data

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in _FIELDS if name in self.cleaned_data}


_FIELDS = (
    "edition", "name_fr", "name_ar", "name_en", "offer_fr", "offer_ar", "offer_en", "opens_at", "closes_at", "audience", "is_by_invitation",
    "places", "max_amount", "reviews_required", "is_fast_track", "budget_line",
)  # fmt: skip


def clone_initial(call: Call) -> dict[str, Any]:
    """The next edition as one would write it: years in names and dates one later, the same hour on the wall."""
    found: dict[str, Any] = {name: getattr(call, name) for name in _FIELDS}
    found["opens_at"], found["closes_at"] = shifted(call.opens_at), shifted(call.closes_at)
    for name in ("edition", "name_fr", "name_ar", "name_en", "offer_fr", "offer_ar", "offer_en"):
        found[name] = _next_years(found[name])
    found["code"] = _next_years(call.code)
    if Call.objects.filter(code=found["code"]).exists():
        found["code"] = f"{found['code'][:37]}-2"
    return found


def _next_years(text: str) -> str:
    return re.sub(r"(?<!\d)(20\d\d)(?!\d)", lambda match: str(int(match[1]) + 1), text or "")


class CloneForm(CallForm):
    """The next edition of a call: the same programme, a code of its own."""

    def __init__(self, *args: Any, source: Call, **kwargs: Any) -> None:
        super().__init__(*args, programs=[source.version.program], initial=clone_initial(source), **kwargs)
        del self.fields["program"]


class PartForm(forms.Form):
    """Another form, rule set or rubric for a draft: any of the same programme, or of none."""

    version = forms.ModelChoiceField(label=gettext_lazy("Version"), queryset=FormVersion.objects.none())

    def __init__(self, *args: Any, model: type, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        program = call.version.program_id
        self.fields["version"].queryset = model.objects.filter(program=program) | model.objects.filter(program=None)
        self.fields["version"].empty_label = None


class ExtendForm(forms.Form):
    closes_at = MomentField(label=gettext_lazy("Closes (time of Morocco)"))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=240)


class CloseForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=240)


class CodeForm(forms.Form):
    """An access code to make."""

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [choice for choice in CodeKind.choices if choice[0] == CodeKind.LATE or call.is_by_invitation]
        if call.closes_at is None:
            kinds = [choice for choice in kinds if choice[0] != CodeKind.LATE]
        self.fields["kind"] = forms.ChoiceField(label=_("What it opens"), choices=kinds)
        self.fields["purpose"] = forms.CharField(
            label=_("For whom and why"),
            max_length=200,
            help_text=_("Kept with the code: the journal shows it. No name or number of a person."),
        )
        self.fields["max_uses"] = forms.IntegerField(
            label=_("Applicants who may use it"), min_value=1, max_value=500, initial=1
        )
        self.fields["expires_at"] = MomentField(
            label=_("Valid until (time of Morocco)"), initial=max(now(), call.closes_at or now()) + dt.timedelta(days=3)
        )


PARTS = {"form": FormVersion, "rules": RuleSet, "rubric": Rubric}
