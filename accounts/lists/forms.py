"""Keeping a view under a name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.lists.choices import Audience
from accounts.lists.queries import audiences_of
from accounts.people.models import User
from accounts.people.scopes import assignments_of


class KeepViewForm(forms.Form):
    """Whoever has no role or programme of their own cannot share with one."""

    name = forms.CharField(label=_("Name of the view"), max_length=80)
    audience = forms.ChoiceField(label=_("For whom"), choices=(), initial=Audience.PRIVATE)
    is_default = forms.BooleanField(label=_("Open this list with it"), required=False)
    query = forms.CharField(required=False, widget=forms.HiddenInput)
    columns = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="keep_%s", **kwargs)
        live = assignments_of(user)
        self.fields["audience"].choices = audiences_of({row.role for row in live}, {row.program for row in live})
