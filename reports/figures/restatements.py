"""What an earlier frozen report said, and what the same question answers today.

The earlier report's own reading (its day, its meeting) is read again with all that was recorded since. A figure that answers
otherwise was corrected: the next report prints both values and the reason, the frozen one stays as it is.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from reports.figures.base import Reading


@dataclass(frozen=True)
class Earlier:
    """A frozen report to compare with: how it read, what it said, and its name for people."""

    reading: Reading
    data: dict[str, Any]
    reference: str
    version: int

    def today(self, known_at: datetime) -> Reading:
        """The same question, asked with what is known now."""
        return replace(self.reading, known_at=known_at)


def figures_of(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every figure of a snapshot by its code; tables are read as the figures they break down."""
    found: dict[str, dict[str, Any]] = {}

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if "code" in node and "unit" in node and "value" in node:
                found[node["code"]] = node
                return
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk({key: value for key, value in data.items() if key not in {"codes", "restatements", "narratives"}})
    return found


def compare(then: dict[str, Any], now: dict[str, Any]) -> list[dict[str, Any]]:
    """The figures whose value differs, in the order of their codes; one that can no longer be read has none now."""
    before, after = figures_of(then), figures_of(now)
    rows = []
    for code in sorted(before):
        told = before[code]["value"]
        found = after[code]["value"] if code in after else None
        if told != found:
            rows.append(
                {
                    "code": code, "label": before[code]["label"], "unit": before[code]["unit"], "before": told, "now": found,
                    "section": why_section(code),
                }
            )  # fmt: skip
    return rows


def restatements(earlier: Earlier | None, now: dict[str, Any] | None) -> dict[str, Any]:
    """The block of a snapshot: since which report, and what changed; nothing to compare with is said as such."""
    if earlier is None or now is None:
        return {"since": None, "rows": []}
    since = {
        "reference": earlier.reference,
        "version": earlier.version,
        "as_of": earlier.reading.as_of.isoformat(),
        "known_at": earlier.reading.known_at.isoformat(),
    }
    return {"since": since, "rows": compare(earlier.data, now)}


def why_section(code: str) -> str:
    """The name of the narrative that gives the reason of one restatement."""
    return f"why-{code.replace('.', '-').lower()}"
