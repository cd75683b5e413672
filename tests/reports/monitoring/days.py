"""Two moments of the tests: within the second half of 2023, and after it."""

from datetime import datetime

from foundation.time import CASABLANCA

WITHIN = datetime(2023, 11, 15, 10, tzinfo=CASABLANCA)
AFTER = datetime(2024, 1, 8, 10, tzinfo=CASABLANCA)
