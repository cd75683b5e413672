"""One small world for the security tests: a beneficiary in Al Haouz with a file, a grant and requests; people of every role."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.audit.models import Event
from accounts.people.models import User
from artisans.changes.actions import request_change
from artisans.parties.models import Party
from artisans.privacy.actions import ask_about_data
from tests.factories.accounts import JobFactory, MessageFactory, StaffFactory, UserFactory
from tests.factories.artisans import (
    ArtisanProfileFactory,
    ConsentFactory,
    DocumentFactory,
    IdentifierFactory,
    MandateFactory,
    PartyFactory,
)
from tests.factories.programs_money import Scene
from tests.programs.portal.stage import load_letters

ANONYMOUS, OWNER, STRANGER, ELSEWHERE = "anonymous", "owner", "stranger", "elsewhere"
STAFF_ROLES = (
    "officer", "head", "reviewer", "preparer", "auditor", "privacy", "administrator",
)  # fmt: skip
# “elsewhere” is an officer of another region; “owner” and “stranger” are applicants, of this and of another beneficiary.
READERS = (ANONYMOUS, OWNER, STRANGER, ELSEWHERE, *STAFF_ROLES)


@dataclass
class World:
    """`people` by reader's name; `objects` are what addresses are filled with."""

    party: Party
    people: dict[str, User]
    objects: dict[str, Any]
    clients: dict[str, Client] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def ask(self, reader: str, method: str, address: str, data: dict | None = None, **more: Any) -> HttpResponse:
        """One request in the reader's own session, whatever earlier ones did to it."""
        client = self.clients[reader]
        client.cookies.clear()
        if reader in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[reader]
        return client.generic("GET", address, **more) if method == "GET" else client.post(address, data or {}, **more)

    def sign_in(self) -> None:
        """Everybody's session is opened once, before requests that are undone."""
        for reader in READERS:
            client = self.clients[reader] = Client(raise_request_exception=False)
            if reader in self.people:
                client.force_login(self.people[reader])
                self.sessions[reader] = client.session.session_key


def make_world() -> World:
    load_letters()
    scene = Scene()
    grant = scene.grant()
    enrolment = grant.enrolment
    application, party = enrolment.application, enrolment.party
    owner, stranger = UserFactory(full_name="Owner"), UserFactory(full_name="Stranger")
    MandateFactory(user=owner, party=party)
    MandateFactory(user=stranger, party=PartyFactory(name_fr="Somebody Else", in_commune="01.511.01.05"))
    ArtisanProfileFactory(party=party)
    identifier = IdentifierFactory(party=party)
    piece = application.documents.create(question="id_card", document=DocumentFactory())
    change = request_change(
        party=party, kind="name", after={"name_fr": "Autre Nom"}, reason="mariage", by=owner, proof=DocumentFactory()
    )
    asked = ask_about_data(party=party, kind="objection", text="non", by=owner)
    people = {role: StaffFactory(role=role, full_name=f"The {role}") for role in STAFF_ROLES}
    people |= {OWNER: owner, STRANGER: stranger, ELSEWHERE: StaffFactory(area="01", full_name="Elsewhere")}
    application.refresh_from_db()
    objects = {
        "party": party.reference, "identifier": identifier.pk, "application": application.reference,
        "piece": piece.pk, "enrolment": enrolment.reference, "grant": grant.reference, "change": change.reference,
        "request": asked.reference, "call": scene.call.code, "line": scene.line.reference,
        "message": MessageFactory(party_id=party.pk, program=application.program, area=party.area).pk,
        "job": JobFactory(owner=people["officer"]).reference, "person": people["officer"].pk,
        "consent": ConsentFactory(party=party, given_by=owner).pk, "account": party.bank_accounts.get().pk,
    }  # fmt: skip
    world = World(party, people, objects)
    world.sign_in()
    return world


def patterns(entries: Iterable[Any] | None = None, prefix: str = "") -> Iterable[tuple[str, str]]:
    """(route, name) of every address of the house."""
    for entry in get_resolver().url_patterns if entries is None else entries:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns, route)
        elif isinstance(entry, URLPattern):
            yield route, entry.name or ""


def wrote() -> int:
    """The newest act: grows when a request changed something."""
    last = Event.objects.order_by("-id").values_list("id", flat=True).first()
    return last or 0
