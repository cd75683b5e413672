"""The PDF itself: what it says follows the rows, it names nobody, and a frozen one comes out the same."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from types import SimpleNamespace

import pikepdf
import pytest
from django.core.management import call_command

from artisans.reference.actions import load_trades
from foundation.pdf_check import accessibility_faults
from foundation.time import clock_at
from markets.intelligence.actions import load_intelligence
from markets.trade.actions import load_trade
from reports.documents.actions import (
    freeze_report,
    keep_build,
    open_report,
    reading_for,
    send_to_review,
    write_narrative,
)
from reports.documents.building import build
from reports.documents.layout import lay_out, narrative
from reports.documents.models import Report, ReportFile
from reports.figures.collect import canonical, read
from tests.factories.markets import TradePointFactory
from tests.factories.reports import BoardMeetingFactory
from tests.reports.story import PLANTED, is_demonstration

MOMENT = datetime(2023, 12, 27, 18, tzinfo=UTC)


def quiet(percent: int, step: str = "") -> None:
    """Nobody watches."""


def laid_out(report: Report, data: dict, language: str = "fr"):
    return lay_out(data, report=report, language=language, check_code="x" * 22, progress=quiet)


@pytest.fixture
def published(meetings):
    with clock_at(datetime(2023, 12, 26, 9, tzinfo=UTC)):
        list(load_trades())
        list(load_trade())
        list(load_intelligence())


def snapshot_of(report: Report) -> dict:
    with clock_at(MOMENT):
        data = read(reading_for(report))
    return json.loads(json.dumps({**data, "narratives": {}}))


def test_the_report_says_what_the_rows_say_and_names_nobody(published, meetings, december, secretary, text_of):
    is_demonstration()
    with clock_at(MOMENT):
        report = open_report(meeting=december, by=secretary)
    data = snapshot_of(report)

    made = laid_out(report, data)
    told = text_of(made.pdf)

    assert 8 <= made.pages <= 12
    for said in (
        "Décisions demandées au conseil", "Adopter le budget 2024.", "Tableau de bord", "Baromètre des exportations",
        "984,00 MDH", "+7 %", "+5,96 %", "suppose une base de 919,6 MDH", "Risques, retraitements et méthode", "PROJET",
        "Aucun rapport n’a été arrêté avant celui-ci", "Données de démonstration", report.reference,
    ):  # fmt: skip
        assert said in told, said
    figures = data["money"]["figures"]
    assert f"{Decimal(figures['allocated']['value']):,.0f}".replace(",", " ") in told  # spaces read back as one kind
    assert [planted for planted in PLANTED if planted in told] == []
    assert [planted for planted in PLANTED if planted in canonical(data).decode()] == []  # what the archive carries
    assert accessibility_faults(made.pdf) == []
    with pikepdf.open(BytesIO(made.pdf)) as document:
        assert document.Root.MarkInfo.Marked
        fonts = {str(font.BaseFont) for page in document.pages for font in page.Resources.get("/Font", {}).values()}
    assert fonts and all("Plex" in name for name in fonts)
    assert laid_out(report, data).pdf == made.pdf


def test_the_arabic_report_is_whole(published, meetings, december, secretary, text_of):
    with clock_at(MOMENT):
        report = open_report(meeting=december, by=secretary)

    made = laid_out(report, snapshot_of(report), "ar")

    with pikepdf.open(BytesIO(made.pdf)) as document:
        assert str(document.Root.Lang) == "ar"
    assert 8 <= made.pages <= 12
    assert [planted for planted in PLANTED if planted in text_of(made.pdf)] == []


@pytest.mark.django_db
def test_another_meeting_and_another_series_change_the_report(secretary, text_of):
    meeting = BoardMeetingFactory(held_on=date(2031, 6, 30), title_fr="Conseil d’administration du 30 juin 2031")
    TradePointFactory(period_end=date(2030, 5, 31), value_mdh="400", published_on=date(2030, 6, 10))
    TradePointFactory(period_end=date(2031, 5, 31), value_mdh="500", growth_pct="25", published_on=date(2031, 6, 10))
    with clock_at(datetime(2031, 6, 30, 18, tzinfo=UTC)):
        report = open_report(meeting=meeting, by=secretary)
        data = {**read(reading_for(report)), "narratives": {}}

    told = text_of(laid_out(report, data).pdf)

    assert "500,00 MDH" in told and "mai 2031" in told and "+25 %" in told
    assert "Conseil d’administration du 30 juin 2031" in told
    assert "Aucune décision n’est demandée à cette réunion." in told
    for said in ("984", "919,6", "5,96", "2023", "2024"):
        assert said not in told, said


@pytest.mark.django_db
def test_the_officers_text_prints_figures_by_their_code():
    data = {
        "money": {"figures": {"paid": {"code": "M.04", "unit": "MAD", "value": "1500", "definition": {}, "rows": {}}}}
    }

    assert narrative({"fr": "Payé : {M.04}, {Z.99}."}, data, "fr") == "Payé : 1\u202f500\u00a0DH, {Z.99}."


@pytest.mark.django_db(transaction=True)
def test_a_frozen_report_is_laid_out_from_its_snapshot(tmp_path, staff, text_of):
    officer, head = staff("officer"), staff("head")
    meeting = BoardMeetingFactory(held_on=date(2023, 12, 27), title_fr="Conseil gelé")
    report = open_report(meeting=meeting, by=officer)
    write_narrative(report=report, section="money", text_fr="Le texte figé.", text_ar="", by=officer)
    keep(report, build(report, language="fr", progress=quiet), officer)
    send_to_review(report=report, by=officer)
    freeze_report(report=report, by=head)
    BoardMeetingFactory(held_on=date(2023, 1, 2), title_fr="Autre")
    type(meeting).objects.filter(pk=meeting.pk).update(title_fr="Titre changé")
    report = Report.objects.get(pk=report.pk)

    first = build(report, language="fr", progress=quiet)
    kept = keep(report, first, officer)
    again = build(report, language="fr", progress=quiet)
    call_command(
        "build_board_report",
        meeting="CA-2023-12-27",
        language="fr",
        out=tmp_path / "r.pdf",
        stdout=SimpleNamespace(write=str),
    )

    told = text_of(first.pdf)
    assert (first.data, again.pdf) == (None, first.pdf)
    assert (tmp_path / "r.pdf").read_bytes() == first.pdf
    assert "Conseil gelé" in told and "Version figée" in told and "Le texte figé." in told
    assert "PROJET" not in told and "Titre changé" not in told
    assert ReportFile.objects.filter(is_draft=False).count() == 1 and kept.sha256


def keep(report: Report, built, by) -> ReportFile:
    return keep_build(
        report=report, data=built.data, language="fr", pdf=built.pdf, pages=built.pages, check_code=built.check_code,
        made_with=built.made_with, by=by,
    )  # fmt: skip
