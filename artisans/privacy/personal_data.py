"""Rules for the requests of this room and for the floor below, which cannot know the register."""

from datetime import datetime, timedelta

import pgtrigger
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.audit.models import Access
from accounts.outbox.choices import MessageStatus
from accounts.outbox.models import Message
from accounts.outbox.workflow import WORKFLOW
from accounts.people.models import Invitation
from artisans.parties.erasing import blank
from artisans.parties.models import Party
from artisans.parties.registry import (
    NAMES_NOBODY,
    OWN_DATA,
    PERSONAL_DATA,
    STAFF_ACTS,
    DataClass,
    Datum,
    OwnData,
    PersonalDataRule,
    register_rules,
)
from artisans.privacy.models import DataRequest
from foundation.time import now

_TRACE = _("Law 09-08 and public accountability: who did and saw what must be told for as long as files live.")


def empty_messages(rows: QuerySet) -> int:
    return blank(rows, subject="", body="", address="", address_masked="", secrets=None)


def erase_messages(party: Party) -> None:
    waiting = {MessageStatus.DRAFT, MessageStatus.QUEUED, MessageStatus.FAILED}
    for message in Message.objects.filter(party_id=party.pk, status__in=waiting):
        WORKFLOW.take(message, "supersede")
        message.save(update_fields=["status"])
    empty_messages(Message.objects.filter(party_id=party.pk))


def delete_accesses(rows: QuerySet) -> int:
    with pgtrigger.ignore("accounts.Access:access_append_only"):
        return rows.model.objects.filter(pk__in=rows.values("pk")).delete()[0]


def empty_requests(rows: QuerySet) -> int:
    return blank(rows, text="", answer="")


def old_messages(before: datetime) -> QuerySet:
    return Message.objects.filter(created_at__lt=before).exclude(body="")


def old_requests(before: datetime) -> QuerySet:
    # Encrypted text cannot be asked for emptiness; the window keeps the clock from doing the same rows for ever.
    return DataRequest.objects.filter(answered_at__lt=before, answered_at__gte=before - timedelta(days=60))


PERSONAL_DATA.register("accounts.Message")(
    PersonalDataRule(
        DataClass.LETTERS, _("Words and address go; that a letter left, and when, stays."),
        _("Proof that people were told."), erase_messages, months=60, outdated=old_messages, dispose=empty_messages,
    )
)  # fmt: skip
PERSONAL_DATA.register("artisans.DataRequest")(
    PersonalDataRule(
        DataClass.TRACE, _("The words go; that it was asked and answered, and when, stays."),
        _("Proof that the rights of the person were respected (law 09-08)."),
        lambda party: empty_requests(DataRequest.objects.filter(party=party)), months=60, outdated=old_requests,
        dispose=empty_requests,
    )
)  # fmt: skip
register_rules(
    PersonalDataRule(
        DataClass.TRACE, _("Stays: the personal values in it become unreadable, their key is destroyed."), _TRACE
    ),
    "accounts.Event", "accounts.EventSeal",
)  # fmt: skip
PERSONAL_DATA.register("accounts.PartyKey")(
    PersonalDataRule(DataClass.TRACE, _("Destroyed: what it sealed is unreadable for ever."), _TRACE)
)
PERSONAL_DATA.register("accounts.Access")(
    PersonalDataRule(
        DataClass.TRACE, _("Stays until its time is over: it holds no value of the person."), _TRACE, months=24,
        outdated=lambda before: Access.objects.filter(at__lt=before), dispose=delete_accesses,
    )
)  # fmt: skip
PERSONAL_DATA.register("accounts.User")(
    PersonalDataRule(
        DataClass.IDENTITY, _("A portal account that served nobody else is closed: name, phone and e-mail go."),
        _("Access to the portal; staff accounts are kept with their acts."),
    )
)  # fmt: skip
PERSONAL_DATA.register("accounts.Invitation")(
    PersonalDataRule(
        DataClass.STAFF, _("Not about beneficiaries."), _("Access of the staff."), months=12,
        outdated=lambda before: Invitation.objects.filter(expires_at__lt=before, accepted_at=None),
    )
)  # fmt: skip
register_rules(
    PersonalDataRule(
        DataClass.STAFF, _("Not about beneficiaries; files made by it are kept seven days."), _("Work of the staff.")
    ),
    "accounts.Job", "accounts.ApiToken", "accounts.SavedView", "accounts.ListExport",
)  # fmt: skip
register_rules(STAFF_ACTS, "accounts.RoleAssignment", "accounts.Absence")
register_rules(NAMES_NOBODY, "accounts.Establishment", "accounts.MessageTemplate")


def _letters(party: Party):
    for row in Message.objects.filter(party_id=party.pk).exclude(body="").order_by("id"):
        yield [
            Datum("written_at", _("Written"), row.created_at),
            Datum("channel", _("Sent by"), row.get_channel_display()),
            Datum("subject", _("Subject"), row.subject),
            Datum("text", _("Text"), row.body),
        ]


def _requests(party: Party):
    for row in party.data_requests.order_by("id"):
        yield [
            Datum("reference", _("Reference"), row.reference),
            Datum("kind", _("Request"), row.get_kind_display()),
            Datum("received_on", _("Received on"), row.requested_at),
            Datum("status", _("Status"), row.get_status_display()),
            Datum("text", _("What is asked"), row.text),
            Datum("answer", _("Answer"), row.answer),
        ]


def _seen(party: Party):
    """By whom, by role of service rather than by name: how often, of what kind, since when."""
    since = now() - timedelta(days=365)
    rows = Access.objects.filter(party_id=party.pk, at__gte=since).order_by("-at")[:500]
    for row in rows:
        yield [Datum("at", _("When"), row.at), Datum("what", _("What was seen"), row.get_what_display())]


OWN_DATA.register("letters", order=70)(OwnData(_("Letters and messages"), _letters))
OWN_DATA.register("requests", order=83)(OwnData(_("Your requests about your data"), _requests))
OWN_DATA.register("seen", order=90)(OwnData(_("When officers looked at your record (12 months)"), _seen))
