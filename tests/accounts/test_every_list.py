"""Every staff list keeps the same promises: whoever adds one registers it, and it is walked here."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.models import Event
from accounts.lists.registry import LISTS
from accounts.outbox.actions import load_templates
from accounts.people.choices import Role
from reports.monitoring.models import ReportingPeriod
from tests.factories.accounts import RoleAssignmentFactory, StaffFactory
from tests.factories.programs_files import submitted_application
from tests.factories.reports import MeasurementFactory, ReportingPeriodFactory
from tests.test_house import ROOT, factories

# How a row comes into a list where the factory's own would not, or only once.
MADE = {
    "files": submitted_application,
    "values": lambda: MeasurementFactory(period=ReportingPeriod.objects.first() or ReportingPeriodFactory()),
}


@pytest.fixture
def desk(client, letters, settings):
    """Somebody with every role: what each may see is asked elsewhere."""
    load_templates(ROOT / "programs" / "data" / "messages.json")
    settings.DESK_MENU_SECONDS = 60
    user = StaffFactory(role=None)
    for role in Role.values:
        RoleAssignmentFactory(user=user, role=role)
    client.force_login(user)
    return client


def get(client, listed, query=""):
    return client.get(f"{listed.address}?all=1&{query}")


@pytest.mark.parametrize("name", list(LISTS))
def test_a_list_is_filtered_ordered_kept_and_taken_away_and_never_asks_more_for_more_rows(desk, name):
    listed = LISTS[name]
    factory = MADE.get(name) or factories()[listed.filterset._meta.model._meta.label]
    factory()
    get(desk, listed)  # what is kept for the process is read
    asked = []
    for _turn in "ab":
        with CaptureQueriesContext(connection) as queries:
            page = get(desk, listed)
        asked.append(len(queries))
        for _row in range(3):
            factory()
    rows = page.context["list"].page.rows
    for sort in listed.orders():
        # Both directions, from the first row to the one beside it: the order is one the database can page by.
        found = get(desk, listed, f"sort={sort}")
        assert found.status_code == 200, sort
        if rows:
            assert get(desk, listed, f"sort={sort}&after={rows[0].pk}").status_code == 200, sort
    for query, _words in listed.ready:
        assert get(desk, listed, query).context["filter"].form.is_valid(), query
    if "q" in page.context["filter"].form.fields:
        assert get(desk, listed, "q=Xq7").status_code == 200
    taken = {kind: desk.post(f"/admin/lists/{name}/export/", {"format": kind, "query": ""}) for kind in ("csv", "xlsx")}
    text = b"".join(taken["csv"].streaming_content).decode("utf-8-sig")
    heads, *lines = list(csv.reader(io.StringIO(text), delimiter=";"))
    book = b"".join(taken["xlsx"].streaming_content)

    assert asked[0] == asked[1]
    assert len(rows) > 0, "the factory's rows lie outside the list: register how they come in"
    shown = listed.shown(page.wsgi_request.user)
    assert heads == [str(part.title) for column in shown for part in listed.columns[column].sheet]
    assert len(lines) > len(rows)  # three more have come
    assert {len(line) for line in lines} == {len(heads)}
    assert book[:2] == b"PK"
    assert Event.objects.filter(action=listed.export_action, after__list=listed.file_name).count() == 2
    desk.post(f"/admin/lists/{name}/columns/", {"query": "", "column": [shown[-1]]})
    assert [column for column in shown if listed.columns[column].is_fixed or column == shown[-1]] == get(
        desk, listed
    ).context["list"].shown
