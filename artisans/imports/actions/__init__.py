"""From the file to the register, one module per step."""

from artisans.imports.actions.checking import check_batch
from artisans.imports.actions.deciding import accept_import, decide_suspect, stop_import
from artisans.imports.actions.receiving import AlreadyImported, cancel_import, live_job, map_columns, receive_file
from artisans.imports.actions.writing import write_batch

__all__ = [
    "AlreadyImported",
    "accept_import",
    "cancel_import",
    "check_batch",
    "decide_suspect",
    "live_job",
    "map_columns",
    "receive_file",
    "stop_import",
    "write_batch",
]
