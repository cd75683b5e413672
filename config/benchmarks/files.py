"""Files of applicants in every state, as they would lie in the queue of a full year."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from accounts.people.models import User
from artisans.parties.models import Party
from config.benchmarks.copying import analyse, born_grown, copy_rows, references, take_ids
from config.benchmarks.register import party_places
from foundation.time import now
from programs.applications.choices import ApplicationStatus as S
from programs.applications.choices import Channel
from programs.applications.models import Application
from programs.calls.choices import CallStatus
from programs.calls.loading import make_call
from programs.calls.models import Call
from programs.catalog.models import Program

# So many in a hundred; a file is one or the other for good, as in a register that has lived for some years.
_STATES = {
    S.SUBMITTED: 8, S.SCREENING: 10, S.CHANGES_REQUESTED: 4, S.IN_REVIEW: 10, S.READY: 8, S.APPROVED: 6, S.RESERVE: 4,
    S.REFUSED: 22, S.INELIGIBLE: 8, S.ENROLLED: 14, S.WITHDRAWN: 3, S.LAPSED: 2, S.RENOUNCED: 1,
}  # fmt: skip
_JUDGED = {S.APPROVED, S.RESERVE, S.REFUSED, S.INELIGIBLE, S.ENROLLED, S.RENOUNCED}
_FIELDS = (
    "id", "reference", "call", "party", "program", "area", "form", "applicant", "channel", "language", "status", "answers",
    "sections_done", "version", "amount_requested", "created_at", "saved_at", "submitted_at", "submitted_by", "clock_stopped_at",
    "clock_stopped_seconds", "due_on", "unlocked_sections", "correction_reason", "correction_due_on", "amount_approved",
    "outcome_reason", "decided_at", "decided_by", "countersigned_by", "published_at", "is_demonstration", "told_outcome",
)  # fmt: skip


def fill_applications(count: int, say: Callable[[str], None] = lambda _text: None, seed: int = 2) -> int:
    """So many files in calls made for the purpose, one a party and call; all marked demonstration. Returns how many."""
    programs = list(Program.objects.order_by("position"))
    people = Party.objects.active().count()
    if not programs or not people:
        raise LookupError("Fill the register and load the reference lists first.")
    chance, taken = random.Random(seed), set(Application.objects.values_list("reference", flat=True))
    done, made = 0, Call.objects.filter(code__startswith="scale-").count()
    while done < count:
        call = _call(programs[made % len(programs)], made + 1)
        # Spread over all calls of this fill; what a small register cannot hold comes with further calls.
        wanted = min(count - done, people, -(-count // len(programs)))
        for batch in party_places(wanted):
            with born_grown():
                copy_rows(Application, _FIELDS, list(_rows(call, batch, chance, taken)))
            done += len(batch)
            say(f"  {done:,} of {count:,} files")
        made += 1
    analyse(Application)
    return done


def _call(program: Program, number: int) -> Call:
    opens = now() - timedelta(days=400)
    label = {language: f"{getattr(program, f'name_{language}')} · {number}" for language in ("fr", "ar", "en")}
    with born_grown():
        call = make_call(
            program=program.code, code=f"scale-{number}", edition=str(number), opens_at=opens, closes_at=None, names=label,
            offers=label, by=User.objects.system(), is_demonstration=True,
        )  # fmt: skip
        Call.objects.filter(pk=call.pk).update(status=CallStatus.OPEN)
    return call


def _rows(
    call: Call, parties: list[tuple[int, str]], chance: random.Random, taken: set[str]
) -> Iterator[tuple[Any, ...]]:
    program, system, moment = call.version.program, User.objects.system().pk, now()
    officer = User.objects.exclude(pk=system).values_list("pk", flat=True).first() or system
    states, weights = list(_STATES), list(_STATES.values())
    ids = take_ids(Application, len(parties))
    for (party, area), number, reference in zip(parties, ids, references(program.prefix, ids, taken), strict=True):
        (status,) = chance.choices(states, weights)
        sent = moment - timedelta(minutes=chance.randrange(400 * 24 * 60))
        judged = _judged(status, sent, system, officer, chance)
        amount = chance.randrange(5, 120) * 500
        stopped = status == S.CHANGES_REQUESTED
        yield (
            number, reference, call.pk, party, program.code, area, call.form_id, system, chance.choice(Channel.values),
            chance.choice(("fr", "ar")), status.value, json.dumps({"amount": str(amount)}), "[]", 3, amount,
            sent - timedelta(days=3), sent, sent, system, sent if stopped else None, 0, (sent + timedelta(days=30)).date(),
            '["work"]' if stopped else "[]", "Pièce illisible." if stopped else "",
            (sent + timedelta(days=40)).date() if stopped else None,
            amount if status in {S.APPROVED, S.ENROLLED, S.RENOUNCED} else None, *judged, True, "",
        )  # fmt: skip


def _judged(status: str, sent: datetime, by: int, second: int, chance: random.Random) -> tuple[Any, ...]:
    """Reason, decided when and by whom, countersigned, published. One person cannot sign twice: such a file stays unpublished."""
    if status not in _JUDGED:
        return "", None, None, None, None
    decided = sent + timedelta(days=chance.randrange(20, 60))
    is_published = chance.random() < 0.9 and (status != S.INELIGIBLE or second != by)
    countersigned = second if status == S.INELIGIBLE and second != by else None
    return "Motif", decided, by, countersigned, decided + timedelta(days=2) if is_published else None
