"""The order of the screens, and where an entry stands in it."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from artisans.counter import forms
from artisans.counter.models import CounterEntry


@dataclass(frozen=True)
class Screen:
    slug: str
    title: str | Promise
    form: type[forms.StepForm]


SCREENS = [
    Screen("who", _("Who is here"), forms.WhoForm),
    Screen("find", _("Known already?"), forms.FindForm),
    Screen("identity", _("Identity"), forms.IdentityForm),
    Screen("contact", _("Contact"), forms.ContactForm),
    Screen("where", _("Where"), forms.WhereForm),
    Screen("craft", _("Craft"), forms.CraftForm),
    Screen("consent", _("Consent"), forms.ConsentForm),
]
BY_SLUG = {screen.slug: screen for screen in SCREENS}
SUMMARY = "summary"
# Somebody in the register already: their facts stand there, only the agreement is new.
OF_THE_KNOWN = ("who", "find", "consent")


def screens_of(entry: CounterEntry) -> list[Screen]:
    return [screen for screen in SCREENS if not entry.is_known or screen.slug in OF_THE_KNOWN]


def after(entry: CounterEntry, slug: str) -> str:
    slugs = [screen.slug for screen in screens_of(entry)]
    place = slugs.index(slug) if slug in slugs else -1
    return slugs[place + 1] if place + 1 < len(slugs) else SUMMARY


def before(entry: CounterEntry, slug: str) -> str:
    slugs = [screen.slug for screen in screens_of(entry)]
    if slug == SUMMARY:
        return slugs[-1]
    place = slugs.index(slug) if slug in slugs else 0
    return slugs[max(place - 1, 0)]


def raw(form: forms.StepForm, data: Any) -> dict[str, Any]:
    """What stands in the fields of a screen, as typed."""
    values = {}
    for name, field in form.fields.items():
        value = field.widget.value_from_datadict(data, {}, form.add_prefix(name))
        values[name] = value if isinstance(value, bool) else ("" if value is None else str(value)[:400])
    return values


def form_of(entry: CounterEntry, screen: Screen, user: User, data: Any = None) -> forms.StepForm:
    """The screen as it was left; a first visit takes over what was typed to find the person."""
    if data is not None:
        return screen.form(data, user=user)
    kept = entry.answers_of(screen.slug)
    if kept:
        return screen.form(user=user, initial=kept)
    found = entry.answers_of("find") if screen.slug in ("identity", "contact") else {}
    initial = {name: value for name, value in found.items() if name in screen.form.base_fields and value}
    if screen.slug in ("contact", "consent"):
        language = entry.answers_of("who").get("language", "ar")
        initial |= {"letters": language, "read_in": language}
    return screen.form(user=user, initial=initial)


def bound_forms(entry: CounterEntry, user: User) -> dict[str, forms.StepForm]:
    """Every screen with what was kept, checked."""
    return {screen.slug: _bound(entry, screen, user) for screen in screens_of(entry)}


def _bound(entry: CounterEntry, screen: Screen, user: User) -> forms.StepForm:
    data = QueryDict(mutable=True)
    for name, value in entry.answers_of(screen.slug).items():
        if value is not False:
            data[name] = "on" if value is True else value
    form = screen.form(data, user=user)
    form.is_valid()
    return form
