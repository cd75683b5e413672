"""Question types of several parts: rows of a table, a fact of the register to confirm, a number of identity."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from artisans import identifiers
from foundation.characters import tidy
from foundation.errors import InvalidValue
from foundation.words import in_language
from programs.calls.sealing import sealed, unsealed

MOST_ROWS = 30
_SPARE_ROWS = 3
IDENTIFIER_KINDS = {
    "cnie": identifiers.check_cnie, "ice": identifiers.check_ice, "rna": identifiers.check_rna, "passport": identifiers.check_passport
}  # fmt: skip


class IdentifierField(forms.CharField):
    """A number of the kinds the register knows, checked as there; the answer is sealed."""

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        self.kind = question.get("kind", "cnie")
        super().__init__(
            widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "autocapitalize": "characters"}),
            max_length=40,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        return unsealed(value)

    def clean(self, value: Any) -> str | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return sealed(IDENTIFIER_KINDS[self.kind](text).value)
        except InvalidValue as problem:
            raise ValidationError(problem.message) from problem


class TableWidget(forms.Widget):
    """Rows of small fields. A few empty rows stand below what was written; saving gives new ones."""

    template_name = "portal/widgets/table.html"
    use_fieldset = True

    def __init__(self, columns: list[dict[str, Any]], most: int) -> None:
        super().__init__()
        self.columns, self.most = columns, most

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> list[dict[str, Any]]:
        """From a page, `name-row-column`; from a machine, the list itself."""
        if isinstance(data.get(name), list) and all(isinstance(row, Mapping) for row in data[name]):
            return [dict(row) for row in data[name]]
        rows = []
        for number in range(self.most):
            row = {column["code"]: data.get(f"{name}-{number}-{column['code']}", "") for column in self.columns}
            rows.append(row)
        return [row for row in rows if any(tidy(str(value or "")) for value in row.values())]

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-{self.columns[0]['code']}" if self.columns else id_

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = [row for row in value or [] if isinstance(row, Mapping)]
        shown = min(self.most, max(len(given) + _SPARE_ROWS, 3)) if len(given) < self.most else self.most
        base = (attrs or {}).get("id", name)
        rows = []
        for number in range(shown):
            row = given[number] if number < len(given) else {}
            cells = [self._cell(column, name, base, number, row) for column in self.columns]
            rows.append({"number": number + 1, "cells": cells})
        context["widget"] |= {"columns": self.columns, "rows": rows}
        return context

    def _cell(
        self, column: dict[str, Any], name: str, base: str, number: int, row: Mapping[str, Any]
    ) -> dict[str, Any]:
        code = column["code"]
        label = _("%(column)s, row %(number)s") % {"column": column["label"], "number": number + 1}
        field = column["field"]
        html = field.widget.render(
            f"{name}-{number}-{code}",
            field.prepare_value(row.get(code)),
            {"id": f"{base}-{number}-{code}", "aria-label": label},
        )
        return {"html": html, "label": column["label"], "unit": column["unit"]}


class TableField(forms.Field):
    """A list of rows {column: value}. A row without anything is no row."""

    def __init__(self, *, question: Mapping[str, Any], language: str, build: Any, **kwargs: Any) -> None:
        self.columns = [
            {
                "code": column["code"],
                "label": in_language(column.get("label"), language) or column["code"],
                "unit": in_language(column.get("unit"), language),
                "required": bool(column.get("required")),
                "field": build(column, language),
            }
            for column in question.get("columns", ())
        ]
        self.fewest = int(question.get("min", 0))
        self.most = min(int(question.get("max", 10)), MOST_ROWS)
        super().__init__(widget=TableWidget(self.columns, self.most), **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]] | None:
        rows, wrong = [], []
        for number, given in enumerate(value or [], start=1):
            row: dict[str, Any] = {}
            for column in self.columns:
                try:
                    cell = column["field"].clean(given.get(column["code"]))
                except ValidationError as problem:
                    wrong.append(self._told(number, column["label"], problem.messages[0]))
                    continue
                if cell not in (None, "", []):
                    row[column["code"]] = cell
                elif column["required"]:
                    wrong.append(self._told(number, column["label"], _("This field is required.")))
            if row:
                rows.append(row)
        if wrong:
            raise ValidationError(wrong)
        if len(rows) > self.most:
            raise ValidationError(_("At most %(number)s rows.") % {"number": self.most})
        if rows and len(rows) < self.fewest:
            raise ValidationError(_("At least %(number)s rows.") % {"number": self.fewest})
        return rows or None

    @staticmethod
    def _told(number: int, column: str, sentence: str) -> str:
        return _("Row %(number)s, %(column)s: %(sentence)s") % {
            "number": number,
            "column": column,
            "sentence": sentence,
        }


class PartyFactWidget(forms.Widget):
    """What the register says, and whether it is right."""

    template_name = "portal/widgets/party_fact.html"
    use_fieldset = True
    fact = ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> dict[str, str] | None:
        if isinstance(data.get(name), Mapping):
            return dict(data[name])
        state = data.get(f"{name}_state", "")
        return {"state": state, "note": data.get(f"{name}_note", "")} if state else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_right"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        given = value if isinstance(value, Mapping) else {}
        context["widget"] |= {
            "fact": self.fact,
            "state": given.get("state", ""),
            "note": unsealed(given.get("note", "")),
        }
        return context


class PartyFactField(forms.Field):
    """{"state": "right"}, or {"state": "wrong", "note": what it should be, sealed}. The register itself is not changed."""

    def __init__(self, *, question: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(widget=PartyFactWidget(), **kwargs)

    def clean(self, value: Any) -> dict[str, str] | None:
        if not value:
            return None
        if value.get("state") == "right":
            return {"state": "right"}
        note = tidy(unsealed(value.get("note") or ""))[:300]
        if value.get("state") != "wrong" or not note:
            raise ValidationError(_("Say what it should be."))
        return {"state": "wrong", "note": sealed(note)}
