"""Programmes as data: `programs/data` into programmes, published settings, forms, rules and rubrics.

A file that says something new makes a new version; one that says the same changes nothing. Calls already made keep the
versions they were made with.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.people.models import User
from artisans.reference.registry import REFERENCE_LOADERS, LoadedList
from foundation.errors import DomainError
from programs.budget.models import BudgetLine
from programs.calls.actions import create_call, publish_form, publish_rubric, publish_rules
from programs.calls.models import Call, FormVersion, Rubric, RuleSet
from programs.catalog.actions import activate_program, publish_version
from programs.catalog.choices import ProgramStatus
from programs.catalog.models import Program

DATA = Path(__file__).resolve().parent.parent / "data"
_NAMES = ("name", "summary")


@REFERENCE_LOADERS.register("programmes", order=500)
def load_programs(force: bool = False) -> Iterable[LoadedList]:
    """Load every programme of the data folder; `force` makes no difference, all is compared each time."""
    by = User.objects.system()
    for entry in _read("programs.json")["programs"]:
        yield _load(entry, by)


def make_call(
    *,
    program: str,
    code: str,
    edition: str,
    opens_at: datetime,
    closes_at: datetime | None,
    names: Mapping[str, str],
    offers: Mapping[str, str],
    by: User,
    budget_line: BudgetLine | None = None,
    **fields: Any,
) -> Call:
    """A call in draft for one edition, with the programme's newest published settings, form, rules and rubric.

    `names` and `offers` are {"fr", "ar", "en"}; other fields are the call's own (places, max_amount, audience, …).
    """
    entry = next(entry for entry in _read("programs.json")["programs"] if entry["code"] == program)
    version = Program.objects.get(code=program).versions.exclude(published_at=None).order_by("-number").first()
    return create_call(
        by=by, code=code, edition=edition, version=version, opens_at=opens_at, closes_at=closes_at, budget_line=budget_line,
        form=_newest(FormVersion, entry["form"]), rules=_newest(RuleSet, entry["rules"]), rubric=_newest(Rubric, entry["rubric"]),
        **{f"name_{language}": text for language, text in names.items()},
        **{f"offer_{language}": text for language, text in offers.items()},
        **fields,
    )  # fmt: skip


@transaction.atomic
def _load(entry: Mapping[str, Any], by: User) -> LoadedList:
    before = _counts()
    texts = {f"{name}_{language}": text for name in _NAMES for language, text in entry[name].items()}
    program, is_new = Program.objects.get_or_create(
        code=entry["code"], defaults={"prefix": entry["prefix"], "position": entry["position"], **texts}
    )
    try:
        version = publish_version(program=program, settings=entry["settings"], by=by)
        publish_form(code=entry["form"], definition=_read(f"forms/{entry['form']}.json"), by=by, program=program)
        publish_rules(code=entry["rules"], definition=_read(f"rules/{entry['rules']}.json"), by=by, program=program)
        publish_rubric(
            code=entry["rubric"], definition=_read(f"rubrics/{entry['rubric']}.json"), by=by, program=program
        )
    except DomainError as problem:
        raise DomainError(
            f"{entry['code']}: {problem.message} {' '.join(problem.reasons)}", reasons=problem.reasons
        ) from problem
    if program.status == ProgramStatus.DRAFT:
        activate_program(program=program, by=by)
    made = _counts() - before
    digest = hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()[:8]
    return LoadedList(
        f"programme {entry['code']}",
        f"v{version.number} {digest}",
        4,
        added=made if is_new else 0,
        changed=0 if is_new else made,
    )


def _counts() -> int:
    """How many published versions there are of everything."""
    return (
        FormVersion.objects.count()
        + RuleSet.objects.count()
        + Rubric.objects.count()
        + sum(program.versions.count() for program in Program.objects.all())
    )


def _newest(model: type, code: str) -> Any:
    return model.objects.filter(code=code).exclude(published_at=None).order_by("-number").first()


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))
