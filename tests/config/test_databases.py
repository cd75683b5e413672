"""The databases of the tests themselves: what one test commits, the next must not see."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from config.runner.servers import DATABASE_USER


@pytest.mark.django_db(transaction=True)
def test_a_committed_row_is_seen_by_other_threads(at_once):
    ContentType.objects.create(app_label="tests", model="committed")

    seen = at_once(*[lambda: ContentType.objects.filter(app_label="tests").count()] * 3)

    assert seen == [1, 1, 1]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_each_committing_test_starts_from_what_the_migrations_left(turn):
    before = ContentType.objects.count()

    ContentType.objects.filter(app_label="artisans").delete()

    assert ContentType.objects.count() < before
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_content_type WHERE app_label = 'tests'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_the_server_knows_accents_and_arabic():
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT lower('É'), cardinality(show_trgm('صانع')) > 0, current_user")
        assert cursor.fetchone() == ("é", True, DATABASE_USER)


def test_one_failing_thread_does_not_hide_the_others(at_once):
    def fail() -> None:
        raise ValueError("planned")

    outcomes = at_once(lambda: 1, fail, lambda: 3)

    assert outcomes[0] == 1
    assert isinstance(outcomes[1], ValueError)
    assert outcomes[2] == 3
