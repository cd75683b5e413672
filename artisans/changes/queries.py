"""Reads about change requests."""

import json
from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from accounts.people.queries import acts_for
from artisans.changes.models import ChangeRequest
from artisans.parties.choices import IdentifierKind
from foundation.formats import format_date
from foundation.phones import spoken
from foundation.time import today

LABELS: Mapping[str, object] = {
    "kind": _("Kind of number"),
    "number": _("Number"),
    "court": _("Court of the trade register"),
    "rib": _("Bank account (RIB)"),
    "holder": _("Account holder"),
    "name_fr": _("Name (Latin script)"),
    "name_ar": _("Name (Arabic script)"),
    "birth_date": _("Birth date"),
    "phone": _("Phone"),
}


def to_decide(user: User) -> QuerySet[ChangeRequest]:
    """Open requests of the user's reach that somebody else asked for."""
    if not user.has_perm("artisans.decide_changerequest"):
        return ChangeRequest.objects.none()
    return ChangeRequest.objects.for_user(user).open().exclude(requested_by__in=acts_for(user))


def comparison(request: ChangeRequest) -> list[dict[str, object]]:
    """Before and after, value by value, for somebody who may read them."""
    before, after = json.loads(request.before), json.loads(request.after)
    rows = []
    for name, value in after.items():
        if name == "kind" or (name == "court" and not value):
            continue
        label = IdentifierKind(after["kind"]).label if name == "number" else LABELS[name]
        rows.append(
            {
                "label": label,
                "before": _readable(name, before.get(name, "")),
                "after": _readable(name, value),
                "is_code": name in {"number", "rib", "phone"},
                "differs": before.get(name, "") != value,
            }
        )
    return rows


def _readable(name: str, value: str) -> str:
    if not value:
        return ""
    if name == "birth_date":
        return format_date(type(today()).fromisoformat(value))
    return spoken(value) if name == "phone" else value
