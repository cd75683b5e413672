"""Erasure: identity goes everywhere; ledger, counts and the chain of events stay; refused while something is open."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.audit.actions import personal_values
from accounts.audit.models import Event, PartyKey
from accounts.audit.sealing import seal_events, verify_chain
from accounts.outbox.models import Message
from accounts.people.models import User
from artisans.changes.actions import request_change
from artisans.documents.models import Document
from artisans.parties import actions as register
from artisans.parties.models import Party
from artisans.privacy import actions
from artisans.privacy.actions import ErasureBlocked
from foundation.errors import NotPermitted
from programs.applications.actions import withdraw_application
from programs.applications.models import Application
from programs.budget.models import LedgerEntry
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import ArtisanProfileFactory, MandateFactory, OrganisationFactory
from tests.programs.portal.stage import load_letters, open_call, sent

pytestmark = pytest.mark.django_db

CNIE, RIB, PHONE = "EE737373", "011780000012345678901296", "+212673737373"
CANARIES = (
    "Zoubida",
    "Canari",
    "زبيدة",
    "EE737373",
    "673737373",
    "123456789012",
    "zoubida@canari",
    "Derb Canari",
    "Tapis noués",
)


@pytest.fixture(autouse=True)
def letters(db):
    load_letters()


@pytest.fixture
def officer():
    return StaffFactory()


def known_party(officer):
    """Somebody about whom every room knows something."""
    from tests.factories.artisans import CommuneFactory

    party = register.register_person(
        by=officer, name_fr="Zoubida Canari", name_ar="زبيدة كناري", commune=CommuneFactory(), phone=PHONE,
        email="zoubida@canari.example", address="3 Derb Canari", identifiers=[("cnie", CNIE)],
    )  # fmt: skip
    register.update_party(party=party, version=party.version, by=officer, name_fr="Zoubida El Canari")
    register.add_bank_account(party=party, rib=RIB, holder="Zoubida Canari", by=officer)
    ArtisanProfileFactory(party=party)
    return party


def everything_stored() -> str:
    """All tables as a dump would write them; what is encrypted stays so."""
    texts = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [row[0] for row in cursor.fetchall()]
    with connection.cursor() as cursor:
        for table in tables:
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                texts.append(b"".join(bytes(piece) for piece in copy).decode())
    return "\n".join(texts)


def decrypted(party) -> str:
    """What the application could still read about the party."""
    rows = [party.phone or ""]
    rows += [row.value for row in party.identifiers.all()]
    rows += [f"{row.rib} {row.holder}" for row in party.bank_accounts.all()]
    rows += [f"{row.before} {row.after} {row.reason}" for row in party.change_requests.all()]
    rows += [f"{row.text} {row.answer}" for row in party.data_requests.all()]
    rows += [f"{row.address} {row.body}" for row in Message.objects.filter(party_id=party.pk)]
    rows += [str(personal_values(event)) for event in Event.objects.filter(party_id=party.pk)]
    return "\n".join(rows)


def erase(party, officer) -> None:
    request = actions.ask_about_data(party=party, kind="erasure", text="effacez-moi, Canari", by=officer)
    actions.approve_erasure(request=request, by=StaffFactory(role="head"))


def test_erasure_leaves_no_trace_of_who_it_was(officer):
    user, party = UserFactory(full_name="Zoubida Canari", phone=PHONE), known_party(officer)
    MandateFactory(user=user, party=party)
    application = sent(user, party, open_call())
    application = withdraw_application(application=application, by=user)
    request_change(party=party, kind="phone", after={"phone": "0673737374"}, reason="Canari perdu", by=officer)
    before = everything_stored() + decrypted(party)
    assert [word for word in ("Canari", "Tapis noués", "EE737373") if word in before] == [
        "Canari",
        "Tapis noués",
        "EE737373",
    ]

    erase(party, officer)

    party = Party.objects.get(pk=party.pk)
    stored = everything_stored()
    assert [word for word in CANARIES if word in stored] == []
    assert [word for word in CANARIES if word in decrypted(party)] == []
    assert (party.status, party.kind, party.area) == ("erased", "person", "07.041.05.05")
    assert Application.objects.get(pk=application.pk).status == "withdrawn"
    assert not PartyKey.objects.filter(party_id=party.pk).exists()
    user.refresh_from_db()
    assert (user.is_active, user.full_name, user.phone) == (False, "", None)
    assert not Document.objects.filter(pk__in=application.documents.values("document")).exclude(file="").exists()
    assert not Party.objects.for_user(user).exists()


@pytest.mark.django_db(transaction=True)
def test_the_chain_of_events_and_the_ledger_stay_whole(officer):
    party = known_party(officer)
    seal_events(full=True)
    entries = LedgerEntry.objects.count()

    erase(party, officer)

    seal_events(full=True)
    verdict = verify_chain()
    assert verdict.is_whole, verdict
    assert verdict.checked == Event.objects.count()
    assert LedgerEntry.objects.count() == entries
    assert Event.objects.filter(party_id=party.pk, action="party.registered").exists()


def test_a_number_is_free_again_for_who_holds_it_now(officer):
    erase(known_party(officer), officer)

    assert known_party(officer).identifiers.get().value == CNIE


def test_erasure_waits_while_a_file_is_open(officer):
    user, party = UserFactory(), known_party(officer)
    MandateFactory(user=user, party=party)
    application = sent(user, party, open_call())
    request = actions.ask_about_data(party=party, kind="erasure", text="effacez", by=officer)

    with pytest.raises(ErasureBlocked) as refusal:
        actions.approve_erasure(request=request, by=StaffFactory(role="head"))

    request.refresh_from_db()
    party.refresh_from_db()
    assert any(application.reference in reason for reason in refusal.value.reasons)
    assert (request.status, party.status) == ("received", "active")
    refused = actions.refuse_request(request=request, answer="Votre dossier est ouvert.", by=StaffFactory(role="head"))
    assert refused.status == "refused"


def test_an_erasure_takes_two_people_also_in_the_database(officer):
    head = StaffFactory(role="head")
    request = actions.ask_about_data(party=known_party(officer), kind="erasure", text="effacez", by=officer)

    with pytest.raises(NotPermitted):
        actions.approve_erasure(request=request, by=officer)
    with pytest.raises(IntegrityError, match="datarequest_erasure_two_people"), transaction.atomic():
        type(request).objects.filter(pk=request.pk).update(
            status="approved", approved_by=officer, approved_at=request.requested_at
        )
    with pytest.raises(NotPermitted):
        actions.approve_erasure(request=request, by=StaffFactory(role="head", area="01"))
    assert actions.approve_erasure(request=request, by=head).status == "done"


def test_an_account_that_serves_others_too_stays(officer):
    user, party = UserFactory(full_name="Hassan Ouali"), known_party(officer)
    MandateFactory(user=user, party=party)
    MandateFactory(user=user, party=OrganisationFactory().party)

    erase(party, officer)

    assert User.objects.get(pk=user.pk).is_active
