"""What people agreed to, and who may act for them."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.documents.models import Document
from artisans.parties.choices import ConsentPurpose, MandateRole
from artisans.parties.models import Consent, Mandate, Party
from foundation.errors import DomainError, InvalidValue
from foundation.time import now

CHANNELS = frozenset({"portal", "counter", "paper", "field"})


@transaction.atomic
def give_consent(
    *, party: Party, purpose: str, notice_version: str, channel: str, by: User, language: str | None = None
) -> Consent:
    """Agreement to one purpose in one version of the notice; given twice it stays one."""
    if purpose not in ConsentPurpose.values or channel not in CHANNELS or not notice_version:
        raise InvalidValue(_("A consent names its purpose, the version of the notice and how it was given."))
    Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    live = party.consents.filter(purpose=purpose, notice_version=notice_version, withdrawn_at=None).first()
    if live:
        return live
    consent = Consent.objects.create(
        party=party, purpose=purpose, notice_version=notice_version, channel=channel, given_at=now(), given_by=by,
        language=language or party.language,
    )  # fmt: skip
    after = {"purpose": purpose, "notice": notice_version, "channel": channel}
    record("consent.given", target=consent, by=by, party=party, area=party.area, after=after)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User, reason: str = "") -> Consent:
    """The person no longer agrees; what was done until now stays done."""
    consent = Consent.objects.select_for_update(of=("self",)).select_related("party").get(pk=consent.pk)
    if consent.withdrawn_at is not None:
        raise DomainError(_("This consent was withdrawn already."))
    consent.withdrawn_at = now()
    consent.save(update_fields=["withdrawn_at"])
    record(
        "consent.withdrawn", target=consent, by=by, party=consent.party, area=consent.party.area, reason=reason,
        after={"purpose": consent.purpose, "notice": consent.notice_version},
    )  # fmt: skip
    return consent


@transaction.atomic
def grant_mandate(
    *, user: User, party: Party, role: str, by: User, proof: Document | None = None, until: datetime | None = None
) -> Mandate:
    """Let a portal user act for a party. A live mandate is given back as it is.

    Only mandates without end give access today (`Party.objects.for_user`); `until` ends one granted for a past act.
    """
    if role not in MandateRole.values:
        raise InvalidValue(_("Say as what this person acts."))
    Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    live = Mandate.objects.filter(user=user, party=party, until=None).first()
    if live:
        return live
    mandate = Mandate.objects.create(user=user, party=party, role=role, proof=proof, since=now(), until=until)
    record(
        "mandate.granted", target=mandate, by=by, party=party, area=party.area, after={"user": user.pk, "role": role}
    )
    return mandate


@transaction.atomic
def end_mandate(*, mandate: Mandate, by: User, reason: str = "") -> Mandate:
    """From now on this user no longer sees or acts for the party."""
    mandate = Mandate.objects.select_for_update(of=("self",)).select_related("party").get(pk=mandate.pk)
    if mandate.until is not None:
        raise DomainError(_("This mandate has ended already."))
    mandate.until = now()
    mandate.save(update_fields=["until"])
    record(
        "mandate.ended", target=mandate, by=by, party=mandate.party, area=mandate.party.area, reason=reason,
        after={"user": mandate.user_id, "role": mandate.role},
    )  # fmt: skip
    return mandate
