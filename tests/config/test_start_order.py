"""Any system check can be the first thing a new process runs: Django keeps them in a set, so their order changes from start to start."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EACH_CHECK_FIRST = """
import os, sys
import django
from django.core.checks.registry import registry

django.setup()
failed, seen = [], 0
for check in registry.get_checks():
    child = os.fork()
    if child == 0:
        try:
            check(app_configs=None, databases=None)
            status = 0
        except BaseException as error:
            print(f"{check.__module__}.{check.__name__}: {error!r}", flush=True)
            status = 1
        os._exit(status)
    failed += [check] if os.waitpid(child, 0)[1] else []
    seen += 1
print(seen, "checks")
sys.exit(bool(failed) or seen < 20)
"""


def test_every_check_can_come_first():
    """A circular import that only bites when one of them is first once kept a worker from starting, one start in several."""
    answer = subprocess.run(
        [sys.executable, "-c", EACH_CHECK_FIRST], cwd=ROOT, env={**os.environ}, capture_output=True, text=True
    )

    assert answer.returncode == 0, answer.stdout + answer.stderr
