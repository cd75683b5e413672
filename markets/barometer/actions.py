"""An edition from its draft to its publication, by two people; errata afterwards."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.jobs.actions import enqueue
from accounts.jobs.models import Job
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now, today
from markets.barometer.choices import EditionStatus
from markets.barometer.models import BarometerEdition, EditionChart, Erratum
from markets.barometer.workflow import WORKFLOW

BUILD = "barometer.build"


class EditionIsFrozen(DomainError):
    code = "edition_is_frozen"


class EditionNotBuilt(DomainError):
    code = "edition_not_built"


@transaction.atomic
def start_edition(
    *, as_of: date, by: User, known_at: datetime | None = None, is_demonstration: bool = False
) -> tuple[BarometerEdition, Job]:
    """A draft of the figures published until `as_of`, and the job that builds it."""
    if as_of > today():
        raise InvalidValue(_("An edition cannot be of a day to come."))
    edition = BarometerEdition.objects.create(
        as_of=as_of, known_at=known_at, created_by=by, created_at=now(), is_demonstration=is_demonstration
    )
    record("barometer.started", target=edition, by=by, after={"as_of": as_of})
    return edition, ask_to_build(edition=edition, by=by)


@transaction.atomic
def ask_to_build(*, edition: BarometerEdition, by: User) -> Job:
    """Collect the figures of a draft again and draw them, in the background."""
    _require_draft(edition)
    return enqueue(BUILD, about=edition, by=by, title=_("Barometer of %(day)s") % {"day": edition.as_of})


@transaction.atomic
def attach_build(
    *, edition: BarometerEdition, snapshot: dict[str, Any], charts: Iterable[tuple[str, str, str, str]], by: User
) -> BarometerEdition:
    """Put collected figures and their pictures into a draft, in place of what it held."""
    edition = BarometerEdition.objects.select_for_update().get(pk=edition.pk)
    _require_draft(edition)
    if not snapshot.get("headline"):
        raise InvalidValue(_("No export total had been published by that day."))
    edition.snapshot = snapshot
    edition.snapshot_hash = hash_of(snapshot)
    edition.built_at = now()
    edition.save(update_fields=["snapshot", "snapshot_hash", "built_at"])
    edition.charts.all().delete()
    EditionChart.objects.bulk_create(
        EditionChart(edition=edition, name=name, language=language, size=size, svg=svg)
        for name, language, size, svg in charts
    )
    record("barometer.built", target=edition, by=by, after={"hash": edition.snapshot_hash})
    return edition


@transaction.atomic
def review_edition(*, edition: BarometerEdition, by: User) -> BarometerEdition:
    """A second person vouches for the figures."""
    edition = BarometerEdition.objects.select_for_update().get(pk=edition.pk)
    if edition.created_by_id == by.pk:
        raise NotPermitted(_("The person who prepared an edition cannot review it."))
    if edition.built_at is None:
        raise EditionNotBuilt(_("The figures of this edition have not been collected yet."))
    WORKFLOW.take(edition, "review")
    edition.reviewed_at, edition.reviewed_by = now(), by
    edition.save(update_fields=["status", "reviewed_at", "reviewed_by"])
    record("barometer.reviewed", target=edition, by=by, after={"hash": edition.snapshot_hash})
    return edition


@transaction.atomic
def reopen_edition(*, edition: BarometerEdition, by: User, reason: str) -> BarometerEdition:
    """Back to draft; the review is void."""
    if not reason.strip():
        raise InvalidValue(_("Say why the edition goes back to draft."))
    edition = BarometerEdition.objects.select_for_update().get(pk=edition.pk)
    WORKFLOW.take(edition, "reopen")
    edition.reviewed_at = edition.reviewed_by = None
    edition.save(update_fields=["status", "reviewed_at", "reviewed_by"])
    record("barometer.reopened", target=edition, by=by, reason=reason.strip())
    return edition


@transaction.atomic
def publish_edition(*, edition: BarometerEdition, by: User) -> BarometerEdition:
    """Everybody can read it; from here on it only receives errata."""
    edition = BarometerEdition.objects.select_for_update().get(pk=edition.pk)
    if edition.status == EditionStatus.REVIEWED and hash_of(edition.snapshot) != edition.snapshot_hash:
        raise EditionIsFrozen(_("The figures are not those that were reviewed. Send the edition back to draft."))
    WORKFLOW.take(edition, "publish")
    edition.published_at, edition.published_by = now(), by
    edition.save(update_fields=["status", "published_at", "published_by"])
    record("barometer.published", target=edition, by=by, after={"hash": edition.snapshot_hash})
    return edition


@transaction.atomic
def add_erratum(*, edition: BarometerEdition, text_fr: str, by: User, text_ar: str = "", text_en: str = "") -> Erratum:
    """Say above a published edition what turned out wrong; its figures stay as they were published."""
    if edition.status != EditionStatus.PUBLISHED:
        raise DomainError(_("Only a published edition receives an erratum; correct the draft instead."))
    if not text_fr.strip():
        raise InvalidValue(_("Write what was wrong, in French at least."))
    erratum = Erratum.objects.create(
        edition=edition, text_fr=text_fr.strip(), text_ar=text_ar.strip(), text_en=text_en.strip(), written_by=by,
        written_at=now(),
    )  # fmt: skip
    record("barometer.corrected", target=edition, by=by, reason=text_fr.strip())
    return erratum


def hash_of(snapshot: dict[str, Any]) -> str:
    """The same for the same figures, whatever the order they are kept in."""
    return hashlib.sha256(json.dumps(snapshot, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _require_draft(edition: BarometerEdition) -> None:
    if edition.status != EditionStatus.DRAFT:
        raise EditionIsFrozen(_("Only a draft can be built again."))
