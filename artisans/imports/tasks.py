"""What workers do for imports."""

from accounts.jobs.registry import JOB_KINDS
from artisans.imports.actions import check_batch, write_batch

JOB_KINDS.register("imports.check")(check_batch)
JOB_KINDS.register("imports.write")(write_batch)
