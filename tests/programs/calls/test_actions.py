"""A call goes live only when it is whole; it opens and closes by the clock, not by its programme's name."""

import datetime as dt
import re

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.people.choices import Role
from accounts.people.models import User
from foundation.errors import NotPermitted, StepNotAllowed
from foundation.time import clock_at, now
from programs.calls import actions
from programs.calls.choices import CallStatus, Outcome
from programs.calls.loading import DATA
from programs.calls.models import Call
from programs.calls.queries import check_eligibility, eligibility_questions, is_open, takes_late
from programs.calls.schema import DefinitionIsWrong
from programs.calls.workflow import WORKFLOW
from tests.factories.accounts import StaffFactory
from tests.factories.programs_files import (
    FORM,
    RUBRIC,
    RULES,
    CallFactory,
    FormVersionFactory,
    ProgramFactory,
    RuleSetFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def system():
    return User.objects.system()


def whole_call(**fields):
    return CallFactory(draft=True, opens_at=now() + dt.timedelta(days=1), **fields)


def test_an_incomplete_call_is_refused_with_all_reasons(system):
    program = ProgramFactory()
    call = whole_call(offer_ar="", rubric=None)
    program.status = "suspended"
    program.save()

    with pytest.raises(actions.CallIsIncomplete) as refusal:
        actions.schedule_call(call=call, by=system)

    assert len(refusal.value.reasons) == 4  # programme, rubric, words, and a budget line for what it pays
    call.refresh_from_db()
    assert call.status == CallStatus.DRAFT


def test_a_rule_that_reads_an_answer_nobody_gives_keeps_the_call_back(system):
    rules = {**RULES, "rules": [{**RULES["rules"][0], "parameters": {"question": "nowhere", "min": 1}}]}
    call = whole_call(rules=RuleSetFactory(definition=rules))

    with pytest.raises(actions.CallIsIncomplete) as refusal:
        actions.schedule_call(call=call, by=system)

    assert any("nowhere" in reason for reason in refusal.value.reasons)


def test_the_clock_opens_and_closes(system):
    start = dt.datetime(2023, 2, 1, 9, tzinfo=dt.UTC)
    with clock_at(start):
        call = CallFactory(
            status="scheduled", opens_at=start + dt.timedelta(hours=1), closes_at=start + dt.timedelta(days=30)
        )
        assert actions.open_and_close(by=system) == (0, 0)
    with clock_at(start + dt.timedelta(hours=1)):
        assert actions.open_and_close(by=system) == (1, 0)
        assert actions.open_and_close(by=system) == (0, 0)
    with clock_at(start + dt.timedelta(days=30)):
        call.refresh_from_db()
        assert not is_open(call, now())
        assert actions.open_and_close(by=system) == (0, 1)


def test_a_call_of_a_suspended_programme_does_not_open(system):
    call = CallFactory(status="scheduled")
    program = call.version.program
    program.status = "suspended"
    program.save()

    assert actions.open_and_close(by=system) == (0, 0)


def test_closing_by_hand_moves_the_closing_moment(system):
    call = CallFactory(closes_at=now() + dt.timedelta(days=5))

    call = actions.close_call(call=call, by=system)

    assert call.closes_at <= now()
    assert not takes_late(call, now() + dt.timedelta(hours=1), call.opens_at)


def test_extending_gives_everybody_the_same_time(system):
    call = CallFactory(closed=True)

    call = actions.extend_call(call=call, closes_at=now() + dt.timedelta(days=2), reason="Floods", by=system)

    assert (call.status, is_open(call, now())) == (CallStatus.OPEN, True)


def test_a_new_edition_takes_over_form_rules_and_rubric(system):
    call = CallFactory()

    clone = actions.clone_call(
        call=call, code="next", edition="2024", opens_at=now(), closes_at=None, by=system, places=40
    )

    assert (clone.status, clone.form, clone.rules, clone.rubric, clone.places) == (
        CallStatus.DRAFT,
        call.form,
        call.rules,
        call.rubric,
        40,
    )


def test_only_configurators_make_and_publish_calls():
    officer = StaffFactory(role=Role.OFFICER)
    with pytest.raises(NotPermitted):
        actions.schedule_call(call=whole_call(), by=officer)
    with pytest.raises(NotPermitted):
        actions.publish_form(code="x", definition=FORM, by=officer)


def test_a_published_definition_never_changes():
    form = FormVersionFactory()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programs_formversion SET definition = '{}' WHERE id = %s", [form.pk])


def test_the_same_definition_is_published_once(system):
    first = actions.publish_rubric(code="r", definition=RUBRIC, by=system)
    second = actions.publish_rubric(code="r", definition=dict(RUBRIC), by=system)

    assert first.pk == second.pk


def test_a_wrong_definition_is_refused_with_the_place(system):
    wrong = {
        **FORM,
        "sections": [
            {**FORM["sections"][0], "questions": [{"code": "name", "type": "riddle", "label": {"fr": "a", "ar": "b"}}]}
        ],
    }

    with pytest.raises(DefinitionIsWrong) as refusal:
        actions.publish_form(code="f", definition=wrong, by=system)

    assert all(reason.startswith("sections[0].questions[0].") for reason in refusal.value.reasons)


def test_the_database_allows_exactly_the_steps_of_a_call():
    call = CallFactory(draft=True)
    disagreements = []
    for source in CallStatus.values:
        for target in CallStatus.values:
            if source == target:
                continue
            with transaction.atomic():
                sid = transaction.savepoint()
                import pgtrigger

                with pgtrigger.ignore("programs.Call:call_steps"):
                    Call.objects.filter(pk=call.pk).update(status=source)
                try:
                    with transaction.atomic():
                        Call.objects.filter(pk=call.pk).update(status=target)
                    allowed = True
                except DatabaseError:
                    allowed = False
                transaction.savepoint_rollback(sid)
            if allowed != ((source, target) in WORKFLOW.pairs()):
                disagreements.append((source, target))
    assert disagreements == []


def test_a_step_the_table_does_not_know_is_refused(system):
    with pytest.raises(StepNotAllowed):
        actions.archive_call(call=CallFactory(), by=system)


def test_visitors_check_themselves_without_an_account():
    call = CallFactory()

    assert [question["code"] for question in eligibility_questions(call)] == ["output"]
    assert check_eligibility(call, {"output": 50}).outcome == Outcome.PASS
    too_small = check_eligibility(call, {"output": 1})
    assert (too_small.outcome, too_small.sentences("fr")) == (Outcome.FAIL, ["output fail fr"])
    assert check_eligibility(call, {}).outcome == Outcome.MANUAL


def test_no_code_tests_a_programmes_name():
    """Programme codes live in data only."""
    folder = DATA.parent
    codes = re.compile(r"""["'](exporters|aggregators|excellence|haouz|EXP|AGR|CEX|AHZ)["']""")
    found = [
        f"{path}"
        for path in folder.rglob("*.py")
        if "migrations" not in path.parts and codes.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []
