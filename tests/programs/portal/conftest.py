"""The letters that the actions behind the pages send."""

import pytest


@pytest.fixture(autouse=True)
def letters(db) -> None:
    # Not at the top: a conftest of the path that was asked for is read before Django stands.
    from tests.programs.portal.stage import load_letters

    load_letters()
