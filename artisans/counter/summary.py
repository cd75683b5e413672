"""An entry told back: on the page before printing, and on the paper that is signed. In the reader's language."""

from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext as _

from artisans.counter.forms import StepForm
from artisans.counter.models import CounterEntry
from artisans.counter.steps import BY_SLUG
from artisans.parties.choices import ConsentPurpose
from artisans.parties.models import Party
from artisans.parties.notices import current_notice
from artisans.reference.fields import CommuneField
from artisans.reference.places import place_of
from foundation.formats import format_date
from foundation.phones import spoken

TOLD = ("who", "identity", "contact", "where", "craft")
# In the order they are told; what only serves the entry is left out.
LEFT_OUT = frozenset({"phone_owner"})


def sections_of(entry: CounterEntry, bound: dict[str, StepForm]) -> list[dict[str, Any]]:
    """Titled rows of (label, value, kind); empty answers are left out, kind `code` is written left to right."""
    found = []
    for slug in TOLD:
        if slug in bound:
            rows = [row for name, field in bound[slug].fields.items() if (row := _row(bound[slug], name, field))]
            found.append({"slug": slug, "title": BY_SLUG[slug].title, "rows": rows})
    if entry.is_known and entry.party:
        found.append({"slug": "find", "title": _("In the register already"), "rows": _known(entry.party)})
    return found


def notice_of(bound: dict[str, StepForm]) -> dict[str, Any]:
    """The notice as read, and what the person agreed to, purpose by purpose."""
    notice, form = current_notice(), bound["consent"]
    agreed = set(form.agreed) if form.is_valid() else set()
    purposes = [
        {"code": purpose, "words": notice.purposes[purpose], "agreed": purpose in agreed}
        for purpose in ConsentPurpose.values
    ]
    read_in = form.cleaned_data.get("read_in", "") if hasattr(form, "cleaned_data") else ""
    language = dict(form.fields["read_in"].choices).get(read_in, "")
    return {"version": notice.version, "intro": notice.intro, "purposes": purposes, "read_in": language}


def _row(form: StepForm, name: str, field: django_forms.Field) -> tuple[Any, str, str] | None:
    value = getattr(form, "cleaned_data", {}).get(name)
    if name in LEFT_OUT or value in (None, "", False):
        return None
    if isinstance(field, CommuneField):
        place = place_of(value)
        return (field.label, f"{place.label} · {place.region_name}", "") if place else None
    if name == "phone":
        owner = form.cleaned_data.get("phone_owner")
        words = dict(form.fields["phone_owner"].choices).get(owner, "") if owner and owner != "self" else ""
        return field.label, f"{spoken(value)}" + (f" ({words})" if words else ""), "" if words else "code"
    if name in ("cnie", "email"):
        return field.label, str(value), "code"
    if hasattr(value, "year"):
        return field.label, format_date(value), ""
    if value is True:
        return field.label, _("yes"), ""
    if isinstance(field, django_forms.ChoiceField):
        return field.label, str(dict(_flat(field.choices)).get(value, value)), ""
    return field.label, str(value), "number" if isinstance(value, int) else ""


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    flat = []
    for value, label in choices:
        flat.extend(label if isinstance(label, list | tuple) else [(value, label)])
    return flat


def _known(party: Party) -> list[tuple[Any, str, str]]:
    place = place_of(party.commune_id)
    rows = [(_("Reference"), party.reference, "code"), (_("Name (Latin script)"), party.name_fr, "")]
    if party.name_ar:
        rows.append((_("Name (Arabic script)"), party.name_ar, ""))
    return [*rows, (_("Commune"), place.label if place else str(party.commune), "")]
