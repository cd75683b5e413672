"""Visits, calls and the diagnostic on entry, midway and on exit."""

from collections.abc import Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue
from foundation.time import today
from foundation.words import in_language
from programs.enrolments.choices import DiagnosticMoment
from programs.enrolments.models import Diagnostic, Enrolment, Interaction
from programs.enrolments.permissions import require_on

INTERACTIONS = ("visit", "call", "meeting")


@transaction.atomic
def record_diagnostic(
    *, enrolment: Enrolment, moment: str, scores: Mapping[str, int], by: User, done_on: date | None = None
) -> Diagnostic:
    """Scores on the grid of the programme version the beneficiary entered with, once for each moment."""
    require_on(enrolment, "programs.record_support", by)
    settings = enrolment.version.settings
    if not settings["diagnostic"]:
        raise DomainError(_("This programme has no diagnostic."))
    if moment not in DiagnosticMoment.values:
        raise InvalidValue(_("Choose entry, midway or exit."))
    lowest, highest = settings["diagnostic_scale"]["min"], settings["diagnostic_scale"]["max"]
    wrong = [
        in_language(axis["name"])
        for axis in settings["diagnostic"]
        if not isinstance(scores.get(axis["code"]), int) or not lowest <= scores[axis["code"]] <= highest
    ]
    if wrong or set(scores) - {axis["code"] for axis in settings["diagnostic"]}:
        raise InvalidValue(
            _("Give each axis a whole score from %(lowest)s to %(highest)s.") % {"lowest": lowest, "highest": highest},
            reasons=wrong,
        )
    try:
        with transaction.atomic():
            diagnostic = Diagnostic.objects.create(
                enrolment=enrolment, moment=moment, scores=dict(scores), done_on=done_on or today(), recorded_by=by
            )
    except IntegrityError as error:
        raise DomainError(_("This diagnostic was already recorded.")) from error
    record("enrolment.diagnosed", target=enrolment, by=by, after={"moment": moment})
    return diagnostic


@transaction.atomic
def record_interaction(
    *, enrolment: Enrolment, kind: str, summary: str, by: User, on: date | None = None
) -> Interaction:
    """A visit, a call or a meeting."""
    require_on(enrolment, "programs.record_support", by)
    if kind not in INTERACTIONS:
        raise InvalidValue(_("Choose visit, call or meeting."))
    if not summary.strip():
        raise InvalidValue(_("Write what was said or seen."))
    interaction = Interaction.objects.create(
        enrolment=enrolment, on=on or today(), kind=kind, summary=summary.strip(), recorded_by=by
    )
    record("enrolment.met", target=enrolment, by=by, after={"kind": kind})
    return interaction
