"""Production refuses to start half configured, and stands Django's own deployment check."""

import base64
import os
import subprocess
import sys

import pytest

from config.runner.home import ROOT

REQUIRED = ("SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL", "EMAIL_URL")


def field_key(letter: str) -> str:
    return base64.b64encode(letter.encode() * 32).decode()


COMPLETE = {
    "SECRET_KEY": "Zq8-" + "0aB3dE6gH9jK2mN5pR8tV1xY4" * 3,
    "FIELD_KEYS": f"lookup:{field_key('a')},k2026:{field_key('b')}",
    "ALLOWED_HOSTS": "sanad.example.org",
    "DATABASE_URL": "postgres://sanad_app:secret@db.example.org/sanad",
    "REDIS_URL": "redis://:secret@redis.example.org:6379/0",
    "PUBLIC_URL": "https://sanad.example.org",
    "EMAIL_URL": "smtp+tls://user:secret@mail.example.org:587",
}


def manage(*arguments: str, **changes: str | None) -> subprocess.CompletedProcess:
    """manage.py in a process of its own, with the production settings and nothing inherited that they read."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {
        name: value
        for name, value in {
            **inherited,
            **COMPLETE,
            "DJANGO_SETTINGS_MODULE": "config.settings.production",
            **changes,
        }.items()
        if value is not None
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_deployment_check_is_clean():
    answer = manage("check", "--deploy", "--fail-level", "WARNING")

    assert answer.returncode == 0, answer.stderr
    assert "no issues" in answer.stdout


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_a_missing_setting_is_refused_by_name(name, value):
    answer = manage("check", **{name: value})

    assert answer.returncode != 0
    assert f"Set these environment variables before starting: {name}\n" in answer.stderr


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY"),
        ("SECRET_KEY", "local-only-" + "0123456789abcdef" * 4, "SECRET_KEY"),
        ("FIELD_KEYS", "lookup:abc,first:def", "FIELD_KEYS"),
        ("FIELD_KEYS", f"first:{field_key('a')}", "FIELD_KEYS"),
        (
            "FIELD_KEYS",
            "lookup:bG9jYWwtb25seS1sb29rdXAta2V5LTAwMDAwMDAwMDA=,local:bG9jYWwtb25seS1maWVsZC1rZXktMDAwMDAwMDAwMDA=",
            "FIELD_KEYS",
        ),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS"),
        ("PUBLIC_URL", "http://sanad.example.org", "PUBLIC_URL"),
        ("DATABASE_URL", "sqlite:///sanad.db", "DATABASE_URL"),
        ("EMAIL_URL", "consolemail://", "EMAIL_URL"),
        ("SMS_URL", "console://", "SMS_URL"),
    ],
)
def test_an_unsafe_value_is_refused_by_name(name, value, sentence):
    answer = manage("check", **{name: value})

    assert answer.returncode != 0
    assert f"ImproperlyConfigured: {sentence}" in answer.stderr


def test_a_refusal_never_prints_a_secret():
    answer = manage("check", SECRET_KEY="tooshortbutsecret", FIELD_KEYS="lookup:abcsecret,first:defsecret")

    assert answer.returncode != 0
    assert "secret" not in answer.stderr.replace("DJANGO_SETTINGS_MODULE", "").split("ImproperlyConfigured", 1)[1]
