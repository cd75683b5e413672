"""Each kind of rule: met, not met, unknown; what is unknown goes to a person, never to a refusal."""

import datetime as dt

import pytest

from programs.calls.choices import Outcome
from programs.calls.rules import RULE_KINDS, Case, evaluate_rules, overall, screen_answers
from tests.factories.artisans import (
    ArtisanProfileFactory,
    ExporterTurnoverFactory,
    IdentifierFactory,
    OrganisationFactory,
    PartyFactory,
    TradeFactory,
)
from tests.factories.programs_files import words

pytestmark = pytest.mark.django_db
PASS, FAIL, MANUAL = Outcome.PASS, Outcome.FAIL, Outcome.MANUAL


def one(kind, parameters, on_fail="fail", ask=False):
    rule = {
        "code": "r", "kind": kind, "parameters": parameters, "on_fail": on_fail,
        "sentences": {outcome: words(outcome) for outcome in Outcome.values},
    }  # fmt: skip
    return {"rules": [rule | ({"ask": {"code": "r", "type": "integer", "label": words("?")}} if ask else {})]}


def outcome(kind, parameters, *, party=None, on_fail="fail", **case):
    case.setdefault("answers", {})
    return evaluate_rules(one(kind, parameters, on_fail), Case(party=party, **case))[0].outcome


def test_party_rules():
    party = ArtisanProfileFactory(category="master", trade=TradeFactory(), practising_since=2015).party
    IdentifierFactory(party=party, kind="rna", value="RNA-1")

    assert outcome("category", {"in": ["master"]}, party=party) == PASS
    assert outcome("category", {"in": ["diploma"]}, party=party) == FAIL
    assert outcome("party_kind", {"in": ["organisation"]}, party=party) == FAIL
    assert outcome("legal_form", {"in": ["person"]}, party=party) == PASS
    assert outcome("profile_held", {"in": ["artisan"]}, party=party) == PASS
    assert outcome("profile_held", {"in": ["exporter"]}, party=party) == FAIL
    assert outcome("identifier_held", {"in": ["rna", "ice"]}, party=party) == PASS
    assert outcome("identifier_held", {"in": ["ice"]}, party=party) == FAIL
    assert outcome("area", {"codes": ["07.041"]}, party=party) == PASS
    assert outcome("area", {"codes": ["01"]}, party=party, on_fail="manual") == MANUAL
    assert outcome("trade", {"branches": ["POT"]}, party=party) == PASS
    assert outcome("trade", {"trades": ["TAP-01"]}, party=party) == FAIL


def test_what_is_not_known_goes_to_a_person():
    party = PartyFactory()
    nobody = {"party": party}

    assert outcome("category", {"in": ["master"]}, **nobody) == MANUAL
    assert outcome("age_of_business", {"min_years": 2}, **nobody) == MANUAL
    assert outcome("turnover_range", {"min": 1}, **nobody) == MANUAL
    assert outcome("answer_equals", {"question": "q", "in": [1]}, **nobody) == MANUAL
    assert outcome("area", {"codes": ["07"], "question": "q"}, **nobody) == MANUAL


@pytest.mark.parametrize(
    ("founded", "on", "expected"),
    [
        ("2020-03-10", "2022-03-09", FAIL),
        ("2020-03-10", "2022-03-10", PASS),
        ("2020-02-29", "2022-02-28", FAIL),
        ("2020-02-29", "2022-03-01", PASS),
    ],
)
def test_age_counts_full_years(founded, on, expected):
    case = {"answers": {"since": founded}, "on": dt.date.fromisoformat(on)}

    assert outcome("age_of_business", {"min_years": 2, "question": "since"}, **case) == expected


def test_business_rules_from_the_register():
    organisation = OrganisationFactory(founded_on=dt.date(2015, 1, 1))
    turnover = ExporterTurnoverFactory(exporter__party=organisation.party, export=50_000, total=300_000)

    party = turnover.exporter.party
    assert outcome("age_of_business", {"max_years": 4}, party=party, on=dt.date(2018, 1, 1)) == PASS
    assert outcome("turnover_range", {"min": 200_000}, party=party) == PASS
    assert outcome("turnover_range", {"min": 200_000, "of": "export"}, party=party) == FAIL


@pytest.mark.parametrize(
    ("kind", "parameters", "value", "expected"),
    [
        ("answer_equals", {"in": ["a"]}, "a", PASS), ("answer_equals", {"in": ["a"]}, ["b", "a"], PASS), ("answer_equals", {"in": ["a"]}, "b", FAIL),
        ("answer_at_least", {"min": 5}, 5, PASS), ("answer_at_least", {"min": 5}, "4.99", FAIL), ("answer_at_most", {"max": 80000}, "80000.00", PASS),
        ("answer_at_most", {"max": 80000}, "80000.01", FAIL), ("answer_before", {"day": "2023-09-08"}, "2023-09-07", PASS),
        ("answer_before", {"day": "2023-09-08"}, "2023-09-08", FAIL), ("other_aid", {}, False, PASS), ("other_aid", {}, True, MANUAL),
    ],
)  # fmt: skip
def test_answer_rules(kind, parameters, value, expected):
    assert outcome(kind, {"question": "q", **parameters}, answers={"q": value}) == expected


def test_documents_are_held_or_not():
    assert outcome("document_held", {"question": "d"}, documents=frozenset({"d"})) == PASS
    assert outcome("document_held", {"question": "d"}) == FAIL


def test_findings_keep_what_the_rule_saw():
    finding = evaluate_rules(one("answer_at_least", {"question": "q", "min": 5}), Case(answers={"q": 7}))[0]

    assert finding.inputs == {"kind": "answer_at_least", "value": 7, "parameters": {"question": "q", "min": 5}}
    assert finding.words("ar") == "pass ar"


def test_the_same_judgement_serves_before_an_application():
    definition = one("age_of_business", {"min_years": 2, "question": "since"}, ask=True)

    assert overall(screen_answers(definition, {"r": 3})) == PASS
    assert overall(screen_answers(definition, {"r": 1})) == FAIL
    assert overall(screen_answers(definition, {})) == MANUAL


def test_rooms_above_register_their_kinds():
    assert {"declared_area", "already_enrolled"} <= set(RULE_KINDS)
    assert outcome("already_enrolled", {}, party=PartyFactory(), program="pilot") == PASS
