"""Applicants by the hundred for the deadline hour: people of the register who are signed in, and one open call with a small form."""

import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.people.models import User
from artisans.parties.choices import MandateRole, PartyKind
from artisans.parties.models import Mandate, Party
from foundation.time import now
from programs.calls.models import Call, FormVersion, RuleSet
from programs.catalog.models import ProgramVersion


@dataclass(frozen=True)
class Applicant:
    """Somebody with a session of their own; `party` is the reference of whom they apply for."""

    number: int
    party: str
    session: str


def _words(text: str) -> dict[str, str]:
    return dict.fromkeys(("fr", "ar", "en"), text)


def _question(code: str, kind: str, **facts: Any) -> dict[str, Any]:
    return {"code": code, "type": kind, "label": _words(code), **facts}


FORM = {
    "title": _words("Mesure"), "origin": _words("Mesure"), "amount_question": "amount",
    "sections": [
        {"code": "person", "title": _words("Personne"), "questions": [_question("trade_words", "text", required=True), _question("workers", "integer", required=True, min=0, max=500)]},
        {"code": "project", "title": _words("Projet"), "questions": [_question("plan", "long_text", required=True), _question("amount", "money", required=True)]},
        {"code": "papers", "title": _words("Pièces"), "questions": [_question("proof", "photo", required=True), _question("truth", "declaration", statement=_words("Exact"), required=True)]},
    ],
}  # fmt: skip
RULES = {
    "origin": _words("Mesure"),
    "rules": [{"code": "size", "kind": "answer_at_least", "parameters": {"question": "workers", "min": 1}, "on_fail": "fail", "sentences": {"pass": _words("Oui."), "fail": _words("Non."), "manual": _words("À voir.")}}],
}  # fmt: skip


def open_call() -> Call:
    """A call of a known programme that takes applications of anybody now and closes in an hour."""
    mark, moment = secrets.token_hex(3), now()
    version = ProgramVersion.objects.filter(program__code="exporters").exclude(published_at=None).last() or ProgramVersion.objects.exclude(published_at=None).last()  # fmt: skip
    form = FormVersion.objects.create(code=f"heure-{mark}", number=1, definition=FORM, published_at=moment)
    rules = RuleSet.objects.create(code=f"heure-{mark}", number=1, definition=RULES, published_at=moment)
    call = Call.objects.create(
        code=f"heure-{mark}", version=version, edition="mesure", name_fr="Heure de clôture", name_ar="ساعة الإغلاق", name_en="Deadline hour",
        form=form, rules=rules, opens_at=moment - timedelta(days=1), closes_at=moment + timedelta(hours=6), is_demonstration=True,
    )  # fmt: skip
    for status in ("scheduled", "open"):
        call.status = status
        call.save(update_fields=["status"])
    return call


def people(count: int) -> list[Applicant]:
    """People of the register, each with an account and a session; fewer if the register is smaller."""
    mark, found = secrets.token_hex(3), []
    parties = Party.objects.active().filter(kind=PartyKind.PERSON).order_by("id")[:count]
    for number, party in enumerate(parties):
        user = User.objects.create_user(
            email=f"heure-{mark}-{number}@sanad.example", full_name=f"Mesure {number}", is_demonstration=True
        )
        Mandate.objects.create(user=user, party=party, role=MandateRole.values[0])
        found.append(Applicant(number, party.reference, _session(user)))
    return found


def _session(user: User) -> str:
    session = SessionStore()
    session.update({
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: "allauth.account.auth_backends.AuthenticationBackend",
        HASH_SESSION_KEY: user.get_session_auth_hash(),
        "account_authentication_methods": [{"method": "code", "at": time.time()}],
    })  # fmt: skip
    session.create()
    return session.session_key
