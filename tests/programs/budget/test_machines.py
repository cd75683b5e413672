"""Each table of steps against its trigger in the database: the same moves, no other."""

from itertools import product

import pytest
from django.db import connection

from programs.emergency.models import DamageAssessment
from programs.emergency.workflow import WORKFLOW as ASSESSMENT
from programs.enrolments.models import Agreement, Enrolment, Session, SupportItem
from programs.enrolments.workflow import AGREEMENT, ENROLMENT, SESSION, SUPPORT
from programs.grants.models import Grant, PaymentBatch, PaymentLine, Tranche
from programs.grants.workflow import BATCH, GRANT, LINE, TRANCHE
from programs.reviews.models import Appeal, Assignment, CommitteeSession, Decision
from programs.reviews.workflow import APPEAL, ASSIGNMENT, DECISION
from programs.reviews.workflow import SESSION as COMMITTEE

pytestmark = pytest.mark.django_db

MACHINES = [
    (Assignment, ASSIGNMENT, "assignment_steps"),
    (CommitteeSession, COMMITTEE, "committeesession_steps"),
    (Decision, DECISION, "decision_steps"),
    (Appeal, APPEAL, "appeal_steps"),
    (Agreement, AGREEMENT, "agreement_steps"),
    (Enrolment, ENROLMENT, "enrolment_steps"),
    (Session, SESSION, "session_steps"),
    (SupportItem, SUPPORT, "supportitem_steps"),
    (Grant, GRANT, "grant_steps"),
    (Tranche, TRANCHE, "tranche_steps"),
    (PaymentBatch, BATCH, "paymentbatch_steps"),
    (PaymentLine, LINE, "paymentline_steps"),
    (DamageAssessment, ASSESSMENT, "damageassessment_steps"),
]


@pytest.mark.parametrize(("model", "workflow", "trigger"), MACHINES, ids=[name for _m, _w, name in MACHINES])
def test_the_database_makes_exactly_the_moves_of_the_table(model, workflow, trigger):
    """The installed function of the trigger is put on a bare table of one status column, and every pair is tried."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid WHERE t.tgrelid = %s::regclass AND p.proname LIKE %s",
            [model._meta.db_table, f"pgtrigger_{trigger}%"],
        )
        (name,) = cursor.fetchone()
        cursor.execute("CREATE TEMPORARY TABLE bare (id int, status text)")
        states = [str(value) for value, _label in model._meta.get_field("status").choices]
        born = set()
        cursor.execute(f"CREATE TRIGGER steps BEFORE INSERT OR UPDATE ON bare FOR EACH ROW EXECUTE FUNCTION {name}()")
        for state in states:
            if _passes(cursor, "INSERT INTO bare VALUES (0, %s)", [state]):
                born.add(state)
        moved = set()
        for source, target in product(states, repeat=2):
            cursor.execute("ALTER TABLE bare DISABLE TRIGGER steps")
            cursor.execute("DELETE FROM bare")
            cursor.execute("INSERT INTO bare VALUES (1, %s)", [source])
            cursor.execute("ALTER TABLE bare ENABLE TRIGGER steps")
            if source != target and _passes(cursor, "UPDATE bare SET status = %s", [target]):
                moved.add((source, target))

    assert born == workflow.initial
    assert moved == workflow.pairs()


@pytest.mark.parametrize(("model", "workflow", "trigger"), MACHINES, ids=[name for _m, _w, name in MACHINES])
def test_every_state_can_be_reached(model, workflow, trigger):
    assert workflow.states() == {str(value) for value, _label in model._meta.get_field("status").choices}


def _passes(cursor, statement: str, values: list[str]) -> bool:
    cursor.execute("SAVEPOINT one")
    try:
        cursor.execute(statement, values)
    except Exception as problem:
        cursor.execute("ROLLBACK TO SAVEPOINT one")
        assert "step not allowed" in str(problem)
        return False
    cursor.execute("RELEASE SAVEPOINT one")
    return True
