"""Imports as they stand before a decision; rows as the check leaves them."""

import factory
from factory.django import DjangoModelFactory

from artisans.imports.models import ColumnMapping, ImportBatch, PartySource, StagedNumber, StagedRow
from programs.enrolments.past_models import PastSupport
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import PartyFactory


class ImportBatchFactory(DjangoModelFactory):
    class Meta:
        model = ImportBatch

    kind = "register.persons"
    source, reason = "Délégation Al Haouz", "Liste du chantier"
    file_name, sha256 = "liste.csv", factory.Sequence(lambda n: f"{n:064x}")
    layout = factory.LazyFunction(
        lambda: {
            "kind": "csv",
            "encoding": "utf-8-sig",
            "delimiter": ";",
            "lines": 3,
            "head": 1,
            "headings": ["Nom", "Commune"],
        }
    )
    mapping = factory.LazyFunction(lambda: {"0": "name_fr", "1": "commune"})
    recorded_by = factory.SubFactory(StaffFactory)


class ColumnMappingFactory(DjangoModelFactory):
    class Meta:
        model = ColumnMapping

    kind, source = "register.persons", factory.Sequence(lambda n: f"delegation {n}")
    changed_by = factory.SubFactory(StaffFactory)


class StagedRowFactory(DjangoModelFactory):
    class Meta:
        model = StagedRow

    batch = factory.SubFactory(ImportBatchFactory)
    row = factory.Sequence(lambda n: n + 2)
    outcome, name_fr, search, area, commune_code = "new", "Hassan Ouali", "hassan ouali", "07.041.05.05", "07.041.05.05"


class StagedNumberFactory(DjangoModelFactory):
    class Meta:
        model = StagedNumber

    batch = factory.SubFactory(ImportBatchFactory)
    row = factory.Sequence(lambda n: n + 2)
    kind, value, value_lookup, tail = "cnie", b"sealed", b"hash", "••••456"


class PartySourceFactory(DjangoModelFactory):
    class Meta:
        model = PartySource

    party = factory.SubFactory(PartyFactory)
    batch = factory.SubFactory(ImportBatchFactory)
    row = factory.Sequence(lambda n: n + 2)
    outcome, row_key = "new", b"key"


class PastSupportFactory(DjangoModelFactory):
    class Meta:
        model = PastSupport

    party = factory.SubFactory(PartyFactory)
    program, edition, source = "EXP", "2022", "IMP-000000-0"
    row = factory.Sequence(lambda n: n + 2)
    recorded_by = factory.SubFactory(StaffFactory)
