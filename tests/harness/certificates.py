"""A throw-away certificate for signing, made where a test needs one."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSWORD = "a-password-nobody-logs"


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def write_p12(
    settings,
    folder: Path,
    name: str,
    *,
    password: str = PASSWORD,
    content: bytes | None = None,
    missing: bool = False,
    since: timedelta = timedelta(days=-10),
    until: timedelta = timedelta(days=365),
    for_signing: bool = True,
) -> Path:
    """Write a PKCS#12 file and point the settings at it, always with the one PASSWORD."""
    moment = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(for_signing, for_signing, not for_signing, False, False, False, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(_key().public_key())
        .serial_number(1234).not_valid_before(min(moment + since, moment + until - timedelta(days=1)))
        .not_valid_after(moment + until).add_extension(usage, critical=True)
        .sign(_key(), hashes.SHA256())
    )  # fmt: skip
    path = folder / "signing.p12"
    if not missing:
        lock = serialization.BestAvailableEncryption(password.encode())
        path.write_bytes(content or pkcs12.serialize_key_and_certificates(b"x", _key(), made, None, lock))
    settings.SIGNING_P12 = str(path)
    settings.SIGNING_P12_PASSWORD = PASSWORD
    return path
