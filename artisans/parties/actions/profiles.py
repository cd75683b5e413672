"""What a party does: crafts, exports, gathers, teaches. One profile of each kind at most."""

from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import json_safe, record
from accounts.people.models import User
from artisans.documents.models import Document
from artisans.parties.choices import PartyKind
from artisans.parties.models import (
    AggregatorProfile,
    ArtisanProfile,
    CentreProfile,
    ExporterProfile,
    ExporterTurnover,
    Organisation,
    Party,
)
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import now


def set_artisan_profile(*, party: Party, by: User, **values: Any) -> ArtisanProfile:
    """The craft profile; `trade` is needed the first time."""
    return _set(ArtisanProfile, party, by, values)


def set_exporter_profile(*, party: Party, by: User, **values: Any) -> ExporterProfile:
    return _set(ExporterProfile, party, by, values)


def set_aggregator_profile(*, party: Party, by: User, **values: Any) -> AggregatorProfile:
    return _set(AggregatorProfile, party, by, values)


def set_centre_profile(*, party: Party, by: User, **values: Any) -> CentreProfile:
    return _set(CentreProfile, party, by, values)


def set_organisation(*, party: Party, by: User, **values: Any) -> Organisation:
    """The legal facts of an organisation; a person has none."""
    if party.kind != PartyKind.ORGANISATION:
        raise InvalidValue(_("Only an organisation has a legal form."))
    return _set(Organisation, party, by, values)


@transaction.atomic
def set_turnover(
    *, exporter: ExporterProfile, year: int, export: Any, total: Any, by: User, source: str = "", currency: str = "MAD",
    proof: Document | None = None,
) -> ExporterTurnover:  # fmt: skip
    """The declared turnover of one year in one currency; a second declaration replaces the first, which was perhaps confirmed:
    both stay in the events and the new one waits for confirmation again."""
    if export > total:
        raise InvalidValue(_("The export turnover cannot be larger than the whole."))
    rows = ExporterTurnover.objects.select_for_update()
    former = rows.filter(exporter=exporter, year=year, currency=currency).first()
    before = {"export": former.export, "total": former.total, "source": former.source} if former else {}
    values = {"export": export, "total": total, "source": source}
    if former and before == values and (proof is None or former.proof_id == proof.pk):
        return former
    values |= {"declared_at": now(), "declared_by": by, "confirmed_at": None, "confirmed_by": None}
    if proof is not None:
        values["proof"] = proof
    turnover, _created = ExporterTurnover.objects.update_or_create(
        exporter=exporter, year=year, currency=currency, defaults=values
    )
    party = exporter.party
    after = {"year": year, "currency": currency, "export": export, "total": total, "source": source}
    record("turnover.declared", target=turnover, by=by, party=party, area=party.area, before=before, after=after)
    return turnover


@transaction.atomic
def confirm_turnover(*, turnover: ExporterTurnover, by: User) -> ExporterTurnover:
    """Somebody else than who entered it has compared it with the proof."""
    turnover = (
        ExporterTurnover.objects.select_for_update(of=("self",)).select_related("exporter__party").get(pk=turnover.pk)
    )
    if turnover.confirmed_at is not None:
        raise DomainError(_("This turnover is confirmed already."))
    if turnover.declared_by_id == by.pk:
        raise NotPermitted(_("The turnover is confirmed by somebody else than the person who entered it."))
    if turnover.proof_id is None:
        raise DomainError(_("There is no proof to compare this turnover with."))
    turnover.confirmed_at, turnover.confirmed_by = now(), by
    turnover.save(update_fields=["confirmed_at", "confirmed_by"])
    party = turnover.exporter.party
    after = {"year": turnover.year, "currency": turnover.currency}
    record("turnover.confirmed", target=turnover, by=by, party=party, area=party.area, after=after)
    return turnover


@transaction.atomic
def _set(model: type[models.Model], party: Party, by: User, values: dict[str, Any]) -> Any:
    """Write the given columns and lists; say nothing if nothing differs."""
    # One profile of a kind: two first entries at once wait for each other here.
    Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    lists = {field.name for field in model._meta.many_to_many}
    columns = {field.name for field in model._meta.fields} - {"id", "party"}
    unknown = set(values) - lists - columns
    if unknown:
        raise TypeError(f"not columns of {model.__name__}: {sorted(unknown)}")
    profile = model.objects.filter(party=party).first()
    is_new = profile is None
    profile = profile or model(party=party)
    before, after = {}, {}
    for name in set(values) & columns:
        old = None if is_new else getattr(profile, name)
        if is_new or old != values[name]:
            before[name], after[name] = old, values[name]
        setattr(profile, name, values[name])
    if after or is_new:
        profile.save()
    for name in set(values) & lists:
        manager = getattr(profile, name)
        old, new = set(manager.values_list("pk", flat=True)), {getattr(row, "pk", row) for row in values[name]}
        if old != new:
            manager.set(new)
            before[name], after[name] = sorted(old), sorted(new)
    if after or is_new:
        label = model._meta.model_name
        before = {} if is_new else before
        record(
            f"{label}.set",
            target=profile,
            by=by,
            party=party,
            area=party.area,
            before=_plain(before),
            after=_plain(after),
        )
    # The form read the party's version: a change of its profile makes that reading old, too.
    if after or is_new:
        Party.objects.filter(pk=party.pk).update(version=models.F("version") + 1)
        party.refresh_from_db(fields=["version"])
    return profile


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    # The representative is a person's name: the event says that it changed, not what it was.
    return json_safe(
        {name: value for name, value in values.items() if name != "representative"}
        | ({"representative": "…"} if "representative" in values else {})
    )
