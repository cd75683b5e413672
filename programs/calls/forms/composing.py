"""The form of a form: its title, a section, a question of any type."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from foundation.files import MAX_BYTES
from foundation.words import LANGUAGES, in_language
from programs.calls import editing
from programs.calls.facts import FACTS
from programs.calls.forms import conditions
from programs.calls.forms.words import words_fields, words_in, words_initial
from programs.calls.question_types import COLUMN_TYPES, UPLOADS
from programs.calls.question_words import TYPE_WORDS

SPARE_CHOICES, SPARE_COLUMNS = 4, 3
_MEGABYTE = 1024 * 1024
_TEXTS = {"text", "long_text"}
_NUMBERS = {"integer", "decimal", "money", "percent", "year"}


class HeadingForm(forms.Form):
    """The title of the form, and which question says the amount asked for."""

    def __init__(self, *args: Any, definition: Mapping[str, Any], **kwargs: Any) -> None:
        initial = words_initial(definition.get("title"), "title") | {
            "amount_question": definition.get("amount_question", "")
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields.update(words_fields("title", _("Title"), maximum=120))
        amounts = [
            (row["code"], in_language(row.get("label")) or row["code"])
            for part in definition["sections"]
            for row in part["questions"]
            if row["type"] == "money"
        ]
        self.fields["amount_question"] = forms.ChoiceField(
            label=_("Question that says the amount asked for"), required=False, choices=[("", _("None")), *amounts]
        )

    @property
    def title(self) -> dict[str, str]:
        return words_in(self.cleaned_data, "title")


class SectionForm(forms.Form):
    """A section's title and introduction."""

    def __init__(
        self, *args: Any, definition: Mapping[str, Any], section: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        self.definition, self.section = definition, section or {}
        initial = words_initial(self.section.get("title"), "title") | words_initial(self.section.get("intro"), "intro")
        super().__init__(*args, initial=initial, **kwargs)
        self.fields.update(words_fields("title", _("Title"), maximum=120))
        self.fields.update(words_fields("intro", _("Introduction"), long=True, maximum=1000))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not words_in(data, "title"):
            self.add_error("title_fr", _("Give the section a title in one language at least."))
        return data

    def as_section(self) -> dict[str, Any]:
        title, intro = words_in(self.cleaned_data, "title"), words_in(self.cleaned_data, "intro")
        taken = {section["code"] for section in self.definition["sections"]}
        code = self.section.get("code") or editing.free_code(taken, title.get("fr") or title.get("en") or "section")
        return {"code": code, "title": title, **({"intro": intro} if intro else {})}


class QuestionForm(forms.Form):
    """One question. Which fields there are depends on its type, which is chosen before and stays."""

    def __init__(
        self,
        *args: Any,
        definition: Mapping[str, Any],
        kind: str,
        section: str,
        question: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.definition, self.kind, self.question = definition, kind, question or {}
        self.known = {row["code"]: row for part in definition["sections"] for row in part["questions"]}
        self.old = self.question.get("code", "")
        super().__init__(*args, initial=self._initial(section), **kwargs)
        self._add_words()
        self._add_kind()
        self._add_limits()
        self._add_privacy(section)

    def groups(self) -> list[tuple[str, list[Any]]]:
        """The bound fields under their headings; rows of answers, columns and conditions have templates of their own."""
        plan = [
            (_("Words"), ("label_", "help_", "statement_", "example_", "unit_")),
            (_("Answer"), ("kind", "fact", "min", "max", "accept", "max_")),
            (_("Handling"), ("personal", "hidden_from_reviewers", "section", "code")),
        ]
        found = []
        for title, starts in plan:
            names = [name for name in self.fields if name.startswith(starts)]
            if names:
                found.append((str(title), [self[name] for name in names]))
        return found

    def choice_rows(self) -> list[list[Any]]:
        return self._rows("choice", ("code", *LANGUAGES))

    def column_rows(self) -> list[list[Any]]:
        return self._rows("column", ("type", "code", *LANGUAGES, "required"))

    def condition_rows(self, name: str) -> list[list[Any]]:
        return self._rows(name, ("question", "test", "value"))

    @property
    def shown_rows(self) -> list[list[Any]]:
        return self.condition_rows("shown_when")

    @property
    def required_rows(self) -> list[list[Any]]:
        return self.condition_rows("required_when")

    def _rows(self, name: str, parts: tuple[str, ...]) -> list[list[Any]]:
        found, number = [], 0
        while f"{name}_{number}_{parts[0]}" in self.fields:
            found.append([self[f"{name}_{number}_{part}"] for part in parts])
            number += 1
        return found

    def _initial(self, section: str) -> dict[str, Any]:
        row = self.question
        found: dict[str, Any] = {"section": section, "code": self.old}
        for name in ("label", "help", "statement", "example", "unit"):
            found |= words_initial(row.get(name), name)
        found |= {
            name: row.get(name)
            for name in ("kind", "fact", "min", "max", "max_files", "personal", "hidden_from_reviewers")
        }
        found["accept"] = row.get("accept") or ["pdf", "jpeg", "png", "heic", "webp"]
        found["max_mb"] = row["max_bytes"] / _MEGABYTE if "max_bytes" in row else None
        found["requirement"] = "always" if row.get("required") else "when" if row.get("required_when") else "no"
        found |= conditions.initial_of("shown_when", row.get("shown_when"), self.known)
        found |= conditions.initial_of("required_when", row.get("required_when"), self.known)
        for number, choice in enumerate(row.get("choices", ())):
            found[f"choice_{number}_code"] = choice["code"]
            found |= {
                f"choice_{number}_{language}": choice.get("label", {}).get(language, "") for language in LANGUAGES
            }
        for number, column in enumerate(row.get("columns", ())):
            found |= {f"column_{number}_{part}": column.get(part) for part in ("code", "type", "required")}
            found |= {
                f"column_{number}_{language}": column.get("label", {}).get(language, "") for language in LANGUAGES
            }
        return found

    def _add_words(self) -> None:
        self.fields.update(words_fields("label", _("Text of the question"), maximum=300))
        self.fields.update(words_fields("help", _("Help"), long=True))
        if self.kind == "declaration":
            self.fields.update(words_fields("statement", _("Statement"), long=True, maximum=1500))
        if self.kind in _TEXTS | _NUMBERS | {"date", "identifier", "phone", "email"}:
            self.fields.update(words_fields("example", _("Example"), maximum=200))
        if self.kind in {"integer", "decimal"}:
            self.fields.update(words_fields("unit", _("Unit"), maximum=60))

    def _add_kind(self) -> None:
        row = self.question
        if self.kind == "identifier":
            kinds = [
                ("cnie", _("National identity card")),
                ("ice", _("ICE")),
                ("rna", _("Register of crafts")),
                ("passport", _("Passport")),
            ]
            self.fields["kind"] = forms.ChoiceField(label=_("Which number"), choices=kinds)
        if self.kind == "party_fact":
            self.fields["fact"] = forms.ChoiceField(label=_("What is shown"), choices=list(FACTS.items()))
        if self.kind in {"choice", "choices"}:
            self._add_rows("choice", len(row.get("choices", ())) + SPARE_CHOICES)
        if self.kind == "table":
            self._add_rows("column", min(len(row.get("columns", ())) + SPARE_COLUMNS, 8))

    def _add_rows(self, name: str, count: int) -> None:
        for number in range(count):
            ordinal = {"number": number + 1}
            if name == "column":
                kinds = [(kind, TYPE_WORDS[kind][0]) for kind in COLUMN_TYPES if kind != "choice"]
                if self.initial.get(f"column_{number}_type") == "choice":
                    kinds.append(("choice", TYPE_WORDS["choice"][0]))
                self.fields[f"column_{number}_type"] = forms.ChoiceField(
                    label=_("Type of row %(number)s") % ordinal, choices=kinds, required=False
                )
                self.fields[f"column_{number}_required"] = forms.BooleanField(
                    label=_("Row %(number)s is required") % ordinal, required=False
                )
            self.fields[f"{name}_{number}_code"] = forms.RegexField(
                r"^[A-Za-z0-9_]{1,40}$", label=_("Code of row %(number)s") % ordinal, required=False,
                error_messages={"invalid": _("A code has Latin letters, digits and underscores only.")},
                widget=forms.TextInput(attrs={"dir": "ltr"}),
            )  # fmt: skip
            for language, label in words_fields("x", _("Row %(number)s") % ordinal, maximum=200).items():
                self.fields[f"{name}_{number}_{language[-2:]}"] = label

    def _add_limits(self) -> None:
        kind = self.kind
        number = {"required": False, "widget": forms.TextInput(attrs={"inputmode": "decimal", "dir": "ltr"})}
        if kind in _TEXTS:
            self.fields["min"] = forms.IntegerField(
                label=_("Signs at least"), min_value=1, max_value=5000, required=False
            )
            self.fields["max"] = forms.IntegerField(
                label=_("Signs at most"), min_value=1, max_value=20000, required=False
            )
        elif kind in _NUMBERS:
            self.fields["min"] = forms.DecimalField(label=_("Smallest value"), **number)
            self.fields["max"] = forms.DecimalField(label=_("Largest value"), **number)
        elif kind == "table":
            self.fields["min"] = forms.IntegerField(label=_("Rows at least"), min_value=1, max_value=30, required=False)
            self.fields["max"] = forms.IntegerField(label=_("Rows at most"), min_value=1, max_value=30, required=False)
        elif kind == "date":
            for name, label in (("min", _("Not before")), ("max", _("Not after"))):
                self.fields[name] = forms.RegexField(
                    r"^(today|\d{4}-\d{2}-\d{2})$", label=label, required=False, help_text=_("A day as 2026-01-31, or “today”."),
                    error_messages={"invalid": _("Write a day as 2026-01-31, or “today”.")}, widget=forms.TextInput(attrs={"dir": "ltr"}),
                )  # fmt: skip
        if kind in {"document", "photo"}:
            kinds = [("pdf", "PDF"), ("jpeg", "JPEG"), ("png", "PNG"), ("heic", "HEIC"), ("webp", "WebP")]
            self.fields["accept"] = forms.MultipleChoiceField(
                label=_("Kinds of files"),
                choices=kinds if kind == "document" else kinds[1:],
                widget=forms.CheckboxSelectMultiple,
            )
            self.fields["max_files"] = forms.IntegerField(
                label=_("Files at most"), min_value=1, max_value=12, required=False
            )
            self.fields["max_mb"] = forms.DecimalField(
                label=_("Size of a file at most (MB)"),
                min_value=1,
                max_value=20,
                required=False,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            )

    def _add_privacy(self, section: str) -> None:
        self.fields["requirement"] = forms.ChoiceField(
            label=_("Must it be answered?"), widget=forms.RadioSelect,
            choices=[("no", _("No, it is optional")), ("always", _("Yes, always")), ("when", _("Yes, when the conditions below hold"))],
        )  # fmt: skip
        askable = conditions.askable_before(self.definition, self.old, section)
        conditions.add_rows(self, "required_when", askable)
        conditions.add_rows(self, "shown_when", askable)
        self.fields["personal"] = forms.BooleanField(
            label=_("The answer is personal data"),
            required=False,
            help_text=_("It is left out for reviewers and erased with the person’s data."),
        )
        self.fields["hidden_from_reviewers"] = forms.BooleanField(
            label=_("Hide the answer from reviewers"), required=False
        )
        self.fields["section"] = forms.ChoiceField(
            label=_("Section"),
            choices=[
                (part["code"], in_language(part.get("title")) or part["code"]) for part in self.definition["sections"]
            ],
        )
        self.fields["code"] = forms.RegexField(
            r"^[a-z][a-z0-9_]{0,59}$", label=_("Code"), required=False, help_text=_("For rules and exports. Left empty, it is made from the label."),
            error_messages={"invalid": _("A code begins with a small letter and has small letters, digits and underscores only.")},
            widget=forms.TextInput(attrs={"dir": "ltr"}),
        )  # fmt: skip

    @property
    def involved(self) -> list[str]:
        """Names of conditions too involved for rows: they are kept as they are."""
        return [name for name in ("shown_when", "required_when") if conditions.rows_of(self.question.get(name)) is None]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not words_in(data, "label"):
            self.add_error("label_fr", _("Give the question a label in one language at least."))
        code = data.get("code")
        if code and code != self.old and code in self.known:
            self.add_error("code", _("Another question has this code already: choose another one."))
        low, high = data.get("min"), data.get("max")
        if low not in (None, "") and high not in (None, "") and "today" not in (low, high) and low > high:
            self.add_error("max", _("The largest value lies below the smallest."))
        self.conditions = {
            name: self.question.get(name) if name in self.involved else conditions.read_rows(self, name, self.known)
            for name in ("shown_when", "required_when")
        }
        if data.get("requirement") == "when" and not self.conditions["required_when"]:
            self.add_error("required_when_0_question", _("Say when the question must be answered."))
        self._check_rows("choice")
        self._check_rows("column")
        return data

    def _check_rows(self, name: str) -> None:
        seen: set[str] = set()
        for number, code, _words in self._read_rows(name):
            if code in seen:
                self.add_error(f"{name}_{number}_code", _("The code “%(code)s” stands there twice.") % {"code": code})
            seen.add(code)

    def _read_rows(self, name: str) -> list[tuple[int, str, dict[str, str]]]:
        found, number, taken = [], 0, set()
        while f"{name}_{number}_code" in self.fields:
            prefix = f"{name}_{number}"
            words = words_in(self.cleaned_data, prefix)
            code = self.cleaned_data.get(f"{prefix}_code") or ""
            if words or code:
                code = code or editing.free_code(taken, words.get("fr") or words.get("en") or name)
                found.append((number, code, words))
                taken.add(code)
            number += 1
        return found

    def as_question(self) -> dict[str, Any]:
        """The question as it goes into the definition; what is empty is left out."""
        data = self.cleaned_data
        label = words_in(data, "label")
        taken = set(self.known) - {self.old}
        code = (
            data.get("code") or self.old or editing.free_code(taken, label.get("fr") or label.get("en") or "question")
        )
        row: dict[str, Any] = {"code": code, "type": self.kind, "label": label}
        for name in ("help", "example", "unit", "statement"):
            if words := words_in(data, name):
                row[name] = words
        if data["requirement"] == "always":
            row["required"] = True
        if data["requirement"] == "when":
            row["required_when"] = self.conditions["required_when"]
        if self.conditions["shown_when"]:
            row["shown_when"] = self.conditions["shown_when"]
        for name in ("personal", "hidden_from_reviewers"):
            if data.get(name):
                row[name] = True
        for name in ("kind", "fact", "max_files"):
            if data.get(name):
                row[name] = data[name]
        for name in ("min", "max"):
            if data.get(name) not in (None, ""):
                row[name] = conditions.read_number(str(data[name])) if self.kind != "date" else data[name]
        return row | self._parts()

    def _parts(self) -> dict[str, Any]:
        data, found = self.cleaned_data, {}
        if self.kind in {"choice", "choices"} and (rows := self._read_rows("choice")):
            found["choices"] = [{"code": code, "label": words} for _number, code, words in rows]
        elif self.question.get("choices") and self.kind == "countries":
            found["choices"] = self.question["choices"]
        if self.kind == "table" and (rows := self._read_rows("column")):
            earlier = {column["code"]: column for column in self.question.get("columns", ())}
            found["columns"] = [
                {
                    **{key: earlier.get(code, {})[key] for key in ("choices", "unit", "min", "max") if key in earlier.get(code, {})},
                    "code": code, "label": words, "type": data.get(f"column_{number}_type") or "text",
                    **({"required": True} if data.get(f"column_{number}_required") else {}),
                }
                for number, code, words in rows
            ]  # fmt: skip
        if self.kind in UPLOADS and data.get("accept"):
            everything = 5 if self.kind == "document" else 4
            if len(data["accept"]) < everything:
                found["accept"] = data["accept"]
        if data.get("max_mb"):
            found["max_bytes"] = min(int(data["max_mb"] * _MEGABYTE), max(MAX_BYTES, 20 * _MEGABYTE))
        return found
