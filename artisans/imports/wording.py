"""Tones of states and words of counts."""

from artisans.imports.choices import ImportStatus, Outcome

TONES = {
    ImportStatus.RECEIVED: "info", ImportStatus.CHECKED: "wait", ImportStatus.ACCEPTED: "info", ImportStatus.DONE: "good",
    ImportStatus.CANCELLED: "plain", ImportStatus.REFUSED: "bad",
}  # fmt: skip
OUTCOME_TONES = {
    Outcome.NEW: "good",
    Outcome.SAME: "",
    Outcome.CHANGED: "",
    Outcome.SUSPECT: "wait",
    Outcome.ERROR: "bad",
}
