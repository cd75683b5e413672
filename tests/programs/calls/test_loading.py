"""The four programmes as data: complete, published once, versioned when they change."""

import json

import pytest

from foundation.schemas import WORDS
from programs.calls import loading, questions
from programs.calls.models import FormVersion, Rubric, RuleSet
from programs.calls.rules import parameter_schemas
from programs.calls.schema import form_problems, rubric_problems, rules_problems
from programs.catalog.models import Program, ProgramVersion
from programs.catalog.schema import settings_problems, tranche_parts

CODES = ("exporters", "aggregators", "excellence", "haouz")


def read(name):
    return json.loads((loading.DATA / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", CODES)
def test_the_data_of_each_programme_is_right(code):
    assert form_problems(read(f"forms/{code}.json")) == []
    assert rules_problems(read(f"rules/{code}.json"), parameter_schemas()) == []
    assert rubric_problems(read(f"rubrics/{code}.json")) == []
    entry = next(entry for entry in read("programs.json")["programs"] if entry["code"] == code)
    assert settings_problems(entry["settings"]) == []


@pytest.mark.parametrize("code", CODES)
def test_every_rule_that_reads_an_answer_finds_its_question(code):
    asked = {question["code"] for _section, question in questions.all_questions(read(f"forms/{code}.json"))}
    wanted = {
        rule["parameters"]["question"]
        for rule in read(f"rules/{code}.json")["rules"]
        if "question" in rule["parameters"]
    }

    assert wanted - asked == set()


@pytest.mark.parametrize("code", CODES)
def test_words_say_that_no_official_criteria_exist(code):
    for folder in ("forms", "rules", "rubrics"):
        assert "aucun critère officiel n’a été publié" in read(f"{folder}/{code}.json")["origin"]["fr"]


def test_arabic_words_are_arabic_and_complete():
    def walk(value, place):
        if isinstance(value, dict):
            if set(value) == set(WORDS["required"]):
                has_letters = any(letter.isalpha() for letter in value["fr"])
                arabic = any("\u0600" <= letter <= "\u06ff" for letter in value["ar"])
                assert arabic or not has_letters or value["fr"] == value["ar"] == value["en"], f"{place}: {value['ar']}"
            for key, inner in value.items():
                walk(inner, f"{place}.{key}")
        elif isinstance(value, list):
            for number, inner in enumerate(value):
                walk(inner, f"{place}[{number}]")

    for path in sorted(loading.DATA.rglob("*.json")):
        walk(json.loads(path.read_text(encoding="utf-8")), path.stem)


@pytest.mark.django_db
def test_loading_twice_publishes_once():
    first = list(loading.load_programs())
    second = list(loading.load_programs())

    assert [loaded.added for loaded in first] == [4, 4, 4, 4]
    assert not any(loaded.did_something for loaded in second)
    assert list(Program.objects.values_list("code", "status")) == [(code, "active") for code in CODES]
    assert [model.objects.count() for model in (ProgramVersion, FormVersion, RuleSet, Rubric)] == [4, 4, 4, 4]


@pytest.mark.django_db
def test_a_changed_file_makes_a_new_version(monkeypatch):
    list(loading.load_programs())
    original = loading._read

    def changed(name):
        data = original(name)
        if name == "rubrics/haouz.json":
            data["criteria"][0]["help"]["fr"] += " Voir le constat."
        return data

    monkeypatch.setattr(loading, "_read", changed)
    list(loading.load_programs())

    assert sorted(Rubric.objects.filter(code="haouz").values_list("number", flat=True)) == [1, 2]
    assert FormVersion.objects.filter(code="haouz").count() == 1


def test_equipment_alone_is_paid_once_and_premises_in_three():
    settings = next(entry for entry in read("programs.json")["programs"] if entry["code"] == "haouz")["settings"]

    assert [part["percent"] for part in tranche_parts(settings, {"losses": ["equipment"]})] == [100]
    assert [part["percent"] for part in tranche_parts(settings, {"losses": ["equipment", "premises"]})] == [20, 50, 30]
    assert settings["ceilings"]["per_file"] == 80000
