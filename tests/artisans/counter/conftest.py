"""The letters that acts at the counter send."""

import pytest
from django.conf import settings


@pytest.fixture
def letters(db) -> None:
    # Not at the top: a conftest of the path that was asked for is read before Django stands.
    from accounts.outbox.actions import load_templates

    for path in sorted((settings.BASE_DIR / "artisans" / "data").glob("messages*.json")):
        load_templates(path)
