"""Personal values at rest: AES-256-GCM for the value, a keyed hash to look it up.

`FIELD_KEYS` lists the keys as `name:base64,…`. The one called `lookup` keys the hashes; among the
others the first encrypts and all decrypt, so that a key is rotated by putting a new one in front
and running `rotate_keys`. A ciphertext carries the name of its key.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_NONCE = 12


@lru_cache(maxsize=4)
def _keys(text: str) -> tuple[dict[str, bytes], bytes]:
    named: dict[str, bytes] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _colon, encoded = part.partition(":")
        key = base64.b64decode(encoded)
        if len(key) != 32:
            raise ImproperlyConfigured(f"FIELD_KEYS: the key “{name}” must be 32 bytes in base64.")
        named[name] = key
    lookup = named.pop("lookup", b"")
    if not named or not lookup:
        raise ImproperlyConfigured("FIELD_KEYS needs a “lookup” key and at least one other.")
    return named, lookup


def primary_key_name() -> str:
    """The name of the key that new ciphertexts are made with."""
    return next(iter(_keys(settings.FIELD_KEYS)[0]))


def encrypt(text: str) -> bytes:
    """`name 0x00 nonce ciphertext`; two calls never give the same bytes."""
    return encrypt_bytes(text.encode())


def encrypt_bytes(data: bytes) -> bytes:
    keys, _lookup = _keys(settings.FIELD_KEYS)
    name, key = next(iter(keys.items()))
    nonce = os.urandom(_NONCE)
    return name.encode() + b"\0" + nonce + AESGCM(key).encrypt(nonce, data, None)


def decrypt(sealed: bytes) -> str:
    """The text again. Raises KeyError when its key is gone, InvalidTag when it was tampered with."""
    return decrypt_bytes(sealed).decode()


def decrypt_bytes(sealed: bytes) -> bytes:
    name, _zero, rest = bytes(sealed).partition(b"\0")
    keys, _lookup = _keys(settings.FIELD_KEYS)
    return AESGCM(keys[name.decode()]).decrypt(rest[:_NONCE], rest[_NONCE:], None)


def lookup_hash(purpose: str, value: str) -> bytes:
    """A keyed hash by which an encrypted value is found again; `purpose` keeps kinds apart."""
    _encrypting, lookup = _keys(settings.FIELD_KEYS)
    return hmac.new(lookup, f"{purpose}\0{value}".encode(), hashlib.sha256).digest()


def new_data_key() -> bytes:
    """A fresh key for one party, to be stored wrapped by `encrypt_bytes` and destroyed at erasure."""
    return AESGCM.generate_key(bit_length=256)


def encrypt_with(key: bytes, text: str) -> bytes:
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text.encode(), None)


def decrypt_with(key: bytes, sealed: bytes) -> str:
    sealed = bytes(sealed)
    return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
