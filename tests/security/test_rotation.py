"""A key is rotated by putting a new one in front, running the command, and taking the old one away."""

import base64
import os

import pytest
from django.core.management import call_command

from accounts.audit.actions import personal_values, record
from accounts.people.models import User
from artisans.parties.actions import add_identifier
from artisans.parties.models import BankAccount, Identifier, Party
from config.management.commands import rotate_keys
from foundation import crypto
from tests.factories.accounts import StaffFactory, UserFactory
from tests.factories.artisans import BankAccountFactory, PartyFactory

pytestmark = pytest.mark.django_db


def key(name: str) -> str:
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


def test_after_rotation_the_old_keys_can_go_and_everything_is_still_found(settings, monkeypatch):
    monkeypatch.setattr(rotate_keys, "BATCH", 2)  # several batches
    old, old_lookup = key("old"), key("lookup")
    settings.FIELD_KEYS = f"{old},{old_lookup}"
    officer = StaffFactory()
    parties = [PartyFactory(phone=f"+21266100112{n}") for n in range(5)]
    identifier = add_identifier(party=parties[0], number=("cnie", "EE654321"), by=officer)
    BankAccountFactory(party=parties[0])
    user = UserFactory(phone="+212677889900")
    event = record("test.happened", target=parties[0], by=officer, personal={"name": "Canari"})

    new, new_lookup = key("new"), key("lookup")
    settings.FIELD_KEYS = f"{new},{old},{new_lookup}"
    with pytest.raises(SystemExit):
        call_command("rotate_keys", check=True, verbosity=0)
    call_command("rotate_keys", hashes=True)

    settings.FIELD_KEYS = f"{new},{new_lookup}"
    assert [Party.objects.get(pk=party.pk).phone for party in parties] == [party.phone for party in parties]
    assert Identifier.objects.get(value_lookup=crypto.lookup_hash("identifier:cnie", "EE654321")) == identifier
    assert BankAccount.objects.get(rib_lookup=crypto.lookup_hash("rib", "011780000012345678901296")).holder
    assert User.objects.by_phone("+212677889900") == user
    assert personal_values(event) == {"name": "Canari"}
    call_command("rotate_keys", check=True)


def test_a_rotation_that_was_stopped_goes_on_where_it_stood(settings, monkeypatch):
    monkeypatch.setattr(rotate_keys, "BATCH", 2)
    old, new, lookup = key("old"), key("new"), key("lookup")
    settings.FIELD_KEYS = f"{old},{lookup}"
    PartyFactory.create_batch(5, phone="+212661001122")
    settings.FIELD_KEYS = f"{new},{old},{lookup}"
    before = rotate_keys.waiting(Party, "phone")
    done, real = [], crypto.encrypt_bytes

    def dies(data: bytes) -> bytes:
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(1)
        return real(data)

    monkeypatch.setattr(rotate_keys.crypto, "encrypt_bytes", dies)
    with pytest.raises(KeyboardInterrupt):
        rotate_keys.rotate(Party, "phone")
    monkeypatch.setattr(rotate_keys.crypto, "encrypt_bytes", real)

    # The batch it stood in was rolled back, the one before stays.
    assert (before, rotate_keys.waiting(Party, "phone")) == (5, 3)
    assert rotate_keys.rotate(Party, "phone") == 3
