"""Two records become one, and two again: nothing is left behind, nothing unknown is touched, nobody is merged twice."""

import datetime as dt

import pgtrigger
import pytest
from django.core import serializers
from django.db import connection

from accounts.audit.actions import personal_values, record
from accounts.audit.models import Event
from artisans.duplicates import relations as known_relations
from artisans.duplicates.actions import CannotMerge, CannotUndo, merge_parties, obstacles, undo_merge
from artisans.duplicates.choices import CaseStatus
from artisans.duplicates.models import DuplicateCase, PartyMerge
from artisans.duplicates.relations import relations, without_rule
from artisans.parties.actions import give_consent, update_party
from artisans.parties.choices import BankAccountStatus, PartyStatus
from artisans.parties.models import ArtisanProfile, Identifier, Mandate, Party
from artisans.parties.registry import MERGE_RULES
from foundation.errors import DomainError, NotPermitted
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import (
    ArtisanProfileFactory,
    BankAccountFactory,
    ConsentFactory,
    ExporterProfileFactory,
    ExporterTurnoverFactory,
    IdentifierFactory,
    MandateFactory,
    PartyFactory,
    TradeFactory,
)
from tests.factories.duplicates import DuplicateCaseFactory
from tests.factories.networks import NetworkFactory, NetworkMemberFactory
from tests.factories.programs_files import ApplicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return StaffFactory(role="officer")


def two(**facts):
    born = {"name_fr": "Khadija Benomar", "birth_date": dt.date(1990, 1, 2)}
    return PartyFactory(**born | facts), PartyFactory(**born)


def picture() -> dict[str, str]:
    """Every row of the register's and the programmes' tables that can change in a merge, as text."""
    models = {relation.model for relation in relations() if not relation.rule.stays} | {Party}
    told = {model._meta.label: serializers.serialize("json", model._base_manager.order_by("pk")) for model in models}
    return {label: text for label, text in told.items() if label != "artisans.Party"}


def pointing_at(party) -> list[str]:
    """Every relation in the house, asked row by row: who still points at this party?"""
    return [
        relation.key
        for relation in relations()
        if relation.target is Party and not relation.rule.stays and relation.rows(party).exists()
    ]


# --- every relation has a rule


def test_every_relation_to_a_party_or_a_profile_has_a_rule():
    assert without_rule() == []


def test_every_rule_is_about_a_relation_there_is():
    assert set(MERGE_RULES) - {relation.key for relation in relations()} == set()


def test_a_relation_without_a_rule_refuses_the_merge(officer, monkeypatch):
    survivor, merged = two()
    known = known_relations.MERGE_RULES._entries
    monkeypatch.setattr(
        known_relations.MERGE_RULES,
        "_entries",
        {key: value for key, value in known.items() if key != "programs.Grant.party"},
    )

    with pytest.raises(CannotMerge, match=r"programs\.Grant\.party"):
        merge_parties(survivor=survivor, merged=merged, by=officer)

    merged.refresh_from_db()
    assert merged.status == PartyStatus.ACTIVE


# --- the merge


def test_everything_goes_over_and_nothing_points_back(officer):
    survivor, merged = two()
    IdentifierFactory(party=merged, value="EE123456")
    MandateFactory(party=merged)
    ArtisanProfileFactory(party=merged)
    account = BankAccountFactory(party=merged)
    file = ApplicationFactory(party=merged)
    member = NetworkMemberFactory(party=merged)

    merge = merge_parties(survivor=survivor, merged=merged, by=officer, reason="The same card.")

    merged.refresh_from_db()
    assert (merged.status, merged.merged_into_id) == (PartyStatus.MERGED, survivor.pk)
    assert pointing_at(merged) == []
    for row in (account, file, member):
        row.refresh_from_db()
        assert row.party_id == survivor.pk
    assert merge.moved["programs.Application.party"]["rows"] == [file.pk]
    case = DuplicateCase.objects.get()
    assert (case.status, case.decided_by) == (CaseStatus.SAME, officer)
    assert list(Event.objects.filter(action__startswith="party.").values_list("action", "party_id")) == [
        ("party.absorbed", survivor.pk), ("party.merged", merged.pk),
    ]  # fmt: skip


def test_chosen_values_survive_and_blanks_are_filled(officer):
    survivor, merged = two(phone="+212661000001", name_ar="")
    merged.name_fr, merged.name_ar, merged.email = "Khadija Ben Omar", "خديجة بن عمر", "k@example.ma"
    merged.set_phone("+212661000002")
    merged.save()

    merge_parties(survivor=survivor, merged=merged, by=officer, chosen={"phone": "merged"})

    survivor.refresh_from_db()
    assert (survivor.name_fr, survivor.name_ar, survivor.email) == ("Khadija Benomar", "خديجة بن عمر", "k@example.ma")
    assert (survivor.phone, survivor.phone_tail) == ("+212661000002", "0002")
    assert "خديجه" in survivor.search
    told = Event.objects.get(action="party.absorbed")
    assert "+2126610000" not in str(told.after)
    assert personal_values(told)["after"]["phone"] == "+212661000002"


def test_one_number_of_a_kind_stays_current(officer):
    survivor, merged = two()
    mine, theirs = (
        IdentifierFactory(party=survivor, value="EE111111"),
        IdentifierFactory(party=merged, value="EE222222"),
    )

    merge_parties(survivor=survivor, merged=merged, by=officer, chosen={"number:cnie": "merged"})

    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.is_current, theirs.is_current, theirs.party_id) == (False, True, survivor.pk)
    assert Identifier.objects.filter(party=merged).count() == 0


def test_two_profiles_become_one_with_both_lists(officer):
    survivor, merged = two()
    weaving, dyeing = TradeFactory(code="weaving"), TradeFactory(code="dyeing")
    kept = ArtisanProfileFactory(party=survivor, workshop_kind="")
    gone = ArtisanProfileFactory(party=merged, workshop_kind="À domicile")
    kept.other_trades.set([weaving])
    gone.other_trades.set([dyeing])

    merge_parties(survivor=survivor, merged=merged, by=officer)

    profile = ArtisanProfile.objects.get()
    assert (profile.party_id, profile.workshop_kind) == (survivor.pk, "À domicile")
    assert set(profile.other_trades.values_list("code", flat=True)) == {"weaving", "dyeing"}


def test_the_same_person_acting_for_both_and_agreeing_twice_is_settled(officer):
    survivor, merged = two()
    user = UserFactory()
    MandateFactory(party=survivor, user=user)
    MandateFactory(party=merged, user=user)
    ConsentFactory(party=survivor)
    ConsentFactory(party=merged)

    merge_parties(survivor=survivor, merged=merged, by=officer)

    assert (Mandate.objects.filter(party=survivor, until=None).count(), survivor.mandates.count()) == (1, 2)
    assert survivor.consents.filter(withdrawn_at=None).count() == 1


# --- what forbids it


def test_two_live_files_in_one_call_forbid_it(officer):
    survivor, merged = two()
    file = ApplicationFactory(party=survivor)
    ApplicationFactory(party=merged, call=file.call)

    with pytest.raises(CannotMerge, match="dossier en cours"):
        merge_parties(survivor=survivor, merged=merged, by=officer)

    assert ApplicationFactory._meta.model.objects.filter(party=merged).count() == 1


def test_two_verified_accounts_forbid_it_and_one_told_twice_does_not(officer):
    survivor, merged = two()
    clerk = UserFactory()
    verified = {
        "status": BankAccountStatus.VERIFIED,
        "verified_by": clerk,
        "verified_at": dt.datetime(2023, 5, 2, tzinfo=dt.UTC),
    }
    with pgtrigger.ignore("artisans.BankAccount:bankaccount_steps"):
        BankAccountFactory(party=survivor, rib="011780000012345678901296", **verified)
        other = BankAccountFactory(party=merged, rib="007810000123450000007856", **verified)

    assert len(obstacles(survivor, merged)) == 1

    other.status = BankAccountStatus.RETIRED
    other.retired_at, other.retired_by = verified["verified_at"], clerk
    other.save()
    again = BankAccountFactory(party=merged, rib="011780000012345678901296")
    merge = merge_parties(survivor=survivor, merged=merged, by=officer)
    again.refresh_from_db()
    assert (again.party_id, again.status) == (survivor.pk, BankAccountStatus.RETIRED)

    undo_merge(merge=merge, by=officer)
    again.refresh_from_db()
    assert (again.party_id, again.status) == (merged.pk, BankAccountStatus.NEW)


def test_members_of_one_network_and_turnovers_of_one_year_forbid_it(officer):
    survivor, merged = two()
    network = NetworkFactory()
    NetworkMemberFactory(party=survivor, network=network)
    NetworkMemberFactory(party=merged, network=network)
    for party in (survivor, merged):
        ExporterTurnoverFactory(exporter=ExporterProfileFactory(party=party), year=2022)

    found = obstacles(survivor, merged)

    assert sorted(sentence.partition(":")[0] for sentence in found) == [
        "Les deux fiches déclarent un chiffre d’affaires pour la même année ", "Les deux sont membres du même réseau ",
    ]  # fmt: skip


def test_nobody_merges_outside_their_area_nor_their_own_record(officer):
    survivor, merged = two()
    elsewhere = StaffFactory(role="officer", area="01")
    MandateFactory(party=merged, user=officer)

    for person in (elsewhere, officer, UserFactory()):
        with pytest.raises(NotPermitted):
            merge_parties(survivor=survivor, merged=merged, by=person)


# --- the undo


def test_an_undone_merge_leaves_everything_as_it_was(officer):
    survivor, merged = two(phone="+212661000001")
    IdentifierFactory(party=survivor, value="EE111111")
    IdentifierFactory(party=merged, value="EE222222")
    user = UserFactory()
    MandateFactory(party=survivor, user=user)
    MandateFactory(party=merged, user=user)
    ConsentFactory(party=survivor)
    ArtisanProfileFactory(party=survivor, workshop_kind="")
    ArtisanProfileFactory(party=merged, workshop_kind="À domicile").other_trades.set([TradeFactory(code="dyeing")])
    exporter = ExporterProfileFactory(party=merged)
    ExporterTurnoverFactory(exporter=exporter, year=2021)
    ExporterTurnoverFactory(exporter=ExporterProfileFactory(party=survivor), year=2022)
    ApplicationFactory(party=merged)  # with a consent of its own
    before, names = (
        picture(),
        list(Party.objects.order_by("pk").values_list("name_fr", "phone_tail", "search", "status")),
    )

    merge = merge_parties(survivor=survivor, merged=merged, by=officer, chosen={"number:cnie": "merged"})
    assert picture() != before
    undo_merge(merge=merge, by=officer, reason="Two sisters.")

    assert picture() == before
    assert list(Party.objects.order_by("pk").values_list("name_fr", "phone_tail", "search", "status")) == names
    assert DuplicateCase.objects.get().status == CaseStatus.OPEN
    with pytest.raises(CannotUndo):
        undo_merge(merge=merge, by=officer)


@pytest.mark.parametrize("something", ["edit", "consent", "file"])
def test_what_came_since_forbids_the_undo(officer, something):
    survivor, merged = two()
    merge = merge_parties(survivor=survivor, merged=merged, by=officer)
    survivor.refresh_from_db()
    if something == "edit":
        update_party(party=survivor, version=survivor.version, by=officer, douar="Tagadirt")
    elif something == "consent":
        give_consent(party=survivor, purpose="programme", notice_version="1", channel="counter", by=officer)
    else:
        ApplicationFactory(party=survivor)

    with pytest.raises(CannotUndo):
        undo_merge(merge=merge, by=officer)

    merged.refresh_from_db()
    assert merged.status == PartyStatus.MERGED


def test_looking_at_a_number_does_not_forbid_the_undo(officer):
    survivor, merged = two()
    merge = merge_parties(survivor=survivor, merged=merged, by=officer)
    record("phone.shown", target=survivor, by=officer)

    undo_merge(merge=merge, by=officer)

    merged.refresh_from_db()
    assert merged.status == PartyStatus.ACTIVE


# --- races


@pytest.mark.django_db(transaction=True)
def test_two_officers_merge_one_pair_in_both_directions_and_one_wins(at_once):
    officer = StaffFactory(role="officer")
    first, second = two()
    DuplicateCaseFactory(first=first, second=second)

    outcomes = at_once(
        lambda: merge_parties(survivor=first, merged=second, by=officer),
        lambda: merge_parties(survivor=second, merged=first, by=officer),
        lambda: merge_parties(survivor=first, merged=second, by=officer),
    )

    assert sum(isinstance(outcome, PartyMerge) for outcome in outcomes) == 1
    assert all(isinstance(outcome, PartyMerge | DomainError) for outcome in outcomes)
    assert sorted(Party.objects.values_list("status", flat=True)) == ["active", "merged"]


@pytest.mark.django_db(transaction=True)
def test_without_the_locks_the_same_race_would_merge_both_away(at_once):
    """The negative control: the two steps alone, read before either is written, leave nobody."""
    first, second = two()
    a, b = Party.objects.get(pk=first.pk), Party.objects.get(pk=second.pk)

    def step(goes, stays):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE artisans_party SET status = 'merged', merged_into_id = %s WHERE id = %s", [stays.pk, goes.pk]
            )

    at_once(lambda: step(a, b), lambda: step(b, a))

    assert list(Party.objects.values_list("status", flat=True)) == ["merged", "merged"]
