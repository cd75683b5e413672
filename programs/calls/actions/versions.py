"""Forms, rules and rubrics: drafts that people write together, versions that never change.

The doors, for pages and for importers alike:

    begin_draft(model=FormVersion, code="form-code", program=program, by=user)   → the draft of the next version, made or found
    save_form_draft(version=draft, definition={...}, by=user, revision=draft.revision)   → the draft as saved
    publish_draft(version=draft, by=head)   → published, once it is faultless
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import ChangedMeanwhile, InvalidValue, StepNotAllowed
from foundation.formats import format_datetime
from foundation.time import now
from programs.calls.faults import faults_of
from programs.calls.models import FormVersion, Rubric, RuleSet, Versioned
from programs.calls.rules import parameter_schemas
from programs.calls.schema import draft_problems, form_problems, refuse, rubric_problems, rules_problems
from programs.catalog.actions import require_configurator
from programs.catalog.models import Program

V = TypeVar("V", bound=Versioned)
DRAFTING = "programs.draft_call"
PUBLISHING = {
    FormVersion: "programs.add_formversion", RuleSet: "programs.add_ruleset", Rubric: "programs.add_rubric"
}  # fmt: skip


def problems_of(model: type[Versioned], definition: Mapping[str, Any]) -> list[str]:
    """What keeps this definition from being published, by the schema of its model."""
    if model is FormVersion:
        return form_problems(definition)
    if model is RuleSet:
        return rules_problems(definition, parameter_schemas())
    return rubric_problems(definition)


def publish_form(*, code: str, definition: Mapping[str, Any], by: User, program: Program | None = None) -> FormVersion:
    """Publish a form, or give back the newest version when it says the same."""
    return _publish(FormVersion, code, definition, by, program)


def publish_rules(*, code: str, definition: Mapping[str, Any], by: User, program: Program | None = None) -> RuleSet:
    """Publish rules, all of registered kinds with parameters that fit them."""
    return _publish(RuleSet, code, definition, by, program)


def publish_rubric(*, code: str, definition: Mapping[str, Any], by: User, program: Program | None = None) -> Rubric:
    """Publish a rubric whose weights add up to 100."""
    return _publish(Rubric, code, definition, by, program)


@transaction.atomic
def _publish(model: type[V], code: str, definition: Mapping[str, Any], by: User, program: Program | None) -> V:
    require_configurator(by, PUBLISHING[model], program.code if program else "")
    newest = model.objects.select_for_update().filter(code=code).exclude(published_at=None).order_by("-number").first()
    if newest and newest.definition == definition:
        if newest.program_id is None and program is not None:
            newest.program = program
            newest.save(update_fields=["program"])
        return newest
    refuse(problems_of(model, definition))
    version = model.objects.create(
        code=code, number=_next_number(model, code), definition=definition, program=program, published_at=now()
    )
    _record(version, "published", by)
    return version


@transaction.atomic
def begin_draft(
    *,
    model: type[V],
    code: str,
    by: User,
    program: Program | None = None,
    definition: Mapping[str, Any] | None = None,
) -> V:
    """The draft of the next version under this code: the one that is there, or a new one.

    A new draft holds `definition`, or a copy of the newest published version, or the bare beginning of one. There is one draft
    per code: two people who ask in the same moment get the same. A code belongs to the programme of its first version.
    """
    owner = _owner(model, code, program)
    require_configurator(by, DRAFTING, owner.code if owner else "")
    if owner is not None:
        Program.objects.select_for_update().get(pk=owner.pk)  # one at a time, so that nobody meets the unique rule
    draft = model.objects.filter(code=code, published_at=None).order_by("-number").first()
    if draft is not None:
        return draft
    newest = model.objects.filter(code=code).exclude(published_at=None).order_by("-number").first()
    content = definition if definition is not None else newest.definition if newest else _beginning(model)
    refuse(draft_problems(model._meta.model_name, content))
    draft = model.objects.create(
        code=code, number=_next_number(model, code), program=owner, definition=content, changed_at=now(), changed_by=by
    )
    _record(draft, "draft_begun", by)
    return draft


def save_form_draft(
    *, version: FormVersion, definition: Mapping[str, Any], by: User, revision: int | None = None
) -> FormVersion:
    """Write the whole definition of a form that is still a draft, and give the draft back with its new `revision`.

    The definition is the schema of `programs/calls/schema.py`, but may be unfinished (no Arabic label yet, no section): what a
    draft must have is a list of sections with codes and questions with codes and known types; `DefinitionIsWrong.reasons` says
    what is missing there. `revision` is the number the page was shown with: if somebody saved since, ChangedMeanwhile is raised
    and nothing written; an importer that replaces everything may leave it out. `by` needs “programs.draft_call” for the form's
    programme. A published version is refused with StepNotAllowed: begin the next draft with `begin_draft`.
    """
    return save_draft(version=version, definition=definition, by=by, revision=revision)


@transaction.atomic
def save_draft(*, version: V, definition: Mapping[str, Any], by: User, revision: int | None = None) -> V:
    """As `save_form_draft`, for forms, rules and rubrics."""
    version = _locked(version, revision)
    require_configurator(by, DRAFTING, _program_code(version))
    refuse(draft_problems(version._meta.model_name, definition))
    if definition == version.definition:
        return version
    version.definition = definition
    version.revision += 1
    version.changed_at, version.changed_by = now(), by
    version.save(update_fields=["definition", "revision", "changed_at", "changed_by"])
    _record(version, "draft_saved", by)
    return version


@transaction.atomic
def publish_draft(*, version: V, by: User, revision: int | None = None) -> V:
    """From here on the version never changes: the database sees to it. Refuses with every fault at once."""
    version = _locked(version, revision)
    require_configurator(by, PUBLISHING[type(version)], _program_code(version))
    refuse([fault.words for fault in faults_of(version)] or problems_of(type(version), version.definition))
    version.published_at = now()
    version.save(update_fields=["published_at"])
    _record(version, "published", by)
    return version


@transaction.atomic
def discard_draft(*, version: Versioned, by: User) -> None:
    """Throw a draft away. One that a call uses is refused: the call would have nothing to ask."""
    version = _locked(version, None)
    require_configurator(by, DRAFTING, _program_code(version))
    if version.calls.exists():
        raise StepNotAllowed(_("A call uses this draft: choose another version there first."))
    _record(version, "draft_discarded", by)
    version.delete()


def _locked(version: V, revision: int | None) -> V:
    version = type(version).objects.select_for_update(of=("self",)).select_related("program").get(pk=version.pk)
    if version.published_at is not None:
        raise StepNotAllowed(_("This version is published and can no longer change. Begin the next version."))
    if revision is not None and revision != version.revision:
        raise ChangedMeanwhile(
            _(
                "This draft was changed on %(moment)s by %(person)s. Nothing of yours was saved: look at the newest state first."
            )
            % {"moment": format_datetime(version.changed_at, "short"), "person": version.changed_by}
        )
    return version


def _owner(model: type[Versioned], code: str, program: Program | None) -> Program | None:
    first = model.objects.filter(code=code).order_by("number").select_related("program").first()
    if first is None or first.program_id is None:
        return program
    if program is not None and first.program_id != program.pk:
        raise InvalidValue(_("This code belongs to another programme: choose another one."))
    return first.program


def _program_code(version: Versioned) -> str:
    return version.program.code if version.program else ""


def _next_number(model: type[Versioned], code: str) -> int:
    return (model.objects.filter(code=code).aggregate(last=Max("number"))["last"] or 0) + 1


def _beginning(model: type[Versioned]) -> dict[str, Any]:
    origin = {
        "fr": "Configuration de cette installation.", "ar": "إعداد خاص بهذه المنصة.", "en": "Configuration of this installation."
    }  # fmt: skip
    if model is FormVersion:
        return {"title": {}, "origin": origin, "sections": []}
    if model is RuleSet:
        return {"origin": origin, "rules": []}
    return {"origin": origin, "scale": {"min": 0, "max": 5}, "criteria": []}


def _record(version: Versioned, verb: str, by: User) -> None:
    record(
        f"{version._meta.model_name}.{verb}", target=version, by=by, program=_program_code(version),
        after={"code": version.code, "number": version.number, "revision": version.revision},
    )  # fmt: skip
