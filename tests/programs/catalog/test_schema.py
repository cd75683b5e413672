"""Settings are checked before they are published; what is published never changes."""

import copy

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.people.choices import Role
from accounts.people.models import User
from foundation.errors import NotPermitted, StepNotAllowed
from programs.catalog.actions import (
    ProgramHasNoSettings,
    activate_program,
    close_program,
    publish_draft,
    publish_version,
    suspend_program,
)
from programs.catalog.models import Program, ProgramVersion
from programs.catalog.schema import SettingsAreWrong, settings_problems, tranche_parts
from tests.factories.accounts import StaffFactory
from tests.factories.programs_files import SETTINGS, ProgramFactory, ProgramVersionFactory


def changed(**changes):
    return {**copy.deepcopy(SETTINGS), **changes}


def test_right_settings_have_no_problem():
    assert settings_problems(SETTINGS) == []


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        (changed(support_kinds=["magic"]), "support_kinds[0]: "),
        (changed(service_standard_days=0), "service_standard_days: "),
        (changed(consent_notice=""), "consent_notice: "),
        (changed(services=[{"code": "x", "kind": "fair", "name": SETTINGS["origin"]}]), "services: "),
        (changed(stages=[SETTINGS["stages"][0]] * 2), "stages: "),
        (changed(diagnostic=[{"code": "a", "name": SETTINGS["origin"]}]), "diagnostic_scale: "),
        (changed(tranche_plan={"default": "gone", "plans": SETTINGS["tranche_plan"]["plans"]}), "tranche_plan: "),
    ],
)
def test_each_problem_names_its_place(settings, place):
    assert [sentence for sentence in settings_problems(settings) if sentence.startswith(place)]


def test_percentages_must_make_a_hundred():
    settings = changed()
    settings["tranche_plan"]["plans"]["standard"][0]["percent"] = 59

    assert settings_problems(settings)[0].startswith("tranche_plan.plans.standard: ")


def test_the_plan_follows_the_answers():
    assert [part["percent"] for part in tranche_parts(SETTINGS, {"pieces": 5})] == [100]
    assert [part["percent"] for part in tranche_parts(SETTINGS, {"pieces": 50})] == [60, 40]
    assert tranche_parts(changed(tranche_plan=None), {}) == []


@pytest.mark.django_db
def test_publishing_the_same_settings_twice_makes_one_version():
    program, system = ProgramFactory(), User.objects.system()

    first = publish_version(program=program, settings=SETTINGS, by=system)
    second = publish_version(program=program, settings=copy.deepcopy(SETTINGS), by=system)
    third = publish_version(program=program, settings=changed(appeal_days=20), by=system)

    assert (first.pk == second.pk, third.number) == (True, 2)


@pytest.mark.django_db
def test_wrong_settings_are_not_published_with_every_reason():
    with pytest.raises(SettingsAreWrong) as refusal:
        publish_version(program=ProgramFactory(), settings={"support_kinds": []}, by=User.objects.system())

    assert len(refusal.value.reasons) >= 2
    draft = ProgramVersionFactory(settings={}, published_at=None)
    with pytest.raises(SettingsAreWrong):
        publish_draft(version=draft, by=User.objects.system())
    assert ProgramVersion.objects.get(pk=draft.pk).published_at is None


@pytest.mark.django_db
def test_published_settings_never_change():
    version = ProgramVersionFactory()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE programs_programversion SET settings = '{}' WHERE id = %s", [version.pk])


@pytest.mark.django_db
def test_the_life_of_a_programme():
    system = User.objects.system()
    program = Program.objects.create(code="new", prefix="NEW", name_fr="N", name_ar="ن", name_en="N")
    with pytest.raises(ProgramHasNoSettings):
        activate_program(program=program, by=system)
    publish_version(program=program, settings=SETTINGS, by=system)

    assert activate_program(program=program, by=system).status == "active"
    assert suspend_program(program=program, reason="Audit", by=system).status == "suspended"
    assert close_program(program=program, reason="Over", by=system).status == "closed"
    with pytest.raises(StepNotAllowed):
        activate_program(program=program, by=system)


@pytest.mark.django_db
def test_officers_do_not_configure():
    with pytest.raises(NotPermitted):
        publish_version(program=ProgramFactory(), settings=SETTINGS, by=StaffFactory(role=Role.OFFICER))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page", ["program", "programversion", "fiscalyear", "call", "formversion", "ruleset", "rubric"]
)
def test_the_administrators_pages_open(client, page):
    ProgramVersionFactory()
    client.force_login(StaffFactory(role=Role.ADMINISTRATOR))

    assert client.get(f"/admin/programs/{page}/").status_code == 200
