"""The forms of all kinds that a device may fill, and the lists that travel beside them."""

import csv
import io

from artisans.reference.models import Commune
from foundation.words import localized
from programs.field.models import Device
from programs.field.registry import FIELD_KINDS, FieldForm, kind_of


def offered(device: Device) -> list[FieldForm]:
    """Kind by kind, each in its own order."""
    return [form for _name, kind in FIELD_KINDS.items() for form in kind.forms(device)]


def offered_form(device: Device, form_id: str) -> FieldForm | None:
    """The form if this device may fill it."""
    kind = kind_of(form_id)
    return next((form for form in kind.forms(device) if form.form_id == form_id), None) if kind else None


def list_as_csv(form: FieldForm, name: str) -> bytes:
    """The list as a device reads it: name (what is kept) and label (what is shown, in both scripts)."""
    rows = form.lists[name] if name in form.lists else communes()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["name", "label"])
    writer.writerows(rows)
    return out.getvalue().encode()


def communes() -> list[tuple[str, str]]:
    """Every commune with its province, in French and Arabic: one list serves all languages."""
    rows = Commune.objects.in_use().select_related("province").order_by("sort_fr", "code")
    return [
        (
            row.code,
            f"{localized(row, 'name', 'fr')} ({localized(row.province, 'name', 'fr')}) · "
            f"{localized(row, 'name', 'ar')} ({localized(row.province, 'name', 'ar')})",
        )
        for row in rows
    ]
