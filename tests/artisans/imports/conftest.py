"""From the file to the register in one call. Imports of ours wait for Django, which stands only after this file is read."""

import pytest


@pytest.fixture
def places(db):
    from tests.factories.artisans import CommuneFactory, TradeFactory

    return CommuneFactory(), TradeFactory()


@pytest.fixture
def officer(places):
    from tests.factories.accounts import StaffFactory

    return StaffFactory(role="officer")


@pytest.fixture
def check(officer):
    """The file, received and checked; gives the import."""
    from artisans.imports.actions import map_columns, receive_file
    from tests.artisans.imports.lists import run_jobs

    def run(file, *, by=officer, name="liste.csv", source="Délégation", kind="register.persons"):
        batch = receive_file(kind=kind, file=file, name=name, source=source, reason="Reprise", by=by)
        map_columns(batch=batch, mapping=batch.mapping, by=by)
        run_jobs()
        batch.refresh_from_db()
        return batch

    return run


@pytest.fixture
def accept():
    from artisans.imports.actions import accept_import
    from tests.artisans.imports.lists import run_jobs

    def run(batch, **choices):
        accept_import(batch=batch, by=batch.recorded_by, **choices)
        run_jobs()
        batch.refresh_from_db()
        return batch

    return run
