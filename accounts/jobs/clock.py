"""What the clock does for jobs."""

from accounts.jobs.registry import CLOCK
from accounts.jobs.running import remove_old_files

CLOCK.register("jobs.remove_old_files")(remove_old_files)
