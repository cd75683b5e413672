"""Beginning a file."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.parties.choices import PartyStatus
from artisans.parties.models import Party
from foundation.errors import DomainError, NotPermitted
from foundation.references import new_reference
from foundation.time import database_now
from programs.applications.actions.errors import CallIsClosed
from programs.applications.choices import Channel
from programs.applications.models import Application
from programs.applications.permissions import holds_mandate, may_assist
from programs.applications.queries import live_application
from programs.calls.actions import use_access_code
from programs.calls.models import Call
from programs.calls.queries import is_open, may_begin


@transaction.atomic
def start_application(
    *,
    call: Call,
    party: Party,
    by: User,
    channel: str = Channel.PORTAL,
    language: str = "",
    access_code: str = "",
) -> Application:
    """Begin the party's file for this call, or give back the one that is there already.

    There is one live file per party and call, however many people press at once; the database sees to it.
    `access_code` is what the applicant typed: it opens a call by invitation, or one that has closed for the others.
    """
    program = call.version.program
    _check_person(party=party, program=program.code, by=by, channel=channel)
    if existing := live_application(party, call):
        return existing
    if party.status != PartyStatus.ACTIVE:
        raise DomainError(_("This beneficiary is no longer active in the register."))
    if call.audience not in ("any", party.kind):
        raise DomainError(_("This call is not open to this kind of applicant."))
    if access_code.strip():
        use_access_code(call=call, party=party, text=access_code, by=by)
    moment = database_now()
    if not may_begin(call, party, moment):
        if is_open(call, moment):
            raise CallIsClosed(_("This call is by invitation: type the access code you were given."))
        raise CallIsClosed(_("This call is not open."))

    try:
        with transaction.atomic():
            application = Application.objects.create(
                reference=_free_reference(program.prefix), call=call, party=party, program=program.code, area=party.area,
                form=call.form, applicant=by, channel=channel, language=language or party.language,
                is_demonstration=call.is_demonstration or party.is_demonstration,
            )  # fmt: skip
    except IntegrityError:
        # Somebody else began the same file in the same moment: theirs is the one.
        if existing := live_application(party, call):
            return existing
        raise
    record("application.started", target=application, by=by, after={"call": call.code, "channel": channel})
    return application


def _check_person(*, party: Party, program: str, by: User, channel: str) -> None:
    if channel == Channel.PORTAL:
        if not holds_mandate(by, party):
            raise NotPermitted(_("You cannot apply for this beneficiary."))
    elif not may_assist(by, program, party.area):
        raise NotPermitted(_("Your role does not allow you to enter files for this programme and area."))


def _free_reference(prefix: str) -> str:
    """A reference nobody has. Two in the same moment are one chance in hundreds of millions; the database refuses the second."""
    while True:
        reference = new_reference(prefix)
        if not Application.objects.filter(reference=reference).exists():
            return reference
