"""Access codes: hashed, limited, ending, recorded; the clock of Morocco decides who is late."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.audit.models import Event
from accounts.people.choices import Role
from accounts.people.models import User
from foundation.errors import DomainError, InvalidValue, NotPermitted, StepNotAllowed
from foundation.time import CASABLANCA, clock_at, now
from programs.applications.actions import start_application
from programs.calls import actions
from programs.calls.forms.call import local_moment
from programs.calls.models import AccessCode, AccessCodeUse
from programs.calls.queries import is_open, late_entry, may_begin, takes_codes
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import MandateFactory, PartyFactory
from tests.factories.programs_files import CallFactory

OPENED = dt.datetime(2023, 1, 2, 9, tzinfo=dt.UTC)
CLOSED = dt.datetime(2023, 3, 1, 12, tzinfo=dt.UTC)
AFTER = CLOSED + dt.timedelta(hours=2)


def applicant():
    party = PartyFactory()
    return party, MandateFactory(party=party, user=UserFactory()).user


def give(call, *, kind="late", uses=1, hours=48):
    head = StaffFactory(role=Role.HEAD, program=call.version.program.code)
    return actions.make_access_code(
        call=call,
        kind=kind,
        purpose="Panne du réseau à Asni",
        max_uses=uses,
        expires_at=CLOSED + dt.timedelta(hours=hours),
        by=head,
    )


@pytest.mark.django_db
def test_a_code_lets_one_late_party_in_and_no_second():
    call = CallFactory(opens_at=OPENED, closes_at=CLOSED)
    with clock_at(AFTER):
        code, text = give(call)
        (party, user), (other, stranger) = applicant(), applicant()
        assert not may_begin(call, party, AFTER) and takes_codes(call, AFTER)

        file = start_application(call=call, party=party, by=user, access_code=text.lower().replace("-", " "))
        assert start_application(call=call, party=party, by=user, access_code=text) == file
        for attempt in (text, "", "AAAA-BBBB-CCCC"):
            with pytest.raises(DomainError):
                start_application(call=call, party=other, by=stranger, access_code=attempt)
        assert late_entry(call, party, AFTER) and not late_entry(call, other, AFTER)

    code.refresh_from_db()
    assert code.uses == 1 == AccessCodeUse.objects.count()
    assert text.replace("-", "") not in str(code.__dict__) and bytes(code.code_hash) != text.encode()
    assert list(Event.objects.filter(action__startswith="access_code").order_by("id").values_list("action", flat=True)) == [
        "access_code.made", "access_code.used",
    ]  # fmt: skip
    assert not late_entry(call, party, CLOSED + dt.timedelta(hours=48))  # the code's end is the deadline
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessCode.objects.filter(pk=code.pk).update(uses=2)


@pytest.mark.django_db
def test_withdrawn_and_expired_codes_open_nothing_more():
    call = CallFactory(opens_at=OPENED, closes_at=CLOSED)
    with clock_at(AFTER):
        code, text = give(call, uses=5)
        (party, user), (other, stranger) = applicant(), applicant()
        start_application(call=call, party=party, by=user, access_code=text)
        actions.revoke_access_code(code=code, by=code.created_by)
        with pytest.raises(InvalidValue):
            start_application(call=call, party=other, by=stranger, access_code=text)
        assert late_entry(call, party, AFTER)  # what was begun may be handed in
        _code, second = give(call, uses=5, hours=3)
        with pytest.raises(NotPermitted):
            actions.revoke_access_code(code=code, by=StaffFactory(role=Role.REVIEWER))
    with clock_at(CLOSED + dt.timedelta(hours=3)), pytest.raises(InvalidValue):
        start_application(call=call, party=other, by=stranger, access_code=second)


@pytest.mark.django_db
def test_a_call_by_invitation_is_open_to_the_invited_alone(client):
    call = CallFactory(opens_at=OPENED, closes_at=CLOSED, is_by_invitation=True)
    with clock_at(CLOSED - dt.timedelta(days=1)):
        _code, text = give(call, kind="invited", hours=1)
        party, user = applicant()
        with pytest.raises(DomainError, match="invitation"):
            start_application(call=call, party=party, by=user)
        client.force_login(user)
        assert "access_code" in client.get(reverse("portal:apply", args=[call.code])).content.decode()
        client.post(reverse("portal:apply", args=[call.code]), {"party": party.reference, "access_code": text})
        assert call.applications.count() == 1
        with pytest.raises(InvalidValue):
            give(CallFactory(opens_at=OPENED, closes_at=CLOSED), kind="invited")
        with pytest.raises(StepNotAllowed):
            give(CallFactory(draft=True, opens_at=OPENED, closes_at=CLOSED))


@pytest.mark.django_db
def test_calls_open_at_the_hour_on_the_wall_in_ramadan_and_out_of_it():
    nine = dt.time(9)
    outside, inside = local_moment(dt.date(2026, 2, 14), nine), local_moment(dt.date(2026, 2, 16), nine)
    assert (outside.astimezone(dt.UTC).hour, inside.astimezone(dt.UTC).hour) == (8, 9)
    with pytest.raises(ValidationError):
        local_moment(dt.date(2026, 3, 22), dt.time(2, 30))  # the hour the clock skips

    with clock_at(inside - dt.timedelta(days=1)):
        call = CallFactory(status="scheduled", opens_at=inside, closes_at=local_moment(dt.date(2026, 3, 23), nine))
    system = User.objects.system()
    with clock_at(dt.datetime(2026, 2, 16, 8, 59, tzinfo=dt.UTC)):
        assert actions.open_and_close(by=system) == (0, 0)
    with clock_at(dt.datetime(2026, 2, 16, 9, 0, tzinfo=dt.UTC)):
        assert actions.open_and_close(by=system) == (1, 0)
    call.refresh_from_db()
    assert is_open(call, dt.datetime(2026, 3, 23, 7, 59, tzinfo=dt.UTC))
    assert not is_open(call, dt.datetime(2026, 3, 23, 8, 0, tzinfo=dt.UTC))
    assert call.closes_at.astimezone(CASABLANCA).hour == 9 and now() > call.closes_at


@pytest.mark.django_db(transaction=True)
def test_the_last_place_of_a_code_is_taken_once(at_once):
    call = CallFactory(opens_at=OPENED, closes_at=CLOSED)
    with clock_at(AFTER):
        _code, text = give(call, uses=1)
    _other, wide = give_open(call)
    people = [applicant() for _number in range(4)]

    def enter(party, user, typed):
        def run():
            with clock_at(AFTER):
                return start_application(call=call, party=party, by=user, access_code=typed)

        return run

    outcomes = at_once(*[enter(party, user, text) for party, user in people])
    assert sorted(isinstance(outcome, DomainError) for outcome in outcomes) == [False, True, True, True], outcomes
    assert AccessCode.objects.get(max_uses=1).uses == 1 == call.applications.count()
    # The control: with room for all, the same four come in at once.
    outcomes = at_once(*[enter(party, user, wide) for party, user in people])
    assert not any(isinstance(outcome, Exception) for outcome in outcomes), outcomes
    assert call.applications.count() == 4


def give_open(call):
    with clock_at(AFTER):
        return give(call, uses=9)
