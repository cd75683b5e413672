"""What each kind of change may say: checked, compared with what stands, masked for lists."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from artisans.changes.choices import ChangeKind
from artisans.identifiers import check_rib
from artisans.parties.actions.numbers import check_number
from artisans.parties.choices import PERSONAL_IDENTIFIERS, BankAccountStatus
from artisans.parties.models import Identifier, Party
from foundation.characters import single_spaced, without_invisible
from foundation.errors import InvalidValue
from foundation.masking import mask_cnie, mask_phone, mask_rib
from foundation.phones import normalise_phone
from foundation.time import today

Values = dict[str, str]


def cleaned(kind: str, after: Mapping[str, Any]) -> Values:
    """The wanted values in the spelling in which they are kept. Raises InvalidValue."""
    if kind == ChangeKind.IDENTIFIER:
        number = (str(after["kind"]), str(after["number"]), str(after.get("court") or ""))
        return {"kind": number[0], "number": check_number(number).value, "court": single_spaced(number[2])}
    if kind == ChangeKind.ACCOUNT:
        holder = single_spaced(without_invisible(after.get("holder") or ""))
        if not holder:
            raise InvalidValue(_("Write the name of the account's holder as the bank writes it."))
        return {"rib": check_rib(str(after["rib"])).value, "holder": holder}
    if kind == ChangeKind.NAME:
        names = {name: single_spaced(without_invisible(after.get(name) or "")) for name in ("name_fr", "name_ar")}
        if not any(names.values()):
            raise InvalidValue(_("Write the name."))
        return names
    if kind == ChangeKind.BIRTH_DATE:
        day = after["birth_date"]
        day = date.fromisoformat(day) if isinstance(day, str) and day else day
        if not day or not date(1900, 1, 1) <= day <= today():
            raise InvalidValue(_("The birth date must lie between 1900 and today."))
        return {"birth_date": day.isoformat()}
    return {"phone": normalise_phone(after.get("phone") or "")}


def present(kind: str, party: Party, after: Mapping[str, str]) -> Values:
    """What stands now where the wanted values shall stand."""
    if kind == ChangeKind.IDENTIFIER:
        found = Identifier.objects.filter(party=party, kind=after["kind"], is_current=True).first()
        return {"kind": after["kind"], "number": found.value if found else ""}
    if kind == ChangeKind.ACCOUNT:
        account = party.bank_accounts.filter(status=BankAccountStatus.VERIFIED).first()
        return {"rib": account.rib, "holder": account.holder} if account else {"rib": "", "holder": ""}
    if kind == ChangeKind.NAME:
        return {"name_fr": party.name_fr, "name_ar": party.name_ar}
    if kind == ChangeKind.BIRTH_DATE:
        return {"birth_date": party.birth_date.isoformat() if party.birth_date else ""}
    return {"phone": party.phone or ""}


def differs(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    return any(after[name] != before[name] for name in after if name in before)


def masked(kind: str, values: Mapping[str, str]) -> str:
    """For lists: enough to recognise, never the value. Names and birth dates are not shown there."""
    if kind == ChangeKind.IDENTIFIER:
        number = values.get("number", "")
        return mask_cnie(number) if values.get("kind") in PERSONAL_IDENTIFIERS else number[:40]
    if kind == ChangeKind.ACCOUNT:
        return mask_rib(values["rib"])
    return mask_phone(values["phone"]) if kind == ChangeKind.PHONE else ""
