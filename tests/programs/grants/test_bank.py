"""The order file made once, the answer booked once, in whatever order it comes."""

import hashlib
import random

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import today
from programs.budget.queries import balances
from programs.enrolments.actions import enrol
from programs.grants import actions
from programs.grants.bank_file import plain, read_answers
from programs.grants.models import BankReturn, PaymentBatch
from tests.factories.accounts import RoleAssignmentFactory
from tests.factories.programs_money import Scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return Scene()


def grants_of(scene: Scene, count: int) -> list:
    files = [scene.application(amount_requested=30000) for _ in range(count)]
    scene.decided()
    for application in files:
        application.refresh_from_db()
    return [enrol(application=scene.signed(application), by=scene.officer).grant for application in files]


def sent(scene: Scene, count: int = 1) -> PaymentBatch:
    return scene.sent(*(scene.payable(grant.tranches.get(number=1)) for grant in grants_of(scene, count)))


def take(scene: Scene, batch: PaymentBatch, content: bytes) -> BankReturn:
    answer = actions.import_return(batch=batch, name="r.csv", content=content, by=scene.preparer)
    return actions.confirm_return(bank_return=answer, by=scene.approver)


def row(line, outcome: str = "PAID", reason: str = "") -> str:
    return f"{line.reference};{outcome};{today()};{reason}"


def test_the_order_file_is_the_same_bytes_however_often_it_is_made(scene):
    batch = sent(scene, 2)

    first = actions.order_file(batch)
    second = actions.order_file(PaymentBatch.objects.get(pk=batch.pk))

    assert first == second
    assert hashlib.sha256(first).hexdigest() == batch.file_hash
    head, one, _two, foot = first.decode("ascii").splitlines()
    assert head.split(";")[:4] == ["0", "SANAD-VIR", "1", batch.reference]
    assert one.split(";")[3] == "600000"
    assert foot.split(";")[1:3] == ["2", "1200000"]


def test_the_order_file_is_sent_once(scene):
    batch = sent(scene)

    with pytest.raises(DomainError):
        actions.send_batch(batch=batch, by=scene.releaser)


def test_a_payee_changed_after_sending_is_noticed_when_the_file_is_made_again(scene):
    batch = sent(scene)
    batch.lines.update(payee_name="Quelqu’un d’autre")

    with pytest.raises(DomainError):
        actions.order_file(batch)


def test_nothing_moves_before_a_second_person_confirms(scene):
    batch = sent(scene)
    answer = actions.import_return(batch=batch, name="r.csv", content=scene.answer(batch), by=scene.preparer)
    assert balances(scene.line).paid == 0

    RoleAssignmentFactory(user=scene.preparer, role="approver")
    scene.preparer.__dict__.pop("_live_assignments", None)
    with pytest.raises(NotPermitted):
        actions.confirm_return(bank_return=answer, by=scene.preparer)
    with pytest.raises(DatabaseError), transaction.atomic():
        BankReturn.objects.filter(pk=answer.pk).update(confirmed_by=scene.preparer, confirmed_at="2023-11-20T10:00Z")
    actions.confirm_return(bank_return=answer, by=scene.approver)

    batch.refresh_from_db()
    assert (batch.status, balances(scene.line).paid) == ("reconciled", 6000)


def test_the_same_file_imported_and_confirmed_three_times_pays_once(scene):
    batch = sent(scene)

    returns = {take(scene, batch, scene.answer(batch)).pk for _ in range(3)}

    assert len(returns) == 1
    assert balances(scene.line).paid == 6000


def test_partial_repeated_and_unknown_answers_book_only_known_lines_once(scene):
    batch = sent(scene, 3)
    one, two, three = batch.lines.order_by("id")

    first = take(scene, batch, f"{row(one)}\nP-AAAAAA-A;PAID;{today()};\n{row(one)}".encode())
    batch.refresh_from_db()
    assert ([entry["reference"] for entry in first.unknown], batch.status) == (["P-AAAAAA-A"], "sent")
    take(scene, batch, f"# la suite\n{row(three, 'REJECTED', 'Compte clos')}\n{row(one)}".encode())
    take(scene, batch, row(two).encode())

    batch.refresh_from_db()
    assert batch.status == "reconciled"
    assert list(batch.lines.order_by("id").values_list("status", flat=True)) == ["paid", "paid", "rejected"]
    assert (balances(scene.line).paid, balances(scene.line).committed) == (12000, 78000)


@pytest.mark.parametrize("seed", range(3))
def test_answers_in_any_order_and_number_of_files_end_the_same(scene, seed):
    batch = sent(scene, 3)
    lines = list(batch.lines.order_by("id"))
    rows = [row(lines[0]), row(lines[1], "REJECTED", "RIB"), row(lines[2])]
    chance = random.Random(seed)
    files = [chance.sample(rows, k=chance.randint(1, 3)) for _ in range(4)] + [rows]

    for content in files:
        take(scene, batch, "\n".join(content).encode())

    assert [line.status for line in batch.lines.order_by("id")] == ["paid", "rejected", "paid"]
    assert balances(scene.line).paid == 12000


def test_a_later_contrary_answer_changes_nothing(scene):
    batch = sent(scene, 2)
    one, two = batch.lines.order_by("id")
    take(scene, batch, row(one).encode())

    take(scene, batch, f"{row(one, 'REJECTED', 'x')}\n{row(two)}".encode())

    one.refresh_from_db()
    assert one.status == "paid"


def test_a_rejected_payment_is_issued_again_in_another_batch(scene):
    batch = sent(scene)
    line = batch.lines.get()
    take(scene, batch, row(line, "REJECTED", "Compte clos").encode())
    tranche = line.tranche
    tranche.refresh_from_db()
    assert tranche.status == "payable"

    again = scene.sent(tranche)
    take(scene, again, scene.answer(again))

    tranche.refresh_from_db()
    assert (tranche.status, again.lines.get().reissues) == ("paid", line)
    assert balances(scene.line).paid == 6000


def test_a_file_of_another_batch_is_refused(scene):
    one = sent(scene)
    content = scene.answer(one)
    take(scene, one, content)
    other = sent(scene)

    with pytest.raises(InvalidValue):
        actions.import_return(batch=other, name="r.csv", content=content, by=scene.preparer)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"# rien\n", b"LIGNE", b"P-AAAAAA-A;PEUT-ETRE;2023-11-20", b"P-AAAAAA-A;PAID;20/11/2023", b"\xff\xfe\x00;",
        b"P-AAAAAA-A;PAID;2023-11-20\nP-AAAAAA-A;REJECTED;2023-11-20;x", b"a;b;c\n" * 60_000,
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content):
    with pytest.raises(InvalidValue) as refusal:
        read_answers(content)

    assert refusal.value.message.endswith(".")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(content):
    try:
        answers = read_answers(content)
    except InvalidValue:
        return
    assert answers == sorted(answers, key=lambda answer: answer.reference)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_names_are_plain_and_never_a_formula(text):
    name = plain(text)

    assert name == name.encode("ascii").decode()
    assert len(name) <= 35
    assert not name.startswith(("=", "+", "-", "@"))
    assert ";" not in name


@pytest.mark.django_db(transaction=True)
def test_an_answer_confirmed_by_many_in_the_same_second_pays_once(scene, at_once):
    batch = sent(scene)
    answer = actions.import_return(batch=batch, name="r.csv", content=scene.answer(batch), by=scene.preparer)

    at_once(*[lambda: actions.confirm_return(bank_return=answer, by=scene.approver)] * 8)

    assert balances(scene.line).paid == 6000
    assert scene.line.entries.filter(kind="pay").count() == 1
