"""Questions of every type, as people type them; what is hidden does not count; what is missing is named."""

import pytest
from django.utils import translation

from foundation.time import today
from programs.calls import questions
from programs.calls.question_types import QUESTION_TYPES, UPLOADS, unsealed
from programs.calls.schema import form_problems
from programs.catalog.conditions import holds
from tests.factories.artisans import CommuneFactory, TradeFactory
from tests.factories.programs_files import FORM, words


def asked(kind, **more):
    question = {"code": "q", "type": kind, "label": words("Question"), **more}
    return {
        "title": words("t"),
        "origin": words("o"),
        "sections": [{"code": "s", "title": words("s"), "questions": [question]}],
    }


def typed(kind, value, **more):
    data = value if isinstance(value, dict) else {"q": value}
    form = questions.section_form(asked(kind, **more), "s", "fr", data)
    form.is_valid()
    return form.errors["q"][0] if "q" in form.errors else form.cleaned_data["q"]


CHOICES = [{"code": "a", "label": words("A")}, {"code": "b", "label": words("B")}]


@pytest.mark.parametrize(
    ("kind", "value", "kept", "more"),
    [
        ("text", "  Zineb \u200f Alami ", "Zineb Alami", {}),
        ("integer", "١٢٠", 120, {}),
        ("integer", "1 200", 1200, {}),
        ("decimal", "12,5", "12.5", {}),
        ("money", "1 234,50", "1234.50", {}),
        ("money", "٨٠٠٠٠", "80000.00", {}),
        ("date", "08/09/2023", "2023-09-08", {}),
        ("date", "2023-09-08", "2023-09-08", {}),
        ("choice", "a", "a", {"choices": CHOICES}),
        ("choices", ["a", "b"], ["a", "b"], {"choices": CHOICES}),
        ("yes_no", "no", False, {}),
        ("declaration", "on", True, {"statement": words("I agree")}),
        ("declaration", "", None, {"statement": words("I agree")}),
        ("place", {"q_lat": "31,063", "q_lon": "-8.407"}, {"lat": "31.06300", "lon": "-8.40700"}, {}),
        ("place", {"q_lat": "", "q_lon": ""}, None, {}),
    ],
)
def test_what_people_type_is_kept_as_json(kind, value, kept, more):
    if kind == "place":
        value = {"q_0": value["q_lat"], "q_1": value["q_lon"], **value}
    assert typed(kind, value, **more) == kept


@pytest.mark.parametrize(
    ("kind", "value", "more"),
    [
        ("integer", "12,5", {}), ("integer", "-3", {"min": 0}), ("money", "1.234", {}), ("money", "99999", {"max": 80000}),
        ("date", "31/02/2023", {}), ("date", "01/01/2999", {"max": "today"}), ("choice", "z", {"choices": CHOICES}),
        ("email", "not an address", {}), ("phone", "123", {}), ("text", "x" * 300, {}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told(kind, value, more):
    with translation.override("en"):
        answer = typed(kind, value, **more)

    assert isinstance(answer, str) and len(answer) > 10 and answer != value


@pytest.mark.parametrize(
    ("kind", "value", "plain"),
    [("phone", "06 12 34 56 78", "+212612345678"), ("email", "Z@Exemple.MA", "z@exemple.ma")],
)
def test_phones_and_addresses_are_sealed(kind, value, plain):
    kept = typed(kind, value)

    assert plain not in kept
    assert unsealed(kept) == plain


@pytest.mark.django_db
def test_communes_are_found_by_name_in_either_script():
    commune = CommuneFactory()

    assert typed("commune", commune.name_fr.upper()) == commune.code
    assert typed("commune", f"{commune.name_fr} ({commune.province.name_fr})") == commune.code
    assert typed("commune", "Nulle Part").startswith(("Aucune", "No commune"))


@pytest.mark.django_db
def test_trades_are_offered_under_their_branch():
    trade = TradeFactory()

    assert typed("trade", trade.code) == trade.code
    assert questions.in_words({"code": "q", "type": "trade"}, trade.code, "ar") == trade.name_ar


def test_every_type_has_a_field_or_is_a_slot():
    assert {name for name, field in QUESTION_TYPES.items() if field is None} == UPLOADS


def test_a_hidden_question_is_neither_missing_nor_kept():
    answers = {"name": "Z", "pieces": 20, "why": "old", "amount": "1.00"}

    assert [question["code"] for question in questions.visible_questions(FORM, answers)] == [
        "name",
        "pieces",
        "amount",
        "quote",
    ]
    assert "why" not in questions.relevant_answers(FORM, answers)
    assert questions.missing(FORM, answers, {}) == []


def test_missing_names_section_question_and_kind():
    found = questions.missing(FORM, {"pieces": 100}, {}, "fr")

    assert [(row.section, row.question, row.is_document) for row in found] == [
        ("work", "name", False), ("work", "why", False), ("money", "amount", False), ("money", "quote", True),
    ]  # fmt: skip


def test_an_answer_that_hides_another_drops_it_while_saving():
    form = questions.section_form(FORM, "work", "fr", {"name": "Z", "pieces": "20", "why": "because"}, {})
    form.is_valid()

    assert form.cleaned_data["why"] is None


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_labels_speak_the_language(language):
    form = questions.section_form(FORM, "work", language)

    assert form.fields["name"].label == words("Name")[language]


@pytest.mark.parametrize(
    ("condition", "answers", "met"),
    [
        ({"question": "a", "equals": True}, {"a": True}, True), ({"question": "a", "equals": True}, {}, False),
        ({"question": "a", "contains": "x"}, {"a": ["x"]}, True), ({"question": "a", "at_least": 5}, {"a": "4.99"}, False),
        ({"question": "a", "at_most": 5}, {"a": 5}, True), ({"question": "a", "filled": False}, {}, True),
        ({"all": [{"question": "a", "in": [1]}, {"not": {"question": "b", "filled": True}}]}, {"a": 1}, True),
        ({"any": [{"question": "a", "equals": 2}, {"question": "a", "equals": 1}]}, {"a": 1}, True),
    ],
)  # fmt: skip
def test_conditions(condition, answers, met):
    assert holds(condition, answers) is met


def test_a_form_that_looks_forward_or_at_nothing_is_wrong():
    wrong = asked("text", shown_when={"question": "later", "filled": True})

    assert form_problems(wrong)[0].startswith("sections[0].questions[0].shown_when: ")
    assert today()
