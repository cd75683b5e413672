"""Site visits on devices: the visitor picks one of their planned visits and says what they found, without network."""

from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.people.models import User
from foundation.errors import DomainError
from foundation.formats import format_date
from foundation.words import in_language, localized
from programs.calls.questions import question_field
from programs.field.filing import FormNotEntered
from programs.field.limits import every_language
from programs.field.models import Device, FieldFile, FieldSubmission
from programs.field.reading import Filled, answers_of, files_of
from programs.field.registry import FIELD_KINDS, Entered, FieldForm, FieldKind
from reports.monitoring.actions.visits import PHOTOS, record_visit
from reports.monitoring.models import SiteVisit
from reports.monitoring.permissions import visit_steps_for
from reports.monitoring.workflow import VISIT

KIND, EDITION, SECTION, WHICH = "visit", "1", "_visit", "_which"
RECORD = "reports.record_sitevisit"


def forms_for(device: Device) -> list[FieldForm]:
    """One form with the planned visits of the device's person as its list; none for who records no visits."""
    if not device.user.has_perm(RECORD):
        return []
    return [form_of(KIND, device)]


def form_of(_form_id: str, device: Device) -> FieldForm:
    return FieldForm(
        form_id=KIND, edition=EDITION, title=every_language(lambda: _("Site visit")),
        about=every_language(lambda: _("What was found on the spot.")), sections=[section()],
        program=device.program, lists={"visits": planned(device)}, named_by=WHICH,
    )  # fmt: skip


def section() -> dict[str, Any]:
    """The questions of `VisitForm`, for a device."""
    return {
        "code": SECTION,
        "title": every_language(lambda: _("Site visit")),
        "questions": [
            {"code": WHICH, "type": "choice", "list": "visits", "required": True, "label": every_language(lambda: _("Planned visit"))},
            {"code": "visited_on", "type": "date", "max": "today", "required": True, "label": every_language(lambda: _("Visited on"))},
            {
                "code": "is_as_reported", "type": "yes_no", "required": True,
                "label": every_language(lambda: _("Is what was reported really there?")),
            },
            {
                "code": "findings", "type": "long_text", "required": True, "max": 4000,
                "label": every_language(lambda: _("What you found")),
                "help": every_language(lambda: _("Premises, equipment, people at work, what differs from the file.")),
            },
            {"code": "place", "type": "place", "label": every_language(lambda: _("Place"))},
            {"code": "photos", "type": "photo", "max_files": PHOTOS, "label": every_language(lambda: _("Photos"))},
        ],
    }  # fmt: skip


def planned(device: Device) -> list[tuple[str, str]]:
    """(reference, whom and when) of the visits this person is to make, the next one first."""
    rows = SiteVisit.objects.for_user(device.user).filter(visitor=device.user, status__in=VISIT.initial)
    rows = rows.filter(area__startswith=device.area).select_related("party", "program")
    if device.program:
        rows = rows.filter(program__code=device.program)
    return [
        (row.reference, f"{localized(row.party, 'name')} · {format_date(row.planned_on, 'short')} · {row.purpose}")
        for row in rows.order_by("planned_on", "id")[:500]
    ]


def enter(
    submission: FieldSubmission, filled: Filled, files: Mapping[str, FieldFile], by: User, choices: Mapping[str, Any]
) -> Entered:
    """The visit recorded by its visitor, with what was written, photographed and located."""
    if filled.edition != EDITION:
        raise DomainError(_("This was filled on a form for visits that is no longer in use."))
    given = answers_of(filled, section())
    visit = SiteVisit.objects.for_user(by).select_related("party", "program").filter(reference=given[WHICH]).first()
    if visit is None or not visit.area.startswith(submission.device.area):
        raise DomainError(_("There is no such visit within reach of this device."))
    if "record" not in visit_steps_for(by, visit):
        raise DomainError(
            _("The visit %(reference)s is not to be recorded by this person now.") % {"reference": visit.reference}
        )
    cleaned = _cleaned(given)
    names = [name for name in files_of(filled, [section()])["photos"] if name in files]
    place = cleaned.get("place") or {}
    with ExitStack() as opened:
        photos = [opened.enter_context(files[name].file.open("rb")) for name in names]
        visit = record_visit(
            visit=visit, by=by, visited_on=date.fromisoformat(cleaned["visited_on"]), findings=cleaned["findings"],
            is_as_reported=cleaned["is_as_reported"], photos=photos,
            latitude=Decimal(place["lat"]) if place else None, longitude=Decimal(place["lon"]) if place else None,
        )  # fmt: skip
    return Entered(visit.reference, visit.party)


def _cleaned(given: Mapping[str, Any]) -> dict[str, Any]:
    """The answers through the same fields as any question's."""
    cleaned, faults = {}, []
    for question in section()["questions"]:
        if question["type"] in ("photo", "choice"):
            continue
        field = question_field(question, "fr")
        code = question["code"]
        try:
            cleaned[code] = field.clean(field.widget.value_from_datadict(given, {}, code))
        except ValidationError as problem:
            faults.append(f"{in_language(question['label'])}: {problem.messages[0]}")
            continue
        if question.get("required") and cleaned[code] in (None, ""):
            faults.append(f"{in_language(question['label'])}: {_('This field is required.')}")
    if faults:
        raise FormNotEntered(_("Some answers cannot be taken as they are."), reasons=faults)
    return cleaned


def page_of(reference: str) -> str:
    return reverse("admin:reports_visit", args=[reference])


FIELD_KINDS.register(KIND, order=50)(FieldKind(forms_for, form_of, enter, page_of))
