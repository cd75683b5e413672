"""What an administrator types about colleagues."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.people.choices import Role
from accounts.people.models import RoleAssignment, User


class ScopeForm(forms.Form):
    """A role and how far it reaches."""

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    program = forms.CharField(
        label=_("Programme"),
        required=False,
        max_length=30,
        help_text=_("Code of the programme. Empty: every programme."),
    )
    area = forms.CharField(
        label=_("Area"), required=False, max_length=20,
        help_text=_("HCP code, for example 07 or 07.041. Empty: the whole country."),
    )  # fmt: skip


class InvitationForm(ScopeForm):
    email = forms.EmailField(label=_("E-mail"))
    full_name = forms.CharField(label=_("Full name"), max_length=160)
    field_order = ["full_name", "email", "role", "program", "area"]


class RoleForm(ScopeForm):
    until = forms.DateTimeField(
        label=_("Until"), required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text=_("Empty: until somebody ends it."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class AbsenceForm(forms.Form):
    substitute = forms.ModelChoiceField(label=_("Substitute"), queryset=User.objects.none())
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    ends_on = forms.DateField(label=_("Until, that day included"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = RoleAssignment.objects.live().filter(substitutes_for=None).values("user")
        self.fields["substitute"].queryset = User.objects.filter(pk__in=staff).exclude(pk=user.pk).order_by("full_name")


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(label=_("To"), queryset=User.objects.none())

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = RoleAssignment.objects.live().filter(substitutes_for=None).values("user")
        self.fields["to"].queryset = User.objects.filter(pk__in=staff).exclude(pk=user.pk).order_by("full_name")


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What uses it"), max_length=80)
    days = forms.IntegerField(label=_("Days it lasts"), min_value=1, max_value=365, initial=365)
