"""Two reports side by side, figure by figure: what each said, how far apart, and whether the later one restated the earlier."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.figures.base import Words
from reports.figures.restatements import figures_of

_APART = {"codes", "restatements", "narratives", "meta"}


@dataclass(frozen=True)
class Compared:
    """One number of either report. `line` and `column` name a cell of a table; both empty for a figure."""

    code: str
    label: Words
    line: Words
    column: Words
    unit: str
    then: str | None
    now: str | None
    was_there: bool
    is_there: bool
    restated_to: str | None = None
    is_restated: bool = False

    @property
    def difference(self) -> Decimal | None:
        """Now less then; None unless both are known."""
        return None if self.then is None or self.now is None else Decimal(self.now) - Decimal(self.then)

    @property
    def state(self) -> str:
        """same, changed, new or gone."""
        if not self.was_there:
            return "new"
        if not self.is_there:
            return "gone"
        return "same" if self.then == self.now or self.difference == 0 else "changed"


def compare_reports(then: dict[str, Any], now: dict[str, Any], *, then_reference: str) -> list[Compared]:
    """Every figure and every cell of every table of both, in the order of their codes.

    `restated_to` is what the later report says the earlier figure should have been, where it restates that very report.
    """
    told = now.get("restatements") or {}
    since = told.get("since") or {}
    restated = (
        {row["code"]: row["now"] for row in told.get("rows", [])} if since.get("reference") == then_reference else {}
    )
    before, after = _numbers(then), _numbers(now)
    rows = []
    for key in sorted(before.keys() | after.keys()):
        earlier, later = before.get(key), after.get(key)
        about = later or earlier
        is_figure = not key[1]
        rows.append(
            Compared(
                code=key[0], label=about["label"], line=about["line"], column=about["column"], unit=about["unit"],
                then=earlier["value"] if earlier else None, now=later["value"] if later else None,
                was_there=earlier is not None, is_there=later is not None,
                restated_to=restated.get(key[0]) if is_figure else None, is_restated=is_figure and key[0] in restated,
            )
        )  # fmt: skip
    return rows


def _numbers(data: dict[str, Any]) -> dict[tuple[str, str, str], dict[str, Any]]:
    found = {
        (code, "", ""): {"label": node["label"], "line": {}, "column": {}, "unit": node["unit"], "value": node["value"]}
        for code, node in figures_of(data).items()
    }
    for table in _tables(data):
        for line in table["lines"]:
            for column, value in zip(table["columns"], line["values"], strict=True):
                found[table["code"], line["label"]["fr"], column["label"]["fr"]] = {
                    "label": table["label"], "line": line["label"], "column": column["label"], "unit": column["unit"],
                    "value": value,
                }  # fmt: skip
    return found


def _tables(data: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "code" in node and "lines" in node and "columns" in node:
                found.append(node)
                return
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk({key: value for key, value in data.items() if key not in _APART})
    return found
