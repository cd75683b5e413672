"""An edition: built by a worker, vouched for by a second person, frozen when published, read by everybody."""

import datetime as dt
import json
import re

import pytest
from django.db import Error, transaction
from django.urls import reverse

from accounts.audit.models import Event
from accounts.jobs.running import run_job
from foundation.errors import DomainError, InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import clock_at
from markets.barometer import tasks
from markets.barometer.actions import (
    EditionIsFrozen,
    EditionNotBuilt,
    add_erratum,
    ask_to_build,
    attach_build,
    hash_of,
    publish_edition,
    reopen_edition,
    review_edition,
    start_edition,
)
from markets.barometer.models import BarometerEdition
from markets.barometer.presentation import figures
from markets.barometer.queries import collect, latest_edition
from markets.barometer.workflow import WORKFLOW
from tests.factories.accounts import StaffFactory
from tests.factories.markets import BarometerEditionFactory, TradePointFactory, TradeSeriesFactory

BOARD = dt.date(2023, 12, 27)
PICTURES = [(name, language, size, f"<svg><title>{name} {language} {size}</title></svg>") for name in ("curve", "families") for language in ("fr", "ar", "en") for size in ("wide", "narrow")]  # fmt: skip

assert tasks.BUILD  # the kind of job is registered by this import, as in a worker


@pytest.fixture
def people(db):
    return StaffFactory(role="monitoring"), StaffFactory(role="head")


def built(by, as_of=BOARD):
    edition, _job = start_edition(as_of=as_of, by=by)
    return attach_build(edition=edition, snapshot=collect(as_of), charts=PICTURES, by=by)


def published(people, as_of=BOARD):
    edition = built(people[0], as_of)
    review_edition(edition=edition, by=people[1])
    return publish_edition(edition=edition, by=people[1])


@pytest.mark.usefixtures("published_series")
def test_the_worker_collects_and_draws_every_figure_in_three_languages(people):
    edition, job = start_edition(as_of=BOARD, by=people[0])

    assert run_job(job.pk)

    edition.refresh_from_db()
    names = [figure.name for figure in figures(edition.snapshot)]
    assert edition.snapshot["headline"]["value"] == 984.0
    assert edition.charts.count() == len(names) * 3 * 2 == 36
    assert {chart.name for chart in edition.charts.all()} == set(names)
    assert not [chart for chart in edition.charts.all() if re.search(r"<script|<style|style=", chart.svg)]


@pytest.mark.usefixtures("published_series")
def test_the_one_who_prepared_cannot_review_even_in_the_database(people):
    edition = built(people[0])

    with pytest.raises(NotPermitted):
        review_edition(edition=edition, by=people[0])
    with pytest.raises(Error), transaction.atomic():
        BarometerEdition.objects.filter(pk=edition.pk).update(
            status="reviewed", reviewed_by=people[0], reviewed_at=edition.built_at
        )


@pytest.mark.usefixtures("published_series")
def test_steps_are_taken_in_order(people):
    edition = built(people[0])

    with pytest.raises(StepNotAllowed):
        publish_edition(edition=edition, by=people[1])
    with pytest.raises(Error), transaction.atomic():
        BarometerEdition.objects.filter(pk=edition.pk).update(status="published")


def test_the_table_of_steps():
    assert WORKFLOW.pairs() == {("draft", "reviewed"), ("reviewed", "draft"), ("reviewed", "published")}


@pytest.mark.django_db
def test_an_edition_without_figures_cannot_be_reviewed():
    edition = BarometerEditionFactory()

    with pytest.raises(EditionNotBuilt):
        review_edition(edition=edition, by=StaffFactory(role="head"))


@pytest.mark.django_db
def test_an_edition_of_a_day_without_any_total_is_refused(people):
    edition, _job = start_edition(as_of=BOARD, by=people[0])

    with pytest.raises(InvalidValue):
        attach_build(edition=edition, snapshot=collect(BOARD), charts=[], by=people[0])
    with clock_at(dt.datetime(2023, 1, 1, tzinfo=dt.UTC)), pytest.raises(InvalidValue):
        start_edition(as_of=BOARD, by=people[0])


@pytest.mark.usefixtures("published_series")
def test_nothing_of_a_published_edition_changes(people):
    edition = published(people)

    with pytest.raises(EditionIsFrozen):
        attach_build(edition=edition, snapshot=collect(BOARD), charts=[], by=people[0])
    with pytest.raises(EditionIsFrozen):
        ask_to_build(edition=edition, by=people[0])
    for change in ({"snapshot": {}}, {"as_of": dt.date(2024, 1, 1)}, {"snapshot_hash": "x"}):
        with pytest.raises(Error), transaction.atomic():
            BarometerEdition.objects.filter(pk=edition.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        edition.charts.update(svg="<svg></svg>")
    with pytest.raises(Error), transaction.atomic():
        edition.charts.all().delete()


@pytest.mark.usefixtures("published_series")
def test_figures_swapped_after_the_review_are_not_published(people):
    edition = review_edition(edition=built(people[0]), by=people[1])
    BarometerEdition.objects.filter(pk=edition.pk).update(snapshot={"headline": {"value": 1}})

    with pytest.raises(EditionIsFrozen):
        publish_edition(edition=edition, by=people[1])


@pytest.mark.usefixtures("published_series")
def test_sent_back_to_draft_the_review_is_void(people):
    edition = review_edition(edition=built(people[0]), by=people[1])

    edition = reopen_edition(edition=edition, by=people[1], reason="Une source manque")

    assert (edition.status, edition.reviewed_by) == ("draft", None)
    assert [event.action for event in Event.objects.about(edition).order_by("id")] == [
        "barometer.started", "barometer.built", "barometer.reviewed", "barometer.reopened",
    ]  # fmt: skip


@pytest.mark.usefixtures("published_series")
def test_an_erratum_stands_above_and_figures_stay(people, client):
    edition = published(people)
    add_erratum(edition=edition, text_fr="La base a été révisée.", text_ar="تمت مراجعة الأساس.", by=people[1])

    french, arabic = (client.get(f"/{language}/barometre/").content.decode() for language in ("fr", "ar"))

    assert "La base a été révisée." in french and "تمت مراجعة الأساس." in arabic
    assert BarometerEdition.objects.get(pk=edition.pk).snapshot_hash == edition.snapshot_hash
    with pytest.raises(DomainError):
        add_erratum(edition=built(people[0]), text_fr="x", by=people[1])


@pytest.mark.usefixtures("published_series")
def test_the_snapshot_survives_the_database_unchanged(people):
    edition = published(people)

    edition.refresh_from_db()
    assert hash_of(edition.snapshot) == edition.snapshot_hash
    assert edition.snapshot == json.loads(json.dumps(collect(BOARD)))


@pytest.mark.usefixtures("published_series")
@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_page_shows_the_headline_its_sentence_and_every_figure(people, client, language):
    edition = published(people)

    page = client.get(f"/{language}/barometre/").content.decode()

    assert re.search(r"<bdi>984</bdi>", page)
    assert edition.snapshot["headline"]["sentence"][language] in page.replace("&#x27;", "'")
    for figure in figures(edition.snapshot):
        assert f'id="{figure.name}"' in page
        assert reverse("barometer_csv", args=[edition.reference, figure.name]).split("/", 2)[2] in page
    assert f"curve {language} wide" in page
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page)


@pytest.mark.django_db
def test_another_series_makes_another_page(people, client):
    series = TradeSeriesFactory()
    TradePointFactory(
        series=series, period_end=dt.date(2021, 3, 31), value_mdh="41.5", published_on=dt.date(2021, 4, 9)
    )
    TradePointFactory(
        series=series, period_end=dt.date(2022, 3, 31), value_mdh="83", growth_pct=90, published_on=dt.date(2022, 4, 9)
    )
    published(people, dt.date(2022, 5, 1))

    page = client.get("/fr/barometre/").content.decode()

    assert "<bdi>83</bdi>" in page and "41,5" in page and "+100,00" in page
    assert "984" not in page and "928,66" not in page


@pytest.mark.usefixtures("published_series")
def test_drafts_are_nobodys_and_the_newest_edition_is_shown(people, client):
    assert client.get("/fr/barometre/").status_code == 200
    draft = built(people[0])
    assert latest_edition() is None
    assert client.get(f"/fr/barometre/{draft.reference}/").status_code == 404

    older = published(people, dt.date(2022, 12, 27))
    newer = published(people)

    assert latest_edition() == newer
    assert client.get(f"/fr/barometre/{older.reference}/").status_code == 200
    assert client.get(f"/fr/barometre/{older.reference}/none.csv").status_code == 404


@pytest.mark.usefixtures("published_series")
def test_the_numbers_of_a_figure_can_be_downloaded(people, client):
    edition = published(people)

    answer = client.get(f"/fr/barometre/{edition.reference}/families.csv")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0] == "code;name;share;value_mdh;growth_published"
    assert lines[1].startswith("POTERIE;Poterie & pierre;0,3;")
    assert len(lines) == 5


@pytest.mark.usefixtures("published_series")
def test_the_page_costs_the_same_queries_with_one_and_three_editions(people, client, django_assert_max_num_queries):
    published(people)
    with django_assert_max_num_queries(12) as one:
        client.get("/fr/barometre/")
    published(people)
    published(people)
    with django_assert_max_num_queries(12) as three:
        client.get("/fr/barometre/")

    assert len(one) == len(three)
