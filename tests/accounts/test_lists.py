"""Views, columns and files of staff lists, shown on the register: what is shared is the question, never the answer."""

import csv
import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import BooleanField, DateTimeField, DecimalField, TextField, Value
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.audit.models import Event
from accounts.jobs.models import Job
from accounts.lists import actions, tasks
from accounts.lists.clock import forget_exports
from accounts.lists.files import wanted_of
from accounts.lists.models import ListExport, SavedView
from accounts.lists.registry import SheetColumn
from accounts.lists.writing import csv_pieces, xlsx_into
from accounts.people.models import RoleAssignment
from artisans.parties.listing import list_rows
from artisans.parties.lists import REGISTER
from artisans.parties.models import Party
from foundation import paging
from foundation.errors import NotPermitted
from foundation.paging import Count, Order, honest_count, keyset_page
from foundation.spreadsheets import stream_csv
from foundation.time import now
from tests.factories.accounts import ListExportFactory, StaffFactory
from tests.factories.artisans import PartyFactory

LIST, LISTS = "/admin/parties/", "/admin/lists/parties"
FAR = "01.511.01.05"


@pytest.fixture
def officer(db):
    return StaffFactory(role="officer")


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def keep(user, **values):
    defaults = {"name": "Women", "query": "sex=F", "audience": "private"}
    return actions.keep_view(listed=REGISTER, by=user, **{**defaults, **values})


def names(response):
    return {view["name"] for view in response.context["list"].chips}


# --- views


@pytest.mark.parametrize(
    ("audience", "role", "program", "is_seen"),
    [
        ("private", "officer", "EXP", False), ("everybody", "head", "", True), ("role", "officer", "", True),
        ("role", "head", "", False), ("program", "head", "EXP", True), ("program", "officer", "AHZ", False),
    ],
)  # fmt: skip
def test_a_view_is_seen_by_those_it_is_meant_for(client, db, audience, role, program, is_seen):
    owner = StaffFactory(role="officer", program="EXP")
    view = keep(owner, audience=audience)
    client.force_login(StaffFactory(role=role, program=program))

    page = client.get(f"{LIST}?view={view.pk}")

    assert ("Women" in names(page)) is is_seen
    assert (page.context["list"].kept.current == view) is is_seen


def test_a_shared_view_shows_its_reader_their_own_rows_only(client, officer):
    PartyFactory(name_fr="Nadia Idrissi", sex="F")
    PartyFactory(name_fr="Salma Berrada", sex="F", in_commune=FAR)
    view = keep(officer, audience="everybody")
    client.force_login(StaffFactory(role="officer", area="01"))

    page = client.get(f"{LIST}?{view.query}&view={view.pk}")

    assert [row.record.name_fr for row in page.context["table"].rows] == ["Salma Berrada"]


def test_who_may_not_open_the_list_reaches_nothing_of_it(client, officer):
    view = keep(officer, audience="everybody")
    client.force_login(StaffFactory(role="reviewer"))

    for address in ("views/", f"views/{view.pk}/delete/", "columns/", "export/"):
        assert client.post(f"{LISTS}/{address}", {"name": "x", "audience": "private"}).status_code == 404
    assert SavedView.objects.get() == view


def test_words_searched_for_are_not_kept_with_a_view(desk):
    desk.post(f"{LISTS}/views/", {"name": "x", "audience": "everybody", "query": "q=EE123456&sex=F&after=9&view=1"})

    assert SavedView.objects.get().query == "sex=F"


def test_a_list_opens_with_the_view_chosen_for_it_and_can_be_left(desk, officer):
    keep(officer, name="Other", is_default=True)
    view = keep(officer, is_default=True)

    answer = desk.get(LIST)

    assert answer.headers["Location"] == f"{LIST}?sex=F&view={view.pk}"
    assert SavedView.objects.filter(is_default=True).count() == 1
    page = desk.get(f"{LIST}?all=1")
    assert page.status_code == 200
    assert f'href="{LIST}?all=1"' in page.content.decode()


def test_a_view_cannot_be_shared_with_a_role_one_does_not_hold(db):
    with pytest.raises(NotPermitted):
        keep(StaffFactory(role="officer", program="EXP"), audience="program", program="AHZ")


def test_the_database_knows_which_views_make_sense(officer):
    for wrong in ({"audience": "role"}, {"name": "", "query": "sex=F"}, {"audience": "nobody"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.create(**{"owner": officer, "page": "x", "name": "n", **wrong})


# --- columns


def test_columns_are_chosen_without_a_script_and_remembered(desk):
    PartyFactory(name_fr="Nadia Idrissi")

    desk.post(f"{LISTS}/columns/", {"column": ["region", "sex"], "query": "sex=F"})

    page = desk.get(LIST)
    assert [column.name for column in page.context["table"].columns] == ["name", "sex", "region"]
    desk.post(f"{LISTS}/columns/", {"usual": "1"})
    usual = [column.name for column in desk.get(LIST).context["table"].columns]
    assert usual == ["name", "reference", "profile", "trade", "place", "phone", "account", "registered"]


def test_a_personal_column_is_for_those_who_may_see_it(client, db):
    PartyFactory(birth_date=dt.date(1971, 2, 3))
    for role, is_seen in (("officer", True), ("monitoring", False)):
        client.force_login(StaffFactory(role=role))
        client.post(f"{LISTS}/columns/", {"column": ["birth"]})

        assert ("03/02/1971" in client.get(LIST).content.decode()) is is_seen


def test_a_list_asks_as_much_at_10_rows_as_at_60(desk, settings):
    settings.DESK_MENU_SECONDS = 60
    PartyFactory.create_batch(10)
    desk.get(LIST)
    asked = []
    for _turn in "ab":
        with CaptureQueriesContext(connection) as queries:
            desk.get(LIST)
        asked.append(len(queries))
        PartyFactory.create_batch(50)

    assert asked[0] == asked[1] <= 12


# --- pages and counts


def test_pages_show_every_row_once_in_both_directions_also_with_equal_values(db):
    PartyFactory.create_batch(7, registered_on=dt.date(2023, 5, 1))
    for order in (
        Order("registered_on"),
        Order("registered_on", is_descending=True),
        Order("birth_date", has_gaps=True),
    ):
        seen, marks = [], {}
        while True:
            page = keyset_page(Party.objects.all(), order, marks, 3)
            seen += [row.pk for row in page.rows]
            if not page.after:
                break
            marks = {"after": page.after}
        back = keyset_page(Party.objects.all(), order, {"before": page.before}, 3)

        assert sorted(seen) == sorted(Party.objects.values_list("pk", flat=True))
        assert [row.pk for row in back.rows] == seen[3:6]


def test_a_mark_of_a_stranger_answers_nothing(db):
    inside, outside = PartyFactory(), PartyFactory(in_commune=FAR)
    mine = Party.objects.filter(pk=inside.pk)

    assert keyset_page(mine, Order("sort_fr"), {"after": str(outside.pk)}, 3).rows == [inside]


def test_a_count_says_how_sure_it_is(db, monkeypatch):
    PartyFactory.create_batch(4)
    rows = Party.objects.all()
    assert honest_count(rows) == Count(4)
    assert honest_count(Party.objects.none()) == Count(0)

    monkeypatch.setattr(paging, "COUNTED", 3)
    assert honest_count(rows) == Count(3, "more")
    monkeypatch.setattr(paging, "DEAR", 0.0)
    found = honest_count(rows)

    assert found.sureness == "about"
    with translation.override("en"):
        assert (Count(12).figure, found.figure) == ("12", f"about {found.number}")


# --- files


def test_a_file_holds_what_is_on_screen(desk):
    PartyFactory(name_fr="Salma Berrada", sex="F")
    PartyFactory(name_fr="Amina Alami", sex="F")
    PartyFactory(name_fr="Hassan Ouali", sex="M")
    desk.post(f"{LISTS}/columns/", {"column": ["sex"]})
    query = "sex=F&sort=name"

    shown = [row.record.name_fr for row in desk.get(f"{LIST}?{query}").context["table"].rows]
    answer = desk.post(f"{LISTS}/export/", {"format": "csv", "query": query})

    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Nom (caractères latins)", "Nom (caractères arabes)", "Sexe"]
    assert [row[0] for row in rows[1:]] == shown == ["Amina Alami", "Salma Berrada"]


WORDS = [
    "plain", "", "a;b", "a,b", 'say "x"', '"=1"', "=1+1", " =1", "\u200f=1", "+212", "-5", "-5,25", "-x", "@x", "＝1", "\t=1",
    "line\nbreak", "line\n=1", "é'l", "'=1", "'quoted", "a\x01b", "••••567", "•=1", "̂=1", "—", "1;=2",
]  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_database_writes_the_same_csv_as_we_do(db, language):
    parties = [PartyFactory(address=word) for word in WORDS]
    amount = Decimal("-1234.50")
    sheet = [
        SheetColumn("Words", "address"),
        SheetColumn("Amount", lambda _code: Value(amount, DecimalField(max_digits=9, decimal_places=2))),
        SheetColumn("Day", "registered_on"),
        SheetColumn("Yes", lambda _code: Value(True, BooleanField())),
        SheetColumn("=Nothing", lambda _code: Value(None, TextField())),
    ]
    plain = [(party.address, amount, party.registered_on, True, None) for party in parties]

    ours = b"".join(csv_pieces(Party.objects.order_by("id"), sheet, language))

    theirs = b"".join(stream_csv([column.title for column in sheet], plain, language=language))
    assert ours.replace(b"\r\n", b"\n") == theirs.replace(b"\r\n", b"\n")


def test_moments_are_written_by_our_clock_not_by_the_databases(db):
    PartyFactory()
    moment = dt.datetime(2023, 11, 23, 22, 30, tzinfo=dt.UTC)
    sheet = [SheetColumn("At", lambda _code: Value(moment, DateTimeField()), look="moment")]

    assert b"".join(csv_pieces(Party.objects.all(), sheet, "fr")).decode("utf-8-sig") == "At\r\n2023-11-23 23:30\r\n"


def test_a_workbook_in_arabic_reads_from_right_to_left(officer):
    PartyFactory()
    for language, is_turned in (("ar", True), ("fr", False)):
        out = io.BytesIO()
        with translation.override(language):
            xlsx_into(out, list_rows(officer), wanted_of(REGISTER, officer, "", ()).sheet, language)

        sheet = zipfile.ZipFile(out).read("xl/worksheets/sheet1.xml")
        assert (b'rightToLeft="1"' in sheet) is is_turned


def test_a_long_list_becomes_a_job(desk, officer, monkeypatch):
    monkeypatch.setattr("accounts.lists.views.AT_ONCE", 1)
    PartyFactory.create_batch(2)

    answer = desk.post(f"{LISTS}/export/", {"format": "csv", "query": "q=&sex=F&after=3"})

    job = Job.objects.get()
    assert answer.headers["Location"] == f"/jobs/{job.reference}/"
    assert (job.owner, job.payload) == (officer, {"export": ListExport.objects.get().pk})
    assert not Event.objects.filter(action="party.exported").exists()


def work(asked):
    """The job's work and its end, as a worker would do them."""
    job = Job(kind="lists.export", owner=asked.owner, payload={"export": asked.pk}, reference="JOB-X")
    return tasks.export(job, lambda _percent, _step="": None)


def test_the_job_writes_the_scope_of_its_owner_and_tells_it(db):
    owner = StaffFactory(role="officer", area="01")
    PartyFactory(name_fr="Nadia Idrissi")
    PartyFactory(name_fr="Salma Berrada", in_commune=FAR)
    asked = ListExportFactory(owner=owner, query="q=Berrada", columns=["sex"])

    result = work(asked)
    result.effect()

    with result.file as file:
        text = file.read().decode("utf-8-sig")
    assert ("Salma" in text, "Nadia" in text) == (True, False)
    event = Event.objects.get(action="party.exported")
    assert (event.actor, event.after["rows"], event.after["filters"]) == (owner, 1, {"q": "…"})


def test_who_loses_a_role_while_it_is_written_gets_nothing(db):
    owner = StaffFactory(role="officer")
    PartyFactory()
    asked = ListExportFactory(owner=owner, query="")
    result = work(asked)
    result.file.close()
    RoleAssignment.objects.filter(user=owner).update(revoked_at=now(), revoked_by=owner)

    with pytest.raises(NotPermitted):
        result.effect()
    with pytest.raises(NotPermitted):
        work(asked)

    assert not Event.objects.filter(action="party.exported").exists()
    owner = type(owner).objects.get(pk=owner.pk)
    assert tasks.may_fetch(Job(payload={"export": asked.pk}), owner) is False


def test_a_role_narrowed_while_it_is_written_gets_nothing_either(db):
    owner = StaffFactory(role="officer")
    result = work(ListExportFactory(owner=owner, query=""))
    result.file.close()
    RoleAssignment.objects.filter(user=owner).update(area="01")

    with pytest.raises(NotPermitted):
        result.effect()


def test_what_was_asked_for_is_kept_sealed_and_not_for_long(db):
    asked = ListExportFactory(query="q=EE123456")
    with connection.cursor() as cursor:
        cursor.execute("SELECT query FROM accounts_listexport")
        assert b"EE123456" not in bytes(cursor.fetchone()[0])
    ListExport.objects.update(asked_at=now() - dt.timedelta(days=8))

    assert forget_exports() == 1
    assert not ListExport.objects.filter(pk=asked.pk).exists()
