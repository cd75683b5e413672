"""A rule picked from the catalogue, and a rubric."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from artisans.parties.choices import ArtisanCategory, IdentifierKind, LegalForm, PartyKind
from artisans.reference.models import Branch, Trade
from foundation.words import in_language, localized
from programs.calls import editing
from programs.calls.choices import Outcome
from programs.calls.forms.conditions import read_number, read_value, shown_value
from programs.calls.forms.words import words_fields, words_in, words_initial
from programs.calls.question_words import PARAMETER_WORDS, RULE_WORDS, TYPE_WORDS
from programs.calls.rules import RULE_KINDS

# Parameters whose values are a list one ticks.
OFFERED: dict[tuple[str, str], Callable[[], list[tuple[str, Any]]]] = {
    ("category", "in"): lambda: list(ArtisanCategory.choices),
    ("party_kind", "in"): lambda: list(PartyKind.choices),
    ("legal_form", "in"): lambda: [*LegalForm.choices, ("person", _("A person"))],
    ("profile_held", "in"): lambda: [
        ("artisan", _("Artisan")), ("organisation", _("Organisation")), ("exporter", _("Exporter")),
        ("aggregator", _("Aggregator")), ("centre", _("Centre of excellence")),
    ],
    ("identifier_held", "in"): lambda: list(IdentifierKind.choices),
    ("trade", "trades"): lambda: [(row.code, localized(row, "name")) for row in Trade.objects.in_use().order_by("sort_fr")],
    ("trade", "branches"): lambda: [(row.code, localized(row, "name")) for row in Branch.objects.order_by("sort_fr")],
}  # fmt: skip
ASKED_TYPES = ("yes_no", "choice", "integer", "money", "year", "date", "trade", "commune")


class RuleForm(forms.Form):
    """Parameters of the kind, three sentences in three languages, and the question asked before an application."""

    def __init__(
        self,
        *args: Any,
        kind: str,
        questions: list[Mapping[str, Any]],
        taken: set[str],
        rule: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        self.kind, self.rule, self.taken = kind, rule or {}, taken
        self.questions = {question["code"]: question for question in questions}
        self.schema = RULE_KINDS[kind].parameters
        super().__init__(*args, initial=self._initial(), **kwargs)
        for name, schema in self.schema.get("properties", {}).items():
            self.fields[f"p_{name}"] = self._parameter(name, schema)
        self.fields["on_fail"] = forms.ChoiceField(
            label=_("When the rule is not met"), widget=forms.RadioSelect,
            choices=[("fail", _("The file is not eligible")), ("manual", _("A person examines it"))],
        )  # fmt: skip
        self.fields.update(words_fields("pass", _("Sentence when it is met"), maximum=300))
        self.fields.update(words_fields("fail", _("Sentence when it is not met"), maximum=300))
        self.fields.update(words_fields("manual", _("Sentence when a person must look"), maximum=300))
        self._add_question()

    def _add_question(self) -> None:
        self.fields["asks"] = forms.BooleanField(
            label=_("Ask it before an application, without an account"),
            required=False,
            help_text=_("At most five rules ask."),
        )
        self.fields["ask_type"] = forms.ChoiceField(
            label=_("Kind of answer"),
            required=False,
            choices=[(name, TYPE_WORDS[name][0]) for name in ASKED_TYPES if name != "choice" or self._is_choice()],
        )
        self.fields.update(words_fields("ask", _("Question before an application"), maximum=300))

    def _is_choice(self) -> bool:
        return bool(self.rule.get("ask", {}).get("choices"))

    def _initial(self) -> dict[str, Any]:
        rule = self.rule
        found: dict[str, Any] = {"on_fail": rule.get("on_fail", "fail"), "asks": "ask" in rule}
        for name, value in rule.get("parameters", {}).items():
            if isinstance(value, list) and (self.kind, name) not in OFFERED:
                question = self.questions.get(rule["parameters"].get("question", ""))
                value = ", ".join(shown_value(question, part) for part in value)
            found[f"p_{name}"] = value
        for outcome in Outcome.values:
            found |= words_initial(rule.get("sentences", {}).get(outcome), outcome)
        found["ask_type"] = rule.get("ask", {}).get("type", "yes_no")
        return found | words_initial(rule.get("ask", {}).get("label"), "ask")

    def _parameter(self, name: str, schema: Mapping[str, Any]) -> forms.Field:
        base: dict[str, Any] = {
            "label": PARAMETER_WORDS.get(name, name),
            "required": name in self.schema.get("required", ()),
        }
        if offered := OFFERED.get((self.kind, name)):
            many = forms.SelectMultiple(attrs={"size": 8}) if name == "trades" else forms.CheckboxSelectMultiple()
            return forms.MultipleChoiceField(choices=offered, widget=many, **base)
        if name == "question":
            named = [(code, in_language(row.get("label")) or code) for code, row in self.questions.items()]
            return forms.ChoiceField(
                choices=[("", _("None: the register is read")) if not base["required"] else ("", "—"), *named], **base
            )
        if "enum" in schema:
            return forms.ChoiceField(choices=[("", "—"), *((value, value) for value in schema["enum"])], **base)
        if schema.get("type") == "array":
            return forms.CharField(max_length=500, help_text=_("Separate several by commas."), **base)
        if schema.get("type") == "integer":
            return forms.IntegerField(min_value=schema.get("minimum"), **base)
        if schema.get("type") == "number":
            return forms.DecimalField(min_value=schema.get("minimum"), **base)
        if "pattern" in schema and name == "day":
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **base)
        return forms.CharField(max_length=120, **base)

    def parameter_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("p_")]

    def sentence_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith(("pass_", "fail_", "manual_"))]

    def ask_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name in ("asks", "ask_type") or name.startswith("ask_")]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        self.parameters: dict[str, Any] = {}
        for name, schema in self.schema.get("properties", {}).items():
            value = data.get(f"p_{name}")
            if value in (None, "", []):
                continue
            try:
                self.parameters[name] = self._value(name, schema, value)
            except ValidationError as problem:
                self.add_error(f"p_{name}", problem)
        if self.kind == "trade" and not {"trades", "branches"} & set(self.parameters):
            self.add_error("p_trades", _("Choose at least one trade or one branch."))
        if data.get("asks") and not words_in(data, "ask"):
            self.add_error("ask_fr", _("Write the question that is asked before an application."))
        return data

    def _value(self, name: str, schema: Mapping[str, Any], value: Any) -> Any:
        if schema.get("type") == "array" and isinstance(value, str):
            parts = [part.strip() for part in value.split(",") if part.strip()]
            question = self.questions.get(self.cleaned_data.get("p_question") or "")
            return [read_value(question, part) for part in parts] if question and name == "in" else parts
        if schema.get("type") == "number":
            return read_number(str(value))
        return value.isoformat() if hasattr(value, "isoformat") else value

    def as_rule(self) -> dict[str, Any]:
        data = self.cleaned_data
        code = self.rule.get("code") or editing.free_code(self.taken, self.kind)
        rule: dict[str, Any] = {
            "code": code, "kind": self.kind, "parameters": self.parameters,
            "sentences": {outcome: words_in(data, outcome) for outcome in Outcome.values},
        }  # fmt: skip
        if data["on_fail"] == "manual":
            rule["on_fail"] = "manual"
        if data.get("asks"):
            earlier = {
                key: value for key, value in self.rule.get("ask", {}).items() if key not in ("type", "label", "code")
            }
            kind = data.get("ask_type") or "yes_no"
            if kind != "choice":
                earlier.pop("choices", None)
            rule["ask"] = {**earlier, "code": code, "type": kind, "label": words_in(data, "ask"), "required": True}
        return rule


class RubricForm(forms.Form):
    """Scale and criteria on one page. A criterion whose names are emptied goes."""

    SPARE = 2

    def __init__(self, *args: Any, definition: Mapping[str, Any], **kwargs: Any) -> None:
        self.definition = definition
        criteria = definition.get("criteria", [])
        initial: dict[str, Any] = {
            "lowest": definition.get("scale", {}).get("min", 0),
            "highest": definition.get("scale", {}).get("max", 5),
        }
        for number, criterion in enumerate(criteria):
            initial |= words_initial(criterion.get("name"), f"c{number}_name") | words_initial(
                criterion.get("help"), f"c{number}_help"
            )
            initial |= {
                f"c{number}_weight": criterion.get("weight"),
                f"c{number}_code": criterion["code"],
                f"c{number}_place": number + 1,
            }
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["lowest"] = forms.IntegerField(label=_("Lowest score"), min_value=0, max_value=99)
        self.fields["highest"] = forms.IntegerField(label=_("Highest score"), min_value=1, max_value=100)
        self.count = len(criteria) + self.SPARE
        for number in range(self.count):
            self.fields[f"c{number}_code"] = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
            self.fields.update(words_fields(f"c{number}_name", _("Name"), maximum=160))
            self.fields.update(words_fields(f"c{number}_help", _("Guidance"), long=True))
            self.fields[f"c{number}_weight"] = forms.DecimalField(
                label=_("Weight"), min_value=Decimal("0.5"), max_value=100, required=False
            )
            self.fields[f"c{number}_place"] = forms.IntegerField(
                label=_("Place in the list"), min_value=1, max_value=99, required=False
            )

    def criteria_rows(self) -> list[list[Any]]:
        return [[self[name] for name in self.fields if name.startswith(f"c{number}_")] for number in range(self.count)]

    def scale_fields(self) -> list[Any]:
        return [self["lowest"], self["highest"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if (data.get("highest") or 0) <= (data.get("lowest") or 0):
            self.add_error("highest", _("The highest score must be above the lowest."))
        for number in range(self.count):
            if words_in(data, f"c{number}_name") and not data.get(f"c{number}_weight"):
                self.add_error(f"c{number}_weight", _("Give the criterion its weight."))
        return data

    def as_definition(self) -> dict[str, Any]:
        data, rows, taken = self.cleaned_data, [], set()
        for number in range(self.count):
            name = words_in(data, f"c{number}_name")
            if not name:
                continue
            code = data.get(f"c{number}_code") or editing.free_code(
                taken, name.get("fr") or name.get("en") or "criterion"
            )
            taken.add(code)
            help_words = words_in(data, f"c{number}_help")
            row = {
                "code": code,
                "name": name,
                **({"help": help_words} if help_words else {}),
                "weight": read_number(str(data[f"c{number}_weight"])),
            }
            rows.append((data.get(f"c{number}_place") or number + 1, number, row))
        criteria = [row for _place, _number, row in sorted(rows, key=lambda entry: entry[:2])]
        return {**self.definition, "scale": {"min": data["lowest"], "max": data["highest"]}, "criteria": criteria}


def kinds_offered() -> list[tuple[str, Any, Any]]:
    """The closed catalogue: code, name, what it looks at."""
    return [(code, *RULE_WORDS.get(code, (code, ""))) for code, _kind in RULE_KINDS.items()]
