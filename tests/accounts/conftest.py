"""What tests of accounts share. Imports stand inside: this file is read before Django is set up."""

from pathlib import Path

import pytest

MESSAGES = Path(__file__).resolve().parents[2] / "accounts" / "data" / "messages.json"


@pytest.fixture
def letters(db) -> None:
    """The letters of this app, published."""
    from accounts.outbox.actions import load_templates

    load_templates(MESSAGES)


@pytest.fixture(autouse=True)
def fresh_limits_and_sms():
    """No limit of another test counts, no text of another test is seen."""
    from django.core.cache import cache

    from accounts.outbox import sms

    cache.clear()
    sms.OUTBOX.clear()
    yield
    cache.clear()
    sms.OUTBOX.clear()
