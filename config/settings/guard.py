"""What production refuses to start with. Looked at before any other setting is read; never repeats a value."""

import base64
import binascii
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

REQUIRED = ("SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "EMAIL_URL")
# Key names and beginnings that stand in the source code, where everybody reads them.
PUBLIC_SECRETS = ("local-only-", "django-insecure-")
PUBLIC_FIELD_KEYS = (b"local-only",)


def refuse_unsafe(environment: Mapping[str, str]) -> None:
    """Raises ImproperlyConfigured with one line for each setting that is missing or would be unsafe."""
    missing = [name for name in REQUIRED if not environment.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured("Set these environment variables before starting: " + ", ".join(missing))
    problems = [f"{name} {problem}" for name, rule in RULES if (problem := rule(environment.get(name, "")))]
    if problems:
        raise ImproperlyConfigured("\n".join(problems))


def secret_key(value: str) -> str:
    if value.startswith(PUBLIC_SECRETS):
        return "is one from the source code: make your own."
    if len(value) < 50 or len(set(value)) < 5:
        return "must be at least 50 random characters."
    return ""


def field_keys(value: str) -> str:
    names = []
    for part in filter(None, (part.strip() for part in value.split(","))):
        name, _colon, encoded = part.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != 32:
            return "must be a list of name:key where each key is 32 bytes in base64."
        if key.startswith(PUBLIC_FIELD_KEYS):
            return "holds a key from the source code: make your own."
        names.append(name)
    if "lookup" not in names or len(set(names)) < 2 or len(set(names)) != len(names):
        return "needs a key called “lookup” and at least one other, each name once."
    return ""


def allowed_hosts(value: str) -> str:
    hosts = [host.strip() for host in value.split(",")]
    return "must name the hosts; “*” lets anybody forge links in mails." if "*" in hosts else ""


def public_url(value: str) -> str:
    address = urlsplit(value)
    return "" if address.scheme == "https" and address.hostname else "must begin with https:// and name the host."


def database_url(value: str) -> str:
    known = ("postgres", "postgresql", "psql", "pgsql")
    return "" if urlsplit(value).scheme in known else "must be a PostgreSQL address (postgres://…)."


def redis_url(value: str) -> str:
    return (
        ""
        if urlsplit(value).scheme in ("redis", "rediss", "unix")
        else "must be a Redis address (redis:// or rediss://)."
    )


def sends(value: str) -> str:
    """Mails and messages carry sign-in codes: they must not end in a log, a file or a memory."""
    pretends = urlsplit(value).scheme.startswith(("console", "memory", "dummy", "file"))
    return "must send: console, file, memory and dummy are for development." if pretends else ""


RULES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("SECRET_KEY", secret_key),
    ("FIELD_KEYS", field_keys),
    ("ALLOWED_HOSTS", allowed_hosts),
    ("PUBLIC_URL", public_url),
    ("DATABASE_URL", database_url),
    ("REDIS_URL", redis_url),
    ("EMAIL_URL", sends),
    ("SMS_URL", sends),
)
