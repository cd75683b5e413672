"""Trying a form out. Nothing here touches applications, so nothing here can be counted as one."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accounts.people.models import User
from foundation.time import now
from programs.calls import questions
from programs.calls.actions.versions import DRAFTING
from programs.calls.models import FormVersion, Trial
from programs.catalog.actions import require_configurator
from programs.catalog.conditions import is_filled


@transaction.atomic
def save_trial(
    *, form: FormVersion, section: str, data: Mapping[str, Any], language: str, by: User
) -> tuple[Trial, questions.SectionForm]:
    """Keep what was typed on trial, as an application would: valid answers are kept even when others are not."""
    trial = _locked(form, by)
    bound = questions.section_form(form, section, language, data, trial.answers)
    bound.is_valid()
    answers = dict(trial.answers)
    for name in bound.fields:
        if name in bound.errors:
            continue
        if is_filled(bound.cleaned_data.get(name)):
            answers[name] = bound.cleaned_data[name]
        else:
            answers.pop(name, None)
    trial.answers = answers
    _save(trial)
    return trial, bound


@transaction.atomic
def pretend_file(*, form: FormVersion, question: str, is_there: bool, by: User) -> Trial:
    """Say that a file lies in a slot, or none. No file is kept for a trial."""
    trial = _locked(form, by)
    others = [code for code in trial.attached if code != question]
    trial.attached = [*others, question] if is_there else others
    _save(trial)
    return trial


@transaction.atomic
def clear_trial(*, form: FormVersion, by: User) -> None:
    """Begin again with an empty form."""
    Trial.objects.filter(form=form, person=by).delete()


def _locked(form: FormVersion, by: User) -> Trial:
    require_configurator(by, DRAFTING, form.program.code if form.program else "")
    Trial.objects.get_or_create(form=form, person=by, defaults={"changed_at": now()})
    return Trial.objects.select_for_update().get(form=form, person=by)


def _save(trial: Trial) -> None:
    trial.changed_at = now()
    trial.save(update_fields=["answers", "attached", "changed_at"])
