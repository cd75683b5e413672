"""Members over time, invitations, and what follows when an aggregator stops."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from accounts.audit.models import Event
from accounts.outbox.actions import load_templates
from accounts.outbox.models import Message
from artisans.networks import actions
from artisans.networks.models import MemberFollowUp, Network, NetworkMember
from foundation.errors import DomainError, InvalidValue, NotPermitted
from foundation.time import today
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import (
    AggregatorProfileFactory,
    MandateFactory,
    PartyFactory,
)
from tests.factories.networks import (
    NetworkFactory,
    NetworkInvitationFactory,
    NetworkMemberFactory,
    OrderFactory,
    OrderShareFactory,
)

LETTERS = Path(__file__).resolve().parents[3] / "artisans" / "data" / "messages_networks.json"


MARCH, MAY, JULY = dt.date(2023, 3, 1), dt.date(2023, 5, 1), dt.date(2023, 7, 1)


@pytest.fixture(autouse=True)
def letters(db):
    load_templates(LETTERS)


# --- members in time


def test_an_aggregator_has_one_network():
    aggregator, by = AggregatorProfileFactory(), StaffFactory()

    assert actions.open_network(aggregator=aggregator, by=by) == actions.open_network(aggregator=aggregator, by=by)
    assert Network.objects.get().name_fr == aggregator.party.name_fr


def test_a_member_may_leave_and_come_back_but_not_overlap():
    network, party, by = NetworkFactory(), PartyFactory(), StaffFactory()
    member = actions.add_member(network=network, party=party, by=by, from_on=MARCH)
    assert actions.add_member(network=network, party=party, by=by, from_on=MAY) == member
    actions.leave_network(member=member, by=by, on=MAY)

    with pytest.raises(DomainError):
        actions.leave_network(member=member, by=by)
    with pytest.raises(DomainError):
        actions.add_member(network=network, party=party, by=by, from_on=MAY)
    actions.add_member(network=network, party=party, by=by, from_on=JULY)

    assert list(NetworkMember.objects.order_by("from_on").values_list("status", "leave_reason")) == [
        ("left", "agreed_end"),
        ("active", ""),
    ]


def test_the_database_refuses_overlapping_times_whatever_the_code_does():
    member = NetworkMemberFactory(from_on=MARCH)
    NetworkMember.objects.filter(pk=member.pk).update(status="left", to_on=MAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkMemberFactory(network=member.network, party=member.party, from_on=MAY)
    NetworkMemberFactory(network=member.network, from_on=MAY)
    NetworkMemberFactory(party=member.party, from_on=MAY)
    NetworkMemberFactory(network=member.network, party=member.party, from_on=MAY + dt.timedelta(days=1))


def test_a_closed_membership_changes_only_with_a_reason_on_record():
    by = StaffFactory()
    member = actions.leave_network(member=NetworkMemberFactory(from_on=MARCH), by=by, on=MAY)

    for change in ({"to_on": JULY}, {"leave_note": "x"}, {"from_on": MAY}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NetworkMember.objects.filter(pk=member.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        NetworkMember.objects.filter(pk=member.pk).delete()
    with pytest.raises(InvalidValue):
        actions.correct_membership(member=member, from_on=MARCH, to_on=JULY, why=" ", by=by)
    actions.correct_membership(member=member, from_on=MARCH, to_on=JULY, why="Date of the letter", by=by)

    member.refresh_from_db()
    event = Event.objects.get(action="network.membership_corrected")
    assert (member.to_on, member.corrections, event.before["until"], event.reason) == (
        JULY,
        1,
        "2023-05-01",
        "Date of the letter",
    )


def test_a_correction_cannot_leave_a_share_outside_or_overlap_another_time():
    by = StaffFactory()
    first = NetworkMemberFactory(from_on=MARCH)
    OrderShareFactory(order=OrderFactory(network=first.network, ordered_on=MAY), member=first)
    actions.leave_network(member=first, by=by, on=MAY)
    NetworkMemberFactory(network=first.network, party=first.party, from_on=JULY)

    for from_on, to_on in ((MARCH, dt.date(2023, 4, 1)), (MARCH, JULY)):
        with pytest.raises(DomainError):
            actions.correct_membership(member=first, from_on=from_on, to_on=to_on, why="x", by=by)


@pytest.mark.parametrize("role", ["reviewer", "auditor", "head"])
def test_who_keeps_no_networks_changes_none(role):
    network, by = NetworkFactory(), StaffFactory(role=role)

    with pytest.raises(NotPermitted):
        actions.add_member(network=network, party=PartyFactory(), by=by)


def test_an_officer_of_another_area_changes_nothing():
    member, by = NetworkMemberFactory(), StaffFactory(area="01")

    for act in (
        lambda: actions.leave_network(member=member, by=by),
        lambda: actions.close_network(network=member.network, reason="x", by=by),
        lambda: actions.record_order(network=member.network, buyer="x", amount=Decimal(1), ordered_on=MAY, by=by),
    ):
        with pytest.raises(NotPermitted):
            act()


def test_the_artisan_may_leave_themselves_a_stranger_may_not_end_it():
    member = NetworkMemberFactory()
    mine = MandateFactory(party=member.party).user

    with pytest.raises(NotPermitted):
        actions.leave_network(member=member, by=UserFactory())
    actions.leave_network(member=member, by=mine, reason="price")

    assert NetworkMember.objects.get().leave_reason == "price"


# --- invitations


def invited(network, party):
    by = MandateFactory(party=network.aggregator.party, role="representative").user
    return actions.invite_member(network=network, typed=party.reference, by=by), by


def test_an_aggregator_invites_and_the_artisan_accepts_on_the_portal():
    network, party = NetworkFactory(), PartyFactory(phone="+212661234567")
    invitation, aggregator = invited(network, party)

    with pytest.raises(NotPermitted):
        actions.accept_invitation(invitation=invitation, by=aggregator)
    member = actions.accept_invitation(invitation=invitation, by=MandateFactory(party=party).user)

    assert (member.accepted_through, member.from_on, member.status) == ("portal", today(), "active")
    with pytest.raises(DomainError):
        actions.accept_invitation(invitation=invitation, by=MandateFactory(party=party).user)


def test_the_code_of_the_text_message_joins_and_is_kept_nowhere_in_clear():
    network, party = NetworkFactory(), PartyFactory(phone="+212661234567")
    invitation, by = invited(network, party)
    message = Message.objects.get(template__code="network_invitation")
    code = json.loads(message.secrets)["code"]

    assert code not in message.body
    assert bytes(invitation.code_lookup) != code.encode()
    member = actions.accept_with_code(invitation=invitation, code=f" {code[:3]} {code[3:]} ", by=by)

    assert (member.party, member.accepted_through) == (party, "code")


def test_five_wrong_codes_end_the_invitation():
    invitation, by = invited(NetworkFactory(), PartyFactory())

    for _attempt in range(5):
        with pytest.raises(DomainError):
            actions.accept_with_code(invitation=invitation, code="not it", by=by)

    invitation.refresh_from_db()
    assert (invitation.status, invitation.code_lookup) == ("lapsed", None)


def test_inviting_nobody_looks_exactly_like_inviting_somebody():
    network = NetworkFactory()
    found, by = invited(network, PartyFactory())
    nobody = actions.invite_member(network=network, typed="0661999888", by=by)

    assert nobody.party is None
    assert (found.status, found.expires_on, bool(found.code_lookup)) == (
        nobody.status,
        nobody.expires_on,
        bool(nobody.code_lookup),
    )


def test_unanswered_invitations_lapse_once():
    NetworkInvitationFactory(expires_on=today() - dt.timedelta(days=1))
    NetworkInvitationFactory(expires_on=today())
    by = StaffFactory()

    assert [actions.lapse_invitations(by=by), actions.lapse_invitations(by=by)] == [1, 0]


# --- when an aggregator stops


def test_closing_ends_memberships_lists_those_alone_and_tells_officers():
    network, officer = NetworkFactory(), StaffFactory(area="07")
    StaffFactory(area="01")
    alone, elsewhere = NetworkMemberFactory(network=network), NetworkMemberFactory(network=network)
    NetworkMemberFactory(party=elsewhere.party)

    actions.close_network(network=network, reason="Stopped", by=officer)

    assert set(network.memberships.values_list("status", "leave_reason")) == {("left", "network_closed")}
    assert list(MemberFollowUp.objects.values_list("party", "status", "cause")) == [(alone.party_id, "open", "closed")]
    told = Message.objects.filter(template__code="network_stopped")
    assert [message.user_id for message in told] == [officer.pk]
    assert alone.party.name_fr not in told[0].body


def test_a_pause_lists_the_members_and_resuming_takes_them_off():
    member, by = NetworkMemberFactory(), StaffFactory()
    actions.pause_network(network=member.network, reason="Works", by=by)
    assert MemberFollowUp.objects.get().cause == "paused"

    actions.resume_network(network=member.network, by=by)

    assert (MemberFollowUp.objects.get().status, NetworkMember.objects.get().status) == ("placed", "active")


def test_joining_another_network_closes_the_follow_up_by_itself():
    member, by = NetworkMemberFactory(), StaffFactory()
    actions.close_network(network=member.network, reason="Stopped", by=by)
    row = actions.contact_member(follow_up=MemberFollowUp.objects.get(), note="Looks for another one", by=by)

    actions.add_member(network=NetworkFactory(), party=member.party, by=by)

    row.refresh_from_db()
    assert (row.status, row.note) == ("placed", "Looks for another one")
