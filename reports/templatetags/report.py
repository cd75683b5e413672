"""Filters that print a snapshot: `{{ figure|value }}`, `{{ words|say }}`. The language is the active one."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.defaultfilters import striptags
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext

from foundation import formats
from foundation.words import in_language

register = template.Library()
_DEFINED_BESIDE = ("I.", "Z.", "N.", "D.", "X.", "Q.")
_ONLY_IN_PACK = frozenset({"A.05", "A.06", "A.07", "C.04"})
_OF_PROGRAM = re.compile(r"P\d+\.")


@register.filter
def say(words: dict[str, str] | None) -> str:
    """The text of a snapshot in the active language."""
    return in_language(words)


@register.filter
def told(item: dict[str, Any], name: str) -> str:
    """A name of a snapshot in the active language: `owner` with `owner_ar` beside it, which older snapshots lack."""
    return item.get(f"{name}_{get_language()}") or item.get(name) or ""


@register.filter
def value(figure: dict[str, Any] | None) -> SafeString | str:
    """The number of a figure with its unit, or a dash where it is not known."""
    return shown(figure["value"], figure["unit"]) if figure else "—"


@register.filter
def bare(figure: dict[str, Any] | None) -> SafeString | str:
    """The number of a figure without a unit."""
    if not figure or figure["value"] is None:
        return "—"
    return _isolated(formats.format_number(Decimal(figure["value"])))


@register.filter
def as_unit(number: str | Decimal | None, unit: str) -> SafeString | str:
    """A cell of a table in the unit of its column."""
    return shown(number, unit)


@register.filter
def definition(figure: dict[str, Any] | None) -> str:
    """What a figure counts, in the report's language."""
    return say(figure["definition"]) if figure else ""


@register.filter
def on(text: str | None, style: str = "long") -> str:
    """A day of a snapshot (`2023-12-27`)."""
    return formats.format_date(date.fromisoformat(text[:10]), style) if text else "—"


@register.filter
def month(text: str | None) -> str:
    """The month of a day of a snapshot."""
    return formats.format_month(date.fromisoformat(text[:10])) if text else "—"


@register.filter
def at(moment: str | None, style: str = "long") -> str:
    """A moment of a snapshot, on the clock of Casablanca."""
    return formats.format_datetime(datetime.fromisoformat(moment), style) if moment else "—"


@register.filter
def signed(figure: dict[str, Any] | None) -> SafeString | str:
    """A percentage with its sign: growth."""
    if not figure or figure["value"] is None:
        return "—"
    number = Decimal(figure["value"])
    places = max(0, -number.normalize().as_tuple().exponent)
    return _isolated(formats.format_percent(number / 100, places, signed=True))


@register.filter
def ratio(number: float | None, decimals: int = 0) -> SafeString | str:
    """A ratio as percent."""
    return "—" if number is None else _isolated(formats.format_percent(Decimal(str(number)), int(decimals)))


@register.filter
def parts(items: list[Any], size: int) -> list[list[Any]]:
    """The list in runs of `size`: rows of tiles, columns of an index."""
    return [items[start : start + size] for start in range(0, len(items), size)]


@register.filter
def columns(items: list[Any], count: int) -> list[list[Any]]:
    """Index entries in `count` columns of about equal length, read downwards."""
    lengths = [
        len(in_language(item["label"]))
        + len(in_language(item["definition"]))
        + 34
        + (len(item["source"]) if item["source"] != "Sanad" else 0)
        for item in items
    ]
    whole, so_far = sum(lengths) or 1, 0
    made: list[list[Any]] = [[] for _column in range(count)]
    for item, length in zip(items, lengths, strict=True):
        made[min(count - 1, so_far * count // whole)].append(item)
        so_far += length
    return made


@register.simple_tag
def foot(table: dict[str, Any]) -> list[dict[str, Any]]:
    """The sums of a table's columns; a rate is no sum and stays empty."""
    sums = []
    for place, column in enumerate(table["columns"]):
        values = [line["values"][place] for line in table["lines"] if line["values"][place] is not None]
        is_rate = column["unit"] in {"percent", "days"}
        sums.append(
            {
                "unit": column["unit"],
                "value": None if is_rate else str(sum(map(Decimal, values), Decimal(0))),
                "is_rate": is_rate,
            }
        )
    return sums


@register.filter
def by_axis(actions: list[dict[str, Any]]) -> list[tuple[dict[str, str], list[dict[str, Any]]]]:
    """The plan's actions, axis by axis, in their order."""
    groups: dict[str, tuple[dict[str, str], list[dict[str, Any]]]] = {}
    for action in actions:
        groups.setdefault(action["axis"]["fr"], (action["axis"], []))[1].append(action)
    return list(groups.values())


@register.filter
def index_entries(codes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The index of codes; what every programme counts the same way stands once, as `P1–P4.07`.

    What is defined on its own page (indicators, networks, results, appeals, annexes) is left out.
    """
    together: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for entry in codes:
        if entry["code"].startswith(_DEFINED_BESIDE) or entry["code"] in _ONLY_IN_PACK:
            continue
        suffix = entry["code"].partition(".")[2] if _OF_PROGRAM.match(entry["code"]) else entry["code"]
        together.setdefault((suffix, entry["label"]["fr"]), []).append(entry)
    made = []
    for (suffix, _label), found in together.items():
        code = found[0]["code"]
        if len(found) > 1:
            code = f"{found[0]['code'].partition('.')[0]}–{found[-1]['code'].partition('.')[0]}.{suffix}"
        made.append({**found[0], "code": code, "count": sum(entry["count"] for entry in found)})
    return made


@register.filter
def codes_in(codes: list[dict[str, Any]], letters: str) -> list[dict[str, Any]]:
    """The entries of an index whose codes begin with one of the letters."""
    return [entry for entry in codes if entry["code"].partition(".")[0] in letters.split()]


def shown(number: str | Decimal | None, unit: str) -> SafeString | str:
    """One number as people write it: MAD in thousands or millions when it is large, percent with its sign."""
    if number is None:
        return "—"
    amount = Decimal(number)
    if unit == "MAD":
        text = formats.format_mdh(amount, 2) if abs(amount) >= 1_000_000 else formats.format_money(amount, 0)
    elif unit == "MDH":
        text = formats.format_mdh(amount * 1_000_000, 2)
    elif unit == "percent":
        text = formats.format_percent(amount / 100, 1)
    elif unit == "days":
        text = ngettext("%(count)s day", "%(count)s days", int(amount)) % {"count": formats.format_number(amount)}
    else:
        text = formats.format_number(amount)
    return _isolated(text)


def _language() -> str:
    language = (get_language() or "fr")[:2]
    return language if language in {"fr", "ar", "en"} else "fr"


def _isolated(text: str) -> SafeString | str:
    return format_html("<bdi>{}</bdi>", text) if _language() == "ar" else text


@register.simple_tag
def bar(share: str | float | None, width_mm: float = 40, tone: str = "brand") -> SafeString:
    """One horizontal bar, `share` percent of `width_mm`; it grows from the side the reading starts on."""
    percent = min(100.0, max(0.0, float(share or 0)))
    length = round(width_mm * percent / 100, 2)
    start = round(width_mm - length, 2) if _language() == "ar" else 0
    return format_html(
        '<svg class="bar" width="{w}mm" height="2.6mm" viewBox="0 0 {w} 2.6" aria-hidden="true"><title></title>'
        '<rect width="{w}" height="2.6" fill="#f1eee7"/><rect x="{x}" width="{l}" height="2.6" fill="{fill}"/></svg>',
        w=width_mm, x=start, l=length, fill=_FILLS[tone],
    )  # fmt: skip


_FILLS = {"brand": "#0f5c5c", "clay": "#b4532a"}


@register.simple_tag
def allocation_bar(
    figures: dict[str, Any], width_mm: float = 178, height_mm: float = 11, prefix: str = "m"
) -> SafeString:
    """The line as one bar: paid, committed, reserved, available add up to the allocation. Each part has its own pattern."""
    values = {
        name: Decimal(figures[name]["value"] or 0)
        for name in ("paid", "committed", "reserved", "available")
        if name in figures
    }
    whole = sum(values.values(), Decimal(0))
    pieces, at_mm = [], 0.0
    for name, amount in values.items():
        length = float(amount / whole) * width_mm if whole else 0.0
        start = width_mm - at_mm - length if _language() == "ar" else at_mm
        pieces.append((name, round(start, 2), round(length, 2)))
        at_mm += length
    said = ", ".join(f"{in_language(figures[name]['label'])} {shown(figures[name]['value'], 'MAD')}" for name in values)
    return format_html(
        '<svg class="allocation" width="{w}mm" height="{h}mm" viewBox="0 0 {w} {h}" role="img"><title>{said}</title>{patterns}{parts}'
        '<rect x="0.1" y="0.1" width="{iw}" height="{ih}" fill="none" stroke="#0a4444" stroke-width="0.3"/></svg>',
        w=width_mm, h=height_mm, iw=width_mm - 0.2, ih=height_mm - 0.2, said=striptags(said), patterns=_patterns(prefix),
        parts=format_html_join(
            "", '<rect x="{}" width="{}" height="{}" fill="{}"/>',
            ((start, length, height_mm, _fill(name, prefix)) for name, start, length in pieces if length),
        ),
    )  # fmt: skip


@register.simple_tag
def swatch(name: str, prefix: str) -> SafeString:
    """The pattern of one part beside its words."""
    return format_html(
        '<svg class="swatch" width="4mm" height="4mm" viewBox="0 0 4 4" aria-hidden="true"><title></title>{}'
        '<rect x="0.15" y="0.15" width="3.7" height="3.7" fill="{}" stroke="#0a4444" stroke-width="0.3"/></svg>',
        _patterns(prefix), _fill(name, prefix),
    )  # fmt: skip


def _fill(name: str, prefix: str) -> str:
    return {
        "paid": "#0f5c5c",
        "committed": f"url(#{prefix}-c)",
        "reserved": f"url(#{prefix}-r)",
        "available": "#ffffff",
    }[name]


def _patterns(prefix: str) -> SafeString:
    """Told apart in grey too: full, thick stripes, thin stripes, empty."""
    return format_html(
        '<defs><pattern id="{p}-c" width="2" height="2" patternUnits="userSpaceOnUse"><rect width="2" height="2" fill="#8fc0ba"/>'
        '<path d="M0 2L2 0" stroke="#0f5c5c" stroke-width="0.7"/></pattern><pattern id="{p}-r" width="2" height="2" '
        'patternUnits="userSpaceOnUse"><rect width="2" height="2" fill="#f6e7df"/><path d="M0 0L2 2" stroke="#b4532a" '
        'stroke-width="0.35"/></pattern></defs>',
        p=prefix,
    )


@register.filter
def stages(overview: dict[str, Any]) -> list[dict[str, Any]]:
    """From the file received to the enrolment."""
    return [overview["figures"][name] for name in ("received", "selected", "enrolled")]


@register.filter
def funnel(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The stages of one programme's files."""
    return [block["figures"][name] for name in ("received", "decided", "selected", "enrolled")]


@register.filter
def people_tables(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Who takes part, by place, sex and trade."""
    return [block["tables"][name] for name in ("by_region", "by_sex", "by_trade")]


@register.filter
def standing(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Where those enrolled are."""
    return [block["figures"][name] for name in ("enrolled", "running", "completed", "exited")]


@register.filter
def amounts(block: dict[str, Any]) -> list[dict[str, Any]]:
    """A programme's money."""
    return [block["figures"][name] for name in ("allocated", "engaged", "paid")]


@register.filter
def reach(intelligence: dict[str, Any]) -> list[dict[str, Any]]:
    """How far market intelligence went."""
    return [intelligence["figures"][name] for name in ("reached", "seen", "acted", "confirmed")]


@register.filter
def split(text: str) -> list[str]:
    """The words of a line, for a loop over a fixed list."""
    return text.split()


@register.filter
def values(mapping: dict[str, Any] | None) -> list[Any]:
    """The values in the order of their codes, for a loop."""
    return sorted((mapping or {}).values(), key=lambda item: item["code"])


@register.filter
def anchor(code: str) -> str:
    """A code as the name of a place on a page: `P1.20` becomes `f-p1-20`."""
    return "f-" + code.replace(".", "-").lower()


@register.filter
def longest(table: dict[str, Any], most: int) -> list[dict[str, Any]]:
    """The lines with most in their first column, each as percent of the longest: a chart beside its table."""
    known = [line for line in table["lines"] if line["values"][0] is not None]
    lines = sorted(known, key=lambda line: -Decimal(line["values"][0]))[: int(most)]
    largest = max((Decimal(line["values"][0]) for line in lines), default=Decimal(0))
    return [
        {
            "label": line["label"],
            "share": f"{float(100 * max(Decimal(line['values'][0]), 0) / largest):.1f}" if largest > 0 else "0",
            "shown": shown(line["values"][0], table["columns"][0]["unit"]),
        }
        for line in lines
    ]


@register.filter
def item_of(mapping: dict[str, Any], key: str) -> Any:
    return mapping.get(key)


@register.filter
def dirhams(amount: str | None) -> SafeString | str:
    """Whole dirhams without a unit, for columns that name it once."""
    return "—" if amount is None else _isolated(formats.format_number(Decimal(amount), 0))


@register.filter
def plain_number(value: float | None) -> SafeString | str:
    return "—" if value is None else _isolated(formats.format_number(Decimal(str(value)).normalize()))


@register.filter
def cells(line: dict[str, Any], head: list[dict[str, Any]]) -> list[SafeString | str]:
    """The values of a line, each in the unit of its column."""
    return [shown(value, column["unit"]) for value, column in zip(line["values"], head, strict=True)]


@register.simple_tag
def sign(state: str) -> SafeString:
    """A shape beside a state's word, told apart without colour. Drawn: our fonts hold no such signs."""
    shape = _SIGNS.get(state, '<circle cx="5" cy="5" r="4" fill="none" stroke="#56666a" stroke-width="1.2"/>')
    return mark_safe(  # noqa: S308 - drawings of ours
        f'<svg class="sign" width="2.1mm" height="2.1mm" viewBox="0 0 10 10" aria-hidden="true"><title></title>{shape}</svg>'
    )


_LATE = '<path d="M5 0.6L9.6 9.2H0.4Z" fill="#a3262a"/>'
_DONE = '<circle cx="5" cy="5" r="4.4" fill="#2f6f3e"/>'
_OPEN = '<circle cx="5" cy="5" r="4" fill="none" stroke="#8a5a10" stroke-width="1.2"/><path d="M5 1A4 4 0 0 0 5 9Z" fill="#8a5a10"/>'
_SIGNS = {"late": _LATE, "bad": _LATE, "done": _DONE, "good": _DONE, "open": _OPEN, "wait": _OPEN}
