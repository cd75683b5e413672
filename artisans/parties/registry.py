"""What higher rooms tell the register: filters of its list, rules for personal data, the door for changes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from artisans.parties.models import Party
from foundation.registry import Registry


@dataclass(frozen=True)
class PartyFilter:
    """A choice: its label, the values offered, the condition on `Party` for one of them."""

    label: str
    choices: Callable[[], Sequence[tuple[str, str]]]
    condition: Callable[[str], Q]


PARTY_FILTERS: Registry[PartyFilter] = Registry("filter of the register")


class DataClass(TextChoices):
    """What a model's rows say about a person, and so how long they are needed."""

    IDENTITY = "identity", _("Identity and contact")
    ACTIVITY = "activity", _("Craft, business and networks")
    FILE = "file", _("Applications and support")
    MONEY = "money", _("Payments and accounting")
    LETTERS = "letters", _("Letters and messages")
    TRACE = "trace", _("Traces: who did, saw and agreed to what")
    STAFF = "staff", _("Acts of the staff")
    NOBODY = "nobody", _("Names nobody")


@dataclass(frozen=True)
class PersonalDataRule:
    """What a model keeps about people, what erasure does with it, how long it is kept and by what right.

    `erase(party)` is called under the party's lock, in the transaction of the erasure; None: the rows stay, because they name
    nobody once the party's own are gone, or because a law asks for them (`reason` says which). `months` is how long a row is
    kept after `outdated` begins to count; `outdated(before)` gives the rows that ended before that moment and `dispose` takes a
    queryset of them away (default: it deletes them).
    """

    data_class: str
    on_erasure: str | Promise
    reason: str | Promise
    erase: Callable[[Party], Any] | None = None
    months: int | None = None
    outdated: Callable[[datetime], QuerySet] | None = None
    dispose: Callable[[QuerySet], int] | None = None


# By model label ("programs.Application"), registered by the room that owns the model in its `personal_data.py`.
# A test walks all models and fails for one that may hold personal data and has no rule.
PERSONAL_DATA: Registry[PersonalDataRule] = Registry("personal data rule")

STAFF_ACTS = PersonalDataRule(
    DataClass.STAFF,
    _("Stays: it tells which member of staff acted."),
    _("Public accountability: acts of the staff are kept with the record they belong to."),
)
NAMES_NOBODY = PersonalDataRule(
    DataClass.NOBODY,
    _("Stays: nothing in it identifies a beneficiary."),
    _("Configuration, published figures or documents of the house."),
)


def register_rules(rule: PersonalDataRule, *labels: str) -> None:
    """One rule for several models."""
    for label in labels:
        PERSONAL_DATA.register(label)(rule)


# name → function(party) returning sentences: what still forbids erasure (an open payment, an appeal, a live file).
ERASURE_BLOCKS: Registry[Callable[[Party], list[str]]] = Registry("reason against erasure")


class Datum(NamedTuple):
    """One fact of a person's own data: a stable key for machines, a label for people."""

    key: str
    label: str | Promise
    value: Any


@dataclass(frozen=True)
class OwnData:
    """A chapter of a person's own data: rows of facts, whole (not masked), as the person may read them."""

    title: str | Promise
    collect: Callable[[Party], Iterable[Sequence[Datum]]]


OWN_DATA: Registry[OwnData] = Registry("chapter of own data")

# name → function(party) giving a sentence why no account of theirs may be verified now (a phone that just changed), or "".
ACCOUNT_HOLDS: Registry[Callable[[Party], str]] = Registry("reason to wait with an account")

# "ask" → function(*, party, kind, after, reason, by, proof=None, channel="desk") → the change request. Set by the room that
# decides on changes; the register's forms call it once something about the party is verified.
CHANGE_DOOR: Registry[Callable[..., Any]] = Registry("door for changes")


@dataclass(frozen=True)
class Hit:
    """One line of the search's answer: its type (a word of the API), what it is called, where it is."""

    type: str
    label: str | Promise  # the type in the reader's words
    reference: str
    title: str
    detail: str = ""
    url: str = ""  # its page on the desk
    score: int = 100  # 100: the very number, reference or name; see `artisans.name_search`
    other: str = ""  # the title in the other script
    tail: str = ""  # the end of the phone, masked: tells two of one name apart


@dataclass(frozen=True)
class Question:
    """What is looked for: the text, the reference it spells, and the parties found, best first (within the reader's reach)."""

    text: str
    reference: str | None
    parties: tuple[int, ...]


# name → function(question, user) returning what else the text finds within this person's reach: few, best first.
FINDERS: Registry[Callable[[Question, User], list[Hit]]] = Registry("finder of the search")


@dataclass(frozen=True)
class MergeRule:
    """What becomes of a relation to a party (or to one of its profiles) when the party goes into another.

    By default the rows are pointed at the survivor. Where a unique rule of the database would then be broken, the merge is
    refused with `sentence`, unless `settle(row, other)` gives the columns to change in the merged party's row so that both may
    stand (an empty dict: the row repeats the survivor's and is taken away). `conflicts(survivor, merged)` gives further
    sentences that forbid the merge; it looks and writes nothing. `stays` is for rows that tell of the past and keep pointing at
    the merged record, with the reason why. `is_profile`: one row a party; where both have one, the survivor's is completed from
    the other, which is taken away. `involvement(party)` tells officers what the party is engaged in: (label, address or "").
    """

    sentence: str | Promise = ""
    settle: Callable[[Any, Any], dict[str, Any]] | None = None
    conflicts: Callable[[Party, Party], list[str]] | None = None
    stays: str | Promise = ""
    is_profile: bool = False
    despite: tuple[str, ...] = ()  # triggers of the model that would refuse what `settle` changes, or its undoing
    involvement: Callable[[Party], list[tuple[str, str]]] | None = None


# By "app.Model.field", registered by the room that owns the model in its `merging.py`. A merge refuses while any relation has no
# rule, and a test walks all models.
MERGE_RULES: Registry[MergeRule] = Registry("merge rule")


def merge_rule(*keys: str, **options: Any) -> None:
    """One rule for several relations."""
    for key in keys:
        MERGE_RULES.register(key)(MergeRule(**options))


# "twins" → function(user, **facts as typed) → (party ids within nobody's scope yet, likeliest first). Set by the room of duplicates.
TWIN_FINDER: Registry[Callable[..., list[int]]] = Registry("finder of twins")
