"""Ends what outlives a killed supervisor.

The kernel asks the children of a killed supervisor to stop (`launch.py`). One that does not heed the request, as a worker may
while its broker vanishes beneath it, would hold files and ports for ever. So a small process of its own reads from us who
runs; the end of its input tells it that we are gone (`watch_over` in `processes.py`, run by path: it needs no package).
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from config.runner.processes import Identity

WATCHER = Path(__file__).with_name("processes.py")


class Guard:
    """The watcher as the supervisor sees it: told of every change, let go at the end."""

    def __init__(self) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-I", "-S", str(WATCHER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            text=True,
        )

    def tell(self, processes: Iterable[Identity]) -> None:
        """These run now. A watcher that is gone is no reason to stop the others."""
        with contextlib.suppress(OSError):
            self.popen.stdin.write(json.dumps([process.as_dict() for process in processes]) + "\n")
            self.popen.stdin.flush()

    def leave(self) -> None:
        """Nobody is left to watch over."""
        self.tell([])
        with contextlib.suppress(OSError):
            self.popen.stdin.close()
        self.popen.wait()
