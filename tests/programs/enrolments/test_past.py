"""Old lists: each line leads to its beneficiary, once, whatever file tells it."""

import pytest
from django.utils import translation

import artisans.tasks  # noqa: F401 - registers the kinds of work
from artisans.imports.actions import accept_import, map_columns, receive_file
from artisans.parties.models import Party
from programs.catalog.models import Program
from programs.enrolments.past_models import PastSupport
from tests.artisans.imports.lists import csv_file, run_jobs
from tests.factories.accounts import StaffFactory
from tests.factories.artisans import CommuneFactory

pytestmark = pytest.mark.django_db
HEAD = [
    "Nom et prénom",
    "CIN",
    "Commune",
    "Programme",
    "Edition",
    "Date inscription",
    "Résultat",
    "Nature de l'appui",
    "Désignation",
    "Montant",
]


def test_pilot_lines_become_past_support_once():
    CommuneFactory()
    Program.objects.get_or_create(code="EXP")
    by = StaffFactory(role="officer")
    lines = [
        [
            "Hassan Ouali",
            "EE123457",
            "Asni",
            "EXP",
            "2022",
            "01/03/2022",
            "terminé",
            "formation",
            "Teinture",
            "12 000,00",
        ],
        [
            "Hassan Ouali",
            "EE123457",
            "Asni",
            "EXP",
            "2022",
            "01/03/2022",
            "terminé",
            "matériel",
            "Métier à tisser",
            "30000",
        ],
        ["Ali Alaoui", "EE123458", "Asni", "NULLE", "2022", "", "", "", "", ""],
        ["Zineb Tazi", "EE123459", "Asni", "EXP", "2022", "", "", "", "Sans nature", "500"],
    ]
    for copy in (lines, [*lines, lines[0]]):
        with translation.override("fr"):
            batch = receive_file(
                kind="programs.past",
                file=csv_file(*copy, head=HEAD),
                name="pilote.csv",
                source="Pilote",
                reason="Reprise",
                by=by,
            )
        map_columns(batch=batch, mapping=batch.mapping, by=by)
        run_jobs()
        batch.refresh_from_db()
        accept_import(batch=batch, by=by)
        run_jobs()
        batch.refresh_from_db()
        assert batch.counts["error"] == 2

    party = Party.objects.get()
    assert sorted(party.past_support.values_list("kind", "title", "outcome", "value")) == [
        ("equipment", "Métier à tisser", "completed", 30000), ("training", "Teinture", "completed", 12000),
    ]  # fmt: skip
    assert PastSupport.objects.count() == 2
