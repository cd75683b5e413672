"""Everything that changes a case, and the merge with its undoing."""

from artisans.duplicates.actions.cases import (
    defer_case,
    found_by_import,
    keep_different,
    note_pair,
    note_twins,
    reopen_case,
    reopen_due,
    review_party,
    suspect_pair,
    weigh_case,
)
from artisans.duplicates.actions.merge import CHOSEN, CannotMerge, merge_parties, obstacles
from artisans.duplicates.actions.undo import CannotUndo, undo_merge, undo_obstacles

__all__ = [
    "CHOSEN",
    "CannotMerge",
    "CannotUndo",
    "defer_case",
    "found_by_import",
    "keep_different",
    "merge_parties",
    "note_pair",
    "note_twins",
    "obstacles",
    "reopen_case",
    "reopen_due",
    "review_party",
    "suspect_pair",
    "undo_merge",
    "undo_obstacles",
    "weigh_case",
]
