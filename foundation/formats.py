"""Numbers, amounts and dates as officials write them, in French, Arabic and English.

French: thin no-break space for thousands, decimal comma, ``12 500,00 DH``. Arabic: western digits and the Moroccan month
names (يناير … دجنبر), which babel has for ``ar_MA`` in the long form only: the short form is not Moroccan and never used.
English: ``MAD 12,500.00``. Moments are shown on the clock of Casablanca.

Every function takes ``language`` (default: the reader's) and answers "" for ``None``, so that templates need no test.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from babel import Locale, dates, numbers
from django.utils import translation
from hijridate import Gregorian

from foundation.time import CASABLANCA

_LOCALES = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}
_NBSP = "\u00a0"
_LRM = "\u200e"
_MONEY = {"fr": f"{{}}{_NBSP}DH", "ar": f"{{}}{_NBSP}درهم", "en": f"MAD{_NBSP}{{}}"}
_MILLIONS = {"fr": f"{{}}{_NBSP}MDH", "ar": f"{{}}{_NBSP}مليون درهم", "en": f"MAD{_NBSP}{{}}{_NBSP}million"}
_PERCENT = {"fr": f"{{}}{_NBSP}%", "ar": f"{{}}{_NBSP}%", "en": "{}%"}
_POINTS = {"fr": f"{{}}{_NBSP}pt", "ar": f"{{}}{_NBSP}نقطة", "en": f"{{}}{_NBSP}pt"}
_DAYS = {"long": "d MMMM y", "full": "EEEE d MMMM y"}
_AT = {"fr": "{day} à {hour} h {minute}", "ar": "{day} على الساعة {hour}:{minute}", "en": "{day} at {hour}:{minute}"}
_HIJRI = {"fr": "{day} {month} {year} H", "ar": "{day} {month} {year} هـ", "en": "{day} {month} {year} AH"}
_HIJRI_MONTHS = {
    "fr": "Moharram,Safar,Rabii I,Rabii II,Joumada I,Joumada II,Rajab,Chaabane,Ramadan,Chaoual,Dou al-kiada,Dou al-hijja",
    "ar": "محرم,صفر,ربيع الأول,ربيع الآخر,جمادى الأولى,جمادى الآخرة,رجب,شعبان,رمضان,شوال,ذو القعدة,ذو الحجة",
    "en": "Muharram,Safar,Rabi I,Rabi II,Jumada I,Jumada II,Rajab,Shaban,Ramadan,Shawwal,Dhu al-Qidah,Dhu al-Hijjah",
}

Number = int | float | Decimal


def format_number(value: Number | None, decimals: int | None = None, *, language: str | None = None) -> str:
    """1 234 567,5: with exactly ``decimals`` places, or as many as the value has (at most six)."""
    if value is None:
        return ""
    language = _language(language)
    exact = Decimal(str(value))
    if decimals is None:
        pattern = "#,##0.######"
    else:
        # Round here: halves away from zero, as people check on paper; babel rounds half to even.
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    if exact == 0:
        exact = abs(exact)  # no "-0,0"
    text = numbers.format_decimal(exact, format=pattern, locale=_locale(language))
    # In a right-to-left line a bare minus would be drawn behind its number.
    return text.replace("-", f"{_LRM}-") if language == "ar" else text


def format_money(amount: Number | None, decimals: int = 2, *, language: str | None = None) -> str:
    """12 500,00 DH · 12.500,00 درهم · MAD 12,500.00."""
    return _wrapped(_MONEY, format_number(amount, decimals, language=language), language)


def format_mdh(amount: Number | None, decimals: int = 1, *, language: str | None = None) -> str:
    """An amount in dirhams shown in millions: 1 232,0 MDH."""
    millions = None if amount is None else Decimal(str(amount)).scaleb(-6)
    return _wrapped(_MILLIONS, format_number(millions, decimals, language=language), language)


def format_percent(
    ratio: Number | None, decimals: int = 1, *, language: str | None = None, signed: bool = False
) -> str:
    """A ratio (0.1495) as 15,0 %; ``signed`` puts + before a rise."""
    hundredths = None if ratio is None else Decimal(str(ratio)).scaleb(2)
    text = format_number(hundredths, decimals, language=language)
    return _wrapped(_PERCENT, _plus(text, hundredths, language) if signed else text, language)


def format_points(ratio: Number | None, decimals: int = 2, *, language: str | None = None) -> str:
    """A difference of ratios (0.1087) in percentage points, always signed: +10,87 pt."""
    hundredths = None if ratio is None else Decimal(str(ratio)).scaleb(2)
    text = format_number(hundredths, decimals, language=language)
    return _wrapped(_POINTS, _plus(text, hundredths, language), language)


def format_date(day: dt.date | None, style: str = "long", *, language: str | None = None) -> str:
    """A day: ``long`` 1er janvier 2026, ``full`` with the weekday, ``short`` 01/01/2026. A moment gives its day in Morocco."""
    if day is None:
        return ""
    language = _language(language)
    day = _local(day).date() if isinstance(day, dt.datetime) else day
    if style == "short":
        return f"{day:%d/%m/%Y}"  # the same in all three languages, and lists are full of it
    text = dates.format_date(day, _DAYS[style], locale=_locale(language))
    if language == "fr" and day.day == 1:
        text = text.replace("1 ", "1er ", 1)
    return text


def format_datetime(moment: dt.datetime | None, style: str = "long", *, language: str | None = None) -> str:
    """A moment on the clock of Casablanca: 3 août 2026 à 14 h 05; ``short`` 03/08/2026 14:05."""
    if moment is None:
        return ""
    moment = _local(moment)
    day = format_date(moment.date(), style, language=language)
    if style == "short":
        return f"{day} {moment:%H:%M}"
    return _AT[_language(language)].format(day=day, hour=f"{moment:%H}", minute=f"{moment:%M}")


def format_month(day: dt.date | None, *, language: str | None = None) -> str:
    """The month of a day: août 2026."""
    return "" if day is None else dates.format_date(day, "MMMM y", locale=_locale(_language(language)))


def format_hijri(day: dt.date | None, *, language: str | None = None) -> str:
    """The day in the computed Hijri calendar (Umm al-Qura): in Morocco the sighted day may differ by one."""
    if day is None:
        return ""
    language = _language(language)
    hijri = Gregorian(day.year, day.month, day.day).to_hijri()
    month = _HIJRI_MONTHS[language].split(",")[hijri.month - 1]
    number = "1er" if language == "fr" and hijri.day == 1 else str(hijri.day)
    return _HIJRI[language].format(day=number, month=month, year=hijri.year)


def _language(language: str | None) -> str:
    short = (language or translation.get_language() or "fr")[:2]
    return short if short in _LOCALES else "fr"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES[language])


def _wrapped(patterns: dict[str, str], text: str, language: str | None) -> str:
    return patterns[_language(language)].format(text) if text else ""


def _plus(text: str, value: Number | None, language: str | None) -> str:
    if value is None or value <= 0 or not any(c in "123456789" for c in text):
        return text
    return f"{_LRM}+{text}" if _language(language) == "ar" else f"+{text}"


def _local(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("a naive moment has no place on a clock")
    return moment.astimezone(CASABLANCA)
