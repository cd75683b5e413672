"""Access codes: made once, shown once, counted in the database."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans.parties.models import Party
from foundation.errors import InvalidValue, StepNotAllowed
from foundation.references import ALPHABET
from foundation.time import database_now, now
from programs.calls.choices import CallStatus, CodeKind
from programs.calls.codes import code_hash, typed_code
from programs.calls.models import AccessCode, AccessCodeUse, Call
from programs.catalog.actions import require_configurator

GIVING = "programs.give_access"
_SIGNS = 12  # 59 bits: nobody guesses one


@transaction.atomic
def make_access_code(
    *, call: Call, kind: str, purpose: str, max_uses: int, expires_at: datetime, by: User
) -> tuple[AccessCode, str]:
    """A new code and its text, which is told this once: only its keyed hash is kept."""
    require_configurator(by, GIVING, call.version.program.code)
    if call.status not in (CallStatus.SCHEDULED, CallStatus.OPEN, CallStatus.CLOSED):
        raise StepNotAllowed(_("Codes are given for a published call that is not decided yet."))
    if kind == CodeKind.INVITED and not call.is_by_invitation:
        raise InvalidValue(_("This call is open to everyone: nobody needs an invitation."))
    if kind == CodeKind.LATE and call.closes_at is None:
        raise InvalidValue(_("This call has no closing moment: nobody is late."))
    if expires_at <= now() or (kind == CodeKind.LATE and expires_at <= call.closes_at):
        raise InvalidValue(_("The code must be valid until a moment to come, after the call closes."))
    if max_uses < 1:
        raise InvalidValue(_("At least one applicant must be able to use it."))
    text = "".join(secrets.choice(ALPHABET) for _sign in range(_SIGNS))
    code = AccessCode.objects.create(
        call=call, kind=kind, code_hash=code_hash(text), tail=text[-2:], purpose=purpose, max_uses=max_uses,
        expires_at=expires_at, created_at=now(), created_by=by,
    )  # fmt: skip
    record(
        "access_code.made", target=code, by=by, program=call.version.program.code, reason=purpose,
        after={"call": call.code, "kind": kind, "max_uses": max_uses, "expires_at": expires_at},
    )  # fmt: skip
    return code, "-".join(text[start : start + 4] for start in range(0, _SIGNS, 4))


@transaction.atomic
def revoke_access_code(*, code: AccessCode, by: User) -> AccessCode:
    """Nobody else comes in by it. What was begun by it may be handed in until the code ends. Twice changes nothing."""
    code = AccessCode.objects.select_for_update(of=("self",)).select_related("call__version__program").get(pk=code.pk)
    require_configurator(by, GIVING, code.call.version.program.code)
    if code.revoked_at is None:
        code.revoked_at, code.revoked_by = now(), by
        code.save(update_fields=["revoked_at", "revoked_by"])
        record(
            "access_code.revoked", target=code, by=by, program=code.call.version.program.code, after={"uses": code.uses}
        )
    return code


@transaction.atomic
def use_access_code(*, call: Call, party: Party, text: str, by: User) -> AccessCodeUse:
    """Let the party in by a code. It takes one place of the code, however often it is typed, and never one too many."""
    code = (
        AccessCode.objects.select_for_update(of=("self",))
        .filter(call=call, code_hash=code_hash(typed_code(text)))
        .first()
    )
    if code is None:
        raise InvalidValue(_("This code is not one of this call. Compare it, sign by sign."))
    if entry := AccessCodeUse.objects.filter(access_code=code, party=party).first():
        return entry
    if code.revoked_at is not None:
        raise InvalidValue(_("This code has been withdrawn. Ask the office that gave it to you."))
    if code.expires_at <= database_now():
        raise InvalidValue(_("This code is no longer valid. Ask the office that gave it to you."))
    if code.uses >= code.max_uses:
        raise InvalidValue(_("This code has been used as often as it may be. Ask the office that gave it to you."))
    code.uses += 1
    code.save(update_fields=["uses"])
    entry = AccessCodeUse.objects.create(access_code=code, party=party, used_at=now(), used_by=by)
    record(
        "access_code.used", target=code, by=by, party=party, program=call.version.program.code, area=party.area,
        after={"call": call.code, "uses": code.uses},
    )  # fmt: skip
    return entry
