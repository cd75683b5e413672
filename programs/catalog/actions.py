"""The life of programmes and their published settings."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from accounts.people.scopes import scopes_of
from foundation.errors import DomainError, NotPermitted
from foundation.time import now
from programs.catalog.models import Program, ProgramVersion
from programs.catalog.schema import check_settings
from programs.catalog.workflow import WORKFLOW


class ProgramHasNoSettings(DomainError):
    """A programme opens with published settings only."""

    code = "program_without_settings"


def require_configurator(by: User, permission: str, program: str = "") -> None:
    """The clock and those whose role grants the permission for the programme."""
    if by.is_system or any(scope.program in ("", program) for scope in scopes_of(by, permission)):
        return
    raise NotPermitted(_("Your role does not allow you to configure programmes."))


@transaction.atomic
def publish_version(*, program: Program, settings: Mapping[str, Any], by: User) -> ProgramVersion:
    """Publish settings, or give back the newest version when they are the same. What is published never changes."""
    require_configurator(by, "programs.add_programversion", program.code)
    program = Program.objects.select_for_update().get(pk=program.pk)
    newest = program.versions.exclude(published_at=None).order_by("-number").first()
    if newest and newest.settings == settings:
        return newest
    check_settings(settings)
    number = (program.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = ProgramVersion.objects.create(program=program, number=number, settings=settings, published_at=now())
    record("program.version_published", target=version, by=by, program=program.code, after={"number": number})
    return version


@transaction.atomic
def publish_draft(*, version: ProgramVersion, by: User) -> ProgramVersion:
    """Publish settings that were prepared as a draft. They must be right, and never change again."""
    require_configurator(by, "programs.change_programversion", version.program.code)
    version = ProgramVersion.objects.select_for_update(of=("self",)).select_related("program").get(pk=version.pk)
    if version.published_at is None:
        check_settings(version.settings)
        version.published_at = now()
        version.save(update_fields=["published_at"])
        record(
            "program.version_published",
            target=version,
            by=by,
            program=version.program.code,
            after={"number": version.number},
        )
    return version


def activate_program(*, program: Program, by: User) -> Program:
    """Let the programme have open calls. It needs published settings."""
    return _move(program, "activate", by, "")


def suspend_program(*, program: Program, reason: str, by: User) -> Program:
    """Open no further call until it is activated again."""
    return _move(program, "suspend", by, reason)


def close_program(*, program: Program, reason: str, by: User) -> Program:
    return _move(program, "close", by, reason)


@transaction.atomic
def _move(program: Program, step: str, by: User, reason: str) -> Program:
    require_configurator(by, "programs.change_program", program.code)
    program = Program.objects.select_for_update().get(pk=program.pk)
    before = program.status
    WORKFLOW.take(program, step)
    if step == "activate" and not program.versions.exclude(published_at=None).exists():
        raise ProgramHasNoSettings(_("Publish the settings of the programme first."))
    program.save(update_fields=["status"])
    record(
        f"program.{program.status}", target=program, by=by, program=program.code, reason=reason,
        before={"status": before}, after={"status": program.status},
    )  # fmt: skip
    return program
