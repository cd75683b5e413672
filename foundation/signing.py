"""The establishment's electronic signature on a PDF (PAdES, baseline B), when a certificate is configured.

The certificate and its key are one PKCS#12 file named by the settings. Neither the key nor its password is ever part
of a message, a log line or an exception that leaves this module. There is no time stamp: that needs an authority on
the network; the date of signature is the machine's.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from asn1crypto import x509
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec, SigSeedSubFilter

from foundation.errors import DomainError
from foundation.formats import format_date

FIELD = "Signature"
EXPIRES_SOON = timedelta(days=30)


class CannotSign(DomainError):
    """A certificate is configured and cannot be used; the sentence says why."""

    code = "cannot_sign"


@dataclass(frozen=True)
class Certificate:
    """Whom the signature names, and until when."""

    name: str
    issuer: str
    not_before: datetime
    not_after: datetime
    sha256: str


class _Addition(IncrementalPdfFileWriter):
    """Adds the signature and nothing else: what the file says about itself stays as the archive needs it."""

    def _update_meta(self) -> None:
        """The library would write the metadata anew, in a form that PDF/A refuses."""


def is_configured() -> bool:
    return bool(settings.SIGNING_P12)


def certificate() -> Certificate | None:
    """The certificate in force; None when none is configured. Raises CannotSign when it cannot be used today."""
    return _told(_signer()) if is_configured() else None


def certificate_can_sign(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    """For `check --deploy`: a certificate that cannot be used, or soon no longer can."""
    try:
        told = certificate()
    except CannotSign as refusal:
        return [Error(refusal.message, hint="SIGNING_P12, SIGNING_P12_PASSWORD", id="sanad.E001")]
    if told and told.not_after - datetime.now(UTC) < EXPIRES_SOON:
        return [Warning(f"The signing certificate expires on {told.not_after:%Y-%m-%d}.", id="sanad.W001")]
    return []


def sign_pdf(pdf: bytes, *, reason: str) -> tuple[bytes, Certificate]:
    """The file with the establishment's signature added at its end; what was there stays byte for byte."""
    signer = _signer()
    told = _told(signer)
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, name=told.name, reason=reason, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256",
    )  # fmt: skip
    # Outside the page: an invisible field inside it would be untagged content, and a hidden one is no PDF/A.
    field = SigFieldSpec(FIELD, invis_sig_settings=InvisSigSettings(box_out_of_bounds=True))
    work = signers.PdfSigner(about, signer=signer, new_field_spec=field)
    try:
        # The library runs an event loop of its own, and a thread that already runs one cannot start a second.
        with ThreadPoolExecutor(max_workers=1) as thread:
            out = thread.submit(work.sign_pdf, _Addition(BytesIO(pdf))).result()
    except Exception:
        raise CannotSign(_("The file could not be signed with the configured certificate.")) from None
    return out.getvalue(), told


def _signer() -> signers.SimpleSigner:
    """Read anew each time: a certificate may be replaced while workers run."""
    try:
        content = Path(settings.SIGNING_P12).read_bytes()
    except OSError:
        raise CannotSign(_("The signing certificate is configured but its file cannot be read.")) from None
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(
            content, other_certs=[], passphrase=settings.SIGNING_P12_PASSWORD.encode() or None
        )
    except Exception:
        raise CannotSign(
            _("The signing certificate cannot be opened: its password is wrong or it is no PKCS#12 file.")
        ) from None
    if signer is None or signer.signing_cert is None:
        raise CannotSign(_("The file of the signing certificate holds no certificate with its key."))
    return signer


def _told(signer: signers.SimpleSigner) -> Certificate:
    """What the certificate says. Raises CannotSign outside its dates, or when it is not meant for signing."""
    found: x509.Certificate = signer.signing_cert
    told = Certificate(
        name=_common_name(found.subject),
        issuer=_common_name(found.issuer),
        not_before=found.not_valid_before,
        not_after=found.not_valid_after,
        sha256=hashlib.sha256(found.dump()).hexdigest(),
    )
    moment = datetime.now(UTC)  # the machine's clock, never the one that seeds and tests set: the signature bears it
    if moment > told.not_after:
        raise CannotSign(_("The signing certificate expired on %(day)s.") % {"day": format_date(told.not_after.date())})
    if moment < told.not_before:
        raise CannotSign(
            _("The signing certificate is only valid from %(day)s.") % {"day": format_date(told.not_before.date())}
        )
    usage = found.key_usage_value
    if usage is not None and not {"digital_signature", "non_repudiation"} & usage.native:
        raise CannotSign(_("The configured certificate is not meant for signatures."))
    return told


def _common_name(name: x509.Name) -> str:
    return str(name.native.get("common_name") or name.human_friendly)[:240]
