"""The command that `make run` calls at every start."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from artisans.reference.models import Commune, Trade
from artisans.reference.registry import REFERENCE_LOADERS

pytestmark = pytest.mark.django_db


def lines(**options) -> list[str]:
    out = io.StringIO()
    call_command("load_reference", stdout=out, **options)
    return out.getvalue().splitlines()


def test_one_line_a_list_and_nothing_new_the_second_time():
    first = lines()
    counts = Commune.objects.count(), Trade.objects.count()

    with CaptureQueriesContext(connection) as queries:
        second = lines()

    assert [line for line in first if line.startswith("communes ")] == [
        "communes RGPH 2024 (1.9.1): 1544 rows, 1544 added, 0 changed, 0 retired, 0 returned"
    ]
    lists = [line for line in second if "rows" in line]
    assert len(lists) >= 9
    assert all(line.endswith("nothing new") for line in lists)
    assert (Commune.objects.count(), Trade.objects.count()) == counts
    assert not [query for query in queries if query["sql"].startswith(("INSERT", "DELETE"))]
    assert not [query for query in queries if 'FROM "artisans_commune"' in query["sql"]]


def test_the_lists_of_the_register_come_first():
    assert list(REFERENCE_LOADERS)[:2] == ["geography", "trades"]
