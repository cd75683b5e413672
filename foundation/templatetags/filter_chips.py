"""``{% filter_chips filter as chips %}``: what is chosen in a FilterSet, each with the address of the list without it.

``{% filter_grid filter %}``: the fields of its form.
"""

from dataclasses import dataclass
from typing import Any

from django import forms, template
from django.template.context import RequestContext
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django_filters import FilterSet

from foundation.filters import written_grid

register = template.Library()


@dataclass(frozen=True)
class Chip:
    label: str
    value: str
    url: str


@register.simple_tag(takes_context=True)
def filter_chips(context: RequestContext, filterset: FilterSet | None) -> list[Chip]:
    """One chip a filter that is set and valid, in the order of the form."""
    if filterset is None or not filterset.is_bound or not filterset.form.is_valid():
        return []
    chips = []
    for name, field in filterset.form.fields.items():
        value = filterset.form.cleaned_data.get(name)
        if value in (None, "", [], ()) or (hasattr(value, "exists") and not value):
            continue
        parameters = context["request"].GET.copy()
        for parameter in list(parameters):
            if parameter == name or (parameter.startswith(f"{name}_") and parameter not in filterset.form.fields):
                del parameters[parameter]
        for page in ("page", "cursor"):
            parameters.pop(page, None)
        label = str(field.label or name)
        chips.append(Chip(label, _shown(field, value), f"{context['request'].path}?{parameters.urlencode()}"))
    return chips


@register.simple_tag
def filter_grid(filterset: FilterSet) -> SafeString:
    """The fields of the filter's form with their labels."""
    return written_grid(filterset.form)


def _shown(field: forms.Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, slice):
        return " – ".join(str(part) for part in (value.start, value.stop) if part is not None)
    choices = dict(_flat(getattr(field, "choices", ()))) if not isinstance(field, forms.ModelChoiceField) else {}
    many = value if isinstance(value, list | tuple) or hasattr(value, "iterator") else [value]
    return ", ".join(str(choices.get(part, choices.get(str(part), part))) for part in many)


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    pairs = []
    for key, label in choices:
        pairs += label if isinstance(label, list | tuple) else [(key, label)]
    return pairs
