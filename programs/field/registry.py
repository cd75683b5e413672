"""What can be filled on a device: this room knows applications, higher rooms register their own forms."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from foundation.registry import Registry

if TYPE_CHECKING:
    from accounts.people.models import User
    from artisans.parties.models import Party
    from programs.field.models import Device, FieldFile, FieldSubmission
    from programs.field.reading import Filled


@dataclass(frozen=True)
class FieldForm:
    """One form for one device: sections as in `programs/calls/schema.py`; codes that begin with “_” are this room's own.

    `edition` stands at the front of the form's version, so that an answer tells which edition it was given to. `lists` are
    choices that come as a file of their own, {name: [(code, label)]}; a question names one by `"list"`.
    """

    form_id: str
    edition: str
    title: Mapping[str, str]
    sections: list[Mapping[str, Any]]
    program: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, Iterable[tuple[str, str]]] = field(default_factory=dict)
    named_by: str = ""  # the question whose answer names the filled form on the device


@dataclass(frozen=True)
class Entered:
    """What a filled form became."""

    reference: str
    party: "Party | None" = None


@dataclass(frozen=True)
class FieldKind:
    """A kind of form; the part of a form's id before the first “-” names it.

    `forms(device)` gives what this device may fill now; `form_of(form_id)` the form as it is now, whoever asks, or None.
    `enter(submission, filled, files, by, **choices)` makes the application or visit in the caller's transaction, or raises a
    DomainError whose sentences an officer can act on.
    """

    forms: Callable[["Device"], list[FieldForm]]
    form_of: Callable[[str, "Device"], FieldForm | None]
    enter: Callable[["FieldSubmission", "Filled", Mapping[str, "FieldFile"], "User", Mapping[str, Any]], Entered]
    page_of: Callable[[str], str]


FIELD_KINDS: Registry[FieldKind] = Registry("kind of field form")


def kind_of(form_id: str) -> FieldKind | None:
    """Which kind of form this id is of."""
    return FIELD_KINDS.get(form_id.partition("-")[0])
