"""Kinds of lists that can be imported: higher rooms register theirs.

A kind names its columns and what its rows become. Every row leads to one party (new, known or corrected) by the columns of the register;
`facts` are further columns of the kind, read one by one into JSON; `write` is called in the transaction that writes a piece of the
list, with the rows that now have their party. It must do nothing the second time it sees a row it wrote.

    IMPORT_KINDS.register("programs.past", order=50)(ImportKind(label=_("Pilot files"), …, facts=(…), write=write_past))
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from accounts.people.models import User
from artisans.parties.choices import PartyKind
from foundation.registry import Registry

if TYPE_CHECKING:
    from artisans.imports.models import ImportBatch


@dataclass(frozen=True)
class ImportColumn:
    """`headings` are those met on real lists, in any language and spelling; the label is recognised in three languages anyway."""

    name: str
    label: str
    headings: Sequence[str] = ()
    example: Any = ""
    is_needed: bool = False
    allowed: Callable[[], Sequence[str]] | None = None  # what may be written, where that is a list
    help: str = ""
    read: Callable[[Any], Any] | None = None  # facts only: the cell as JSON, or `InvalidValue`


@dataclass(frozen=True)
class WrittenRow:
    """A row that has its party now."""

    row: int
    party_id: int
    outcome: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class ImportKind:
    """`needed` are groups of columns of which one must be there. `judge` looks at all facts of a row together and names the column."""

    label: str
    sentence: str
    party_kind: PartyKind
    columns: Sequence[ImportColumn]
    permission: str = "artisans.add_party"
    needed: Sequence[Sequence[str]] = (("name_fr", "name_ar"), ("commune",))
    facts: Sequence[ImportColumn] = field(default_factory=tuple)
    judge: Callable[[dict[str, Any]], tuple[str, str] | None] | None = None
    write: Callable[["ImportBatch", list[WrittenRow], User], int] | None = None
    after: str = ""  # what `write` counts, in words

    def all_columns(self) -> list[ImportColumn]:
        return [*self.columns, *self.facts]


IMPORT_KINDS: Registry[ImportKind] = Registry("kind of import")
