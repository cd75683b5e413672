"""The letters that the actions behind the pages send."""

import pytest


@pytest.fixture(autouse=True)
def letters(db) -> None:
    # Not at the top: a conftest of the path that was asked for is read before Django stands.
    from tests.programs.portal.stage import load_letters

    load_letters()


@pytest.fixture
def artisan():
    """(user, party, client) of somebody who may apply."""
    from tests.programs.portal.stage import applicant, signed_in

    user, party = applicant()
    return user, party, signed_in(user)
