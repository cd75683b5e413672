"""The numbers a party is known by: checked, unique among active parties, shown only on record."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.audit.actions import record
from accounts.people.models import User
from artisans import identifiers
from artisans.parties.choices import PERSONAL_IDENTIFIERS, IdentifierKind
from artisans.parties.models import Identifier, Party
from artisans.parties.permissions import can_show_numbers
from artisans.parties.queries import has_verified
from foundation import crypto
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.masking import mask_cnie
from foundation.time import now


class NumberTaken(DomainError):
    """Another active party holds this number."""

    code = "number_taken"


class NeedsApproval(DomainError):
    """Something about this party is verified: this value changes by request and another person's approval."""

    code = "needs_approval"


def number_lookup(kind: str, value: str) -> bytes:
    """The hash by which a checked number is found."""
    return crypto.lookup_hash(f"identifier:{kind}", value)


def check_number(number: Sequence[str]) -> identifiers.Checked:
    """`(kind, number)` or `("rc", number, court)` by the rule of its kind."""
    kind, text, *court = number
    if kind not in IdentifierKind.values:
        raise InvalidValue(_("This kind of number is not known."))
    if kind == IdentifierKind.RC:
        return identifiers.check_rc(text, court[0] if court else "")
    return identifiers.CHECKS[kind](text)


@transaction.atomic
def add_identifier(
    *, party: Party, number: Sequence[str], by: User, replace: bool = False, approved: bool = False
) -> Identifier:
    """Give the party a number, or find that it has it already.

    A second number of a kind needs `replace`, and `approved` once anything about the party is verified; the former one then stays in the history but is free for nobody's use here. Two
    people who enter one number at once cannot both succeed: the database keeps it unique.
    """
    checked, kind = check_number(number), number[0]
    lookup = number_lookup(kind, checked.value)
    # Two numbers of one kind for one party would slip through without this lock.
    Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    current = Identifier.objects.filter(party=party, kind=kind, is_current=True)
    for present in current:
        if bytes(present.value_lookup) == lookup:
            return present
        if not replace:
            raise DomainError(
                _("This beneficiary already has a number of this kind (%(number)s). Replace it if it is wrong.")
                % {"number": present.tail}
            )
    if current and not approved and has_verified(party):
        raise NeedsApproval(_("A value others rely on changes by request and another person's approval."))
    current.update(is_current=False)

    identifier = Identifier(
        party=party,
        kind=kind,
        value=checked.value,
        value_lookup=lookup,
        tail=mask_cnie(checked.value) if kind in PERSONAL_IDENTIFIERS else checked.value[:24],
        court=checked.value.rpartition("/")[0][:60] if kind == IdentifierKind.RC else "",
        warning=(checked.warning or "")[:200],
    )
    try:
        with transaction.atomic():
            identifier.save()
    except IntegrityError as error:
        raise NumberTaken(_taken(kind, lookup, by)) from error
    personal = {"after": {kind: checked.value}} if kind in PERSONAL_IDENTIFIERS else None
    after = {"kind": kind, "number": identifier.tail, "warning": identifier.warning}
    record("identifier.added", target=identifier, by=by, party=party, area=party.area, after=after, personal=personal)
    return identifier


@transaction.atomic
def verify_identifier(*, identifier: Identifier, by: User) -> Identifier:
    """Somebody compared the number with the document."""
    identifier = Identifier.objects.select_for_update(of=("self",)).select_related("party").get(pk=identifier.pk)
    if identifier.verified_at is None:
        identifier.verified_at, identifier.verified_by = now(), by
        identifier.save(update_fields=["verified_at", "verified_by"])
        record(
            "identifier.verified", target=identifier, by=by, party=identifier.party, area=identifier.party.area,
            after={"kind": identifier.kind, "number": identifier.tail},
        )  # fmt: skip
    return identifier


def show_identifier(*, identifier: Identifier, by: User, reason: str = "") -> str:
    """The whole number. That it was looked at is recorded before it is given."""
    _refuse_unless_shown(identifier.party, by)
    record(
        "identifier.shown", target=identifier, by=by, party=identifier.party, area=identifier.party.area, reason=reason,
        after={"kind": identifier.kind, "number": identifier.tail},
    )  # fmt: skip
    return identifier.value


def show_phone(*, party: Party, by: User, reason: str = "") -> str:
    """The party's phone (E.164), on record."""
    _refuse_unless_shown(party, by)
    record("phone.shown", target=party, by=by, reason=reason, after={"number": f"••••{party.phone_tail}"})
    return party.phone or ""


def _refuse_unless_shown(party: Party, by: User) -> None:
    if not can_show_numbers(by, party):
        raise NotPermitted(_("Your role does not allow you to read this number."))


def _taken(kind: str, lookup: bytes, by: User) -> str:
    """Names the other party only to somebody who may see it anyway."""
    holder = (
        Party.objects.for_user(by)
        .filter(identifiers__kind=kind, identifiers__value_lookup=lookup, identifiers__is_current=True)
        .first()
    )
    if holder is None:
        return _("Another beneficiary already has this number.")
    return _("%(name)s (%(reference)s) already has this number.") % {"name": holder, "reference": holder.reference}
