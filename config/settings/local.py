"""A demonstration or development machine: keys made on the spot, demonstration accounts shown."""

import os
from pathlib import Path

import environ

# A copy started by `make run` leaves its addresses and keys in its state folder, so that `manage.py` in another terminal
# works on it. What the environment says already stays as it is.
_STATE = Path(os.environ.get("SANAD_HOME") or Path(__file__).resolve().parent.parent.parent / "var")
if (_STATE / "environment").exists():
    environ.Env.read_env(_STATE / "environment")

from config.settings.base import *  # noqa: E402 (base reads the environment while it is imported)
from config.settings.base import env  # noqa: E402

SECRET_KEY = env("SECRET_KEY", default="local-only-" + "0123456789abcdef" * 4)
FIELD_KEYS = env(
    "FIELD_KEYS",
    default="lookup:bG9jYWwtb25seS1sb29rdXAta2V5LTAwMDAwMDAwMDA=,local:bG9jYWwtb25seS1maWVsZC1rZXktMDAwMDAwMDAwMDA=",
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
DEMO_SIGN_IN = True
