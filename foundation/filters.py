"""Filters of staff lists: a FilterSet that copies only what a page changes, and its form written without a template a field."""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Iterator
from html import escape
from typing import Any

import django_filters
from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe


class _Filters(OrderedDict):
    """Declared filters; a filter set's own copy shares their choices, which nobody changes in place."""

    def __deepcopy__(self, memo: dict[int, Any]) -> OrderedDict:
        copies = OrderedDict()
        for name, declared in self.items():
            copies[name] = mine = copy.copy(declared)
            mine.__dict__.pop("_field", None)
            mine.extra = dict(declared.extra)
            if mine.method is not None:
                mine.method = declared.method  # binds it to the copy
        return copies


class _Fields(dict):
    """Fields that were made for this one form: it may keep them."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return dict(self)


class ListFilterSet(django_filters.FilterSet):
    """A FilterSet as any other, at a third of the price of a page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        declared = type(self)
        if not isinstance(declared.base_filters, _Filters):
            declared.base_filters = _Filters(declared.base_filters)
        super().__init__(*args, **kwargs)

    def get_form_class(self) -> type[forms.Form]:
        form_class = super().get_form_class()
        form_class.base_fields = _Fields(form_class.base_fields)
        return form_class


def written_grid(form: forms.Form) -> SafeString:
    """All fields with their labels and what is wrong with them, as the template of `<c-filters>` would write them."""
    return mark_safe("".join(_cell(field) for field in form))  # noqa: S308 (escaped piece by piece)


def written_field(field: BoundField) -> SafeString:
    """As `{{ field }}`: a choice, or a line of text, in one go rather than with a template for the whole and each option."""
    widget = field.field.widget
    if type(widget) not in (forms.Select, forms.TextInput, forms.HiddenInput) or field.field.localize:
        return SafeString(field)
    attributes = {**widget.attrs, **field.build_widget_attrs({}, widget)}
    if field.auto_id:
        attributes.setdefault("id", field.auto_id)
    name, told = escape(field.html_name), "".join(_attributes(attributes))
    if isinstance(widget, forms.Select):
        options = "".join(_options(widget.choices, set(widget.format_value(field.value()) or ())))
        return mark_safe(f'<select name="{name}"{told}>{options}</select>')  # noqa: S308 (escaped piece by piece)
    value = widget.format_value(field.value())
    shown = "" if value is None else f' value="{escape(str(value))}"'
    return mark_safe(f'<input type="{widget.input_type}" name="{name}"{shown}{told}>')  # noqa: S308 (escaped piece by piece)


def _cell(field: BoundField) -> str:
    if field.is_hidden:
        return written_field(field)
    label, errors = escape(str(field.label)), field.errors
    head = (
        f'<span class="label">{label}</span>'
        if field.use_fieldset
        else f'<label for="{escape(field.id_for_label or "")}">{label}</label>'
    )
    bad = " field-bad" if errors else ""
    return f'<div class="field{bad}">{head}{errors or ""}{written_field(field)}</div>'


def _attributes(attributes: dict[str, Any]) -> Iterator[str]:
    for name, value in attributes.items():
        if value is True:
            yield f" {name}"
        elif value is not False:
            yield f' {name}="{escape(str(value))}"'


def _options(choices: Any, chosen: set[str]) -> Iterator[str]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield f'<optgroup label="{escape(str(value))}">'
            yield from _options(label, chosen)
            yield "</optgroup>"
            continue
        text = "" if value is None else str(value)
        selected = " selected" if text in chosen else ""
        chosen.discard(text)  # one only, as Django does
        yield f'<option value="{escape(text)}"{selected}>{escape(str(label))}</option>'
