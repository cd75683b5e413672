"""A demonstration or development machine: keys made on the spot, demonstration accounts shown."""

from config.settings.base import *
from config.settings.base import env

SECRET_KEY = env("SECRET_KEY", default="local-only-" + "0123456789abcdef" * 4)
FIELD_KEYS = env(
    "FIELD_KEYS",
    default="lookup:bG9jYWwtb25seS1sb29rdXAta2V5LTAwMDAwMDAwMDA=,local:bG9jYWwtb25seS1maWVsZC1rZXktMDAwMDAwMDAwMDA=",
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
DEMO_SIGN_IN = True
