"""Two records side by side: each fact in both, where they differ, which may be chosen at a merge."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from artisans.duplicates.actions.merge import CHOSEN
from artisans.duplicates.queries import Fact, birth_of, place_of
from artisans.parties.choices import IdentifierKind
from artisans.parties.models import Party
from artisans.reference.queries import trade_names
from foundation.formats import format_date
from foundation.masking import HIDDEN, mask_phone

_LABELS: dict[str, Any] = {
    "name_fr": _("Name (Latin script)"),
    "name_ar": _("Name (Arabic script)"),
    "sex": _("Sex"),
    "birth_date": _("Birth date"),
    "commune": _("Commune"),
    "douar": _("Hamlet (douar) or district"),
    "address": _("Address"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "language": _("Language of letters"),
}


def side_by_side(first: Party, second: Party) -> list[Fact]:
    """Every fact that at least one of the two has, in the order in which people read them."""
    facts = [_fact(name, first, second) for name in CHOSEN]
    numbers_of = {party.pk: _numbers(party) for party in (first, second)}
    for kind in IdentifierKind:
        a, b = numbers_of[first.pk].get(kind), numbers_of[second.pk].get(kind)
        if a or b:
            tails = [row.tail if row else "" for row in (a, b)]
            differs = bool(a and b and bytes(a.value_lookup) != bytes(b.value_lookup))
            facts.append(Fact(f"number:{kind.value}", kind.label, *tails, differs=differs, can_choose=differs))
    trades = [_trade(party) for party in (first, second)]
    facts.append(
        Fact("trade", _("Trade"), *trades, differs=bool(all(trades) and trades[0] != trades[1]), can_choose=False)
    )
    days = [format_date(party.registered_on, "short") for party in (first, second)]
    facts.append(Fact("registered_on", _("Registered on"), *days, differs=False, can_choose=False))
    return [fact for fact in facts if fact.first or fact.second]


def _fact(name: str, first: Party, second: Party) -> Fact:
    values = [getattr(party, "commune_id" if name == "commune" else name) or "" for party in (first, second)]
    shown = [_shown(name, party) for party in (first, second)]
    differs = bool(values[0] and values[1]) and values[0] != values[1]
    return Fact(name, _LABELS[name], *shown, differs=differs, can_choose=differs)


def _shown(name: str, party: Party) -> str:
    if name == "birth_date":
        return birth_of(party)
    if name == "commune":
        return place_of(party)
    if name == "phone":
        return mask_phone(f"{HIDDEN}{party.phone_tail}") if party.phone_tail else ""
    if name in {"sex", "language"}:
        return getattr(party, f"get_{name}_display")() if getattr(party, name) else ""
    return getattr(party, name) or ""


def _numbers(party: Party) -> dict[str, Any]:
    return {row.kind: row for row in party.identifiers.filter(is_current=True)}


def _trade(party: Party) -> str:
    craft = getattr(party, "artisan", None)
    return trade_names().get(craft.trade_id, "") if craft else ""
