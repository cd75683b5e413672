import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from foundation import formats

THIN, NBSP, LRM = "\u202f", "\u00a0", "\u200e"
DAY = dt.date(2026, 8, 3)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fr", f"12{THIN}500,00{NBSP}DH"),
        ("ar", f"12.500,00{NBSP}درهم"),
        ("en", f"MAD{NBSP}12,500.00"),
        ("fr-ma", f"12{THIN}500,00{NBSP}DH"),
        ("de", f"12{THIN}500,00{NBSP}DH"),
    ],
)
def test_format_money_in_each_language(language, expected):
    assert formats.format_money(Decimal("12500"), language=language) == expected


def test_format_number_groups_rounds_half_up_and_signs():
    assert formats.format_number(1234567.5, language="fr") == f"1{THIN}234{THIN}567,5"
    assert formats.format_number(Decimal("0.125"), 2, language="fr") == "0,13"
    assert formats.format_number(Decimal("2.5"), 0, language="fr") == "3"
    assert formats.format_number(Decimal("-0.04"), 1, language="fr") == "0,0"
    assert formats.format_number(-5, language="fr") == "-5"
    assert formats.format_number(-5, language="ar") == f"{LRM}-5"
    assert formats.format_number(Decimal("1234567890123.45"), 2, language="en") == "1,234,567,890,123.45"
    assert formats.format_number(None, language="fr") == ""


def test_format_percent_takes_a_ratio():
    assert formats.format_percent(Decimal("0.1495"), language="fr") == f"15,0{NBSP}%"
    assert formats.format_percent(Decimal("0.1495"), 2, language="en") == "14.95%"
    assert formats.format_percent(Decimal("0.07"), 0, language="ar") == f"7{NBSP}%"
    assert formats.format_percent(Decimal("0.07"), 0, language="fr", signed=True) == f"+7{NBSP}%"
    assert formats.format_percent(Decimal("0.0001"), 1, language="fr", signed=True) == f"0,0{NBSP}%"
    assert formats.format_percent(Decimal("0.07"), 0, language="ar", signed=True) == f"{LRM}+7{NBSP}%"
    assert formats.format_percent(None) == ""
    assert formats.format_points(Decimal("0.1087"), language="fr") == f"+10,87{NBSP}pt"
    assert formats.format_points(Decimal("-0.0829"), language="fr") == f"-8,29{NBSP}pt"


def test_format_mdh_divides_exactly():
    assert formats.format_mdh(Decimal("1232050000"), language="fr") == f"1{THIN}232,1{NBSP}MDH"
    assert formats.format_mdh(984_000_000, 0, language="ar") == f"984{NBSP}مليون درهم"


def test_format_date_writes_the_first_of_the_month_in_french():
    assert formats.format_date(dt.date(2026, 1, 1), language="fr") == "1er janvier 2026"
    assert formats.format_date(dt.date(2026, 1, 1), "full", language="fr") == "jeudi 1er janvier 2026"
    assert formats.format_date(dt.date(2026, 1, 11), "full", language="fr") == "dimanche 11 janvier 2026"
    assert formats.format_date(dt.date(2026, 1, 21), language="fr") == "21 janvier 2026"
    assert formats.format_date(dt.date(2026, 1, 1), "short", language="fr") == "01/01/2026"


def test_format_date_has_the_moroccan_months_in_arabic():
    months = [formats.format_month(dt.date(2026, m, 1), language="ar").split()[0] for m in range(1, 13)]

    assert months == [
        "يناير",
        "فبراير",
        "مارس",
        "أبريل",
        "ماي",
        "يونيو",
        "يوليوز",
        "غشت",
        "شتنبر",
        "أكتوبر",
        "نونبر",
        "دجنبر",
    ]
    assert formats.format_date(DAY, language="ar") == "3 غشت 2026"
    assert formats.format_date(DAY, "short", language="ar") == "03/08/2026"


def test_format_datetime_uses_the_clock_of_casablanca():
    in_summer = dt.datetime(2025, 8, 3, 13, 5, tzinfo=dt.UTC)
    in_ramadan = dt.datetime(2025, 3, 10, 13, 5, tzinfo=dt.UTC)

    assert formats.format_datetime(in_summer, language="fr") == "3 août 2025 à 14 h 05"
    assert formats.format_datetime(in_ramadan, language="fr") == "10 mars 2025 à 13 h 05"
    assert formats.format_datetime(in_summer, language="en") == "3 August 2025 at 14:05"
    assert formats.format_datetime(in_summer, "short", language="ar") == "03/08/2025 14:05"


def test_format_date_of_a_moment_is_the_day_in_morocco():
    assert formats.format_date(dt.datetime(2025, 8, 3, 23, 30, tzinfo=dt.UTC), language="fr") == "4 août 2025"


def test_formats_refuse_a_naive_moment():
    with pytest.raises(ValueError, match="naive"):
        formats.format_datetime(dt.datetime(2026, 1, 1))  # noqa: DTZ001


def test_format_hijri():
    assert formats.format_hijri(dt.date(2025, 3, 1), language="fr") == "1er Ramadan 1446 H"
    assert formats.format_hijri(dt.date(2023, 12, 27), language="ar") == "14 جمادى الآخرة 1445 هـ"


def render(text, language, **context):
    with translation.override(language):
        return Template("{% load formats %}" + text).render(Context(context))


def test_filters_isolate_in_arabic_only():
    assert render("{{ a|money }}", "fr", a=Decimal("12500")) == f"12{THIN}500,00{NBSP}DH"
    assert render("{{ a|money }}", "ar", a=Decimal("12500")) == f"<bdi>12.500,00{NBSP}درهم</bdi>"
    assert render("{{ a|percent:0 }}", "ar", a=0.07) == f"<bdi>7{NBSP}%</bdi>"
    assert render("{{ a|day }}", "ar", a=DAY) == "<bdi>3 غشت 2026</bdi>"
    assert render("{{ a|month }} {{ a|day:'short' }}", "fr", a=DAY) == "août 2026 03/08/2026"
    assert render("{{ a|number:1 }}", "en", a="1234.56") == "1,234.6"
    assert render("{{ a|growth }}", "fr", a=0.15) == f"+15,0{NBSP}%"


@pytest.mark.parametrize("bad", [None, "", "abc", True, float("nan"), "<b>"])
def test_filters_answer_nothing_for_a_missing_figure(bad):
    text = "{{ a|money }}{{ a|number }}{{ a|percent }}{{ a|day }}{{ a|moment }}{{ a|month }}{{ a|hijri }}"

    assert render(text, "ar", a=bad) == ""


def test_code_filter_isolates_and_escapes():
    assert render("{{ a|code }}", "fr", a="AB<1>") == '<bdi dir="ltr">AB&lt;1&gt;</bdi>'
    assert render("{{ a|code }}", "fr", a="") == ""
