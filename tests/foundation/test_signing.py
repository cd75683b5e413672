"""The establishment's signature: it holds, it is refused clearly, and nothing of the key is said."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from foundation.pdf_check import archive_faults
from foundation.signing import CannotSign, certificate, certificate_can_sign, sign_pdf
from tests.foundation.test_pdf_archive import archive
from tests.harness.certificates import PASSWORD, write_p12

NAME = "Maison de l’Artisan (essai)"


def checked(pdf: bytes):
    embedded = PdfFileReader(BytesIO(pdf)).embedded_signatures[0]
    trusted = ValidationContext(trust_roots=[embedded.signer_cert])
    return in_a_thread(lambda: validate_pdf_signature(embedded, signer_validation_context=trusted))


def in_a_thread(work):
    """The libraries run an event loop of their own; a browser test before us may have left one in this thread."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


def test_a_signed_archive_holds_its_signature_and_stays_an_archive(settings, tmp_path):
    write_p12(settings, tmp_path, NAME)
    unsigned = archive()

    signed, told = sign_pdf(unsigned, reason="Rapport R-1")

    verdict = checked(signed)
    assert (verdict.intact, verdict.valid, verdict.trusted, verdict.bottom_line) == (True, True, True, True)
    assert signed.startswith(unsigned) and told.name == NAME
    assert archive_faults(signed) == []
    broken = bytearray(signed)
    broken[len(unsigned) // 2] ^= 1
    assert not checked(bytes(broken)).intact


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ({"password": "other"}, "mot de passe est faux"),
        ({"content": b"no certificate"}, "mot de passe est faux"),
        ({"missing": True}, "ne peut pas être lu"),
        ({"until": timedelta(days=-1)}, "a expiré le"),
        ({"since": timedelta(days=1)}, "valable qu’à partir"),
        ({"for_signing": False}, "pas destiné à la signature"),
    ],
)
def test_a_certificate_that_cannot_sign_is_refused_with_its_reason(settings, tmp_path, caplog, spoil, said):
    write_p12(settings, tmp_path, NAME, **spoil)

    for use in (certificate, lambda: sign_pdf(b"%PDF-1.7", reason="x")):
        with pytest.raises(CannotSign) as refusal:
            use()
        assert said in str(refusal.value.message)
        assert refusal.value.__cause__ is None  # nothing of the library's own words travels with it
        assert PASSWORD not in repr(refusal.value) + caplog.text


def test_without_a_certificate_nothing_is_signed(settings):
    settings.SIGNING_P12 = ""

    assert certificate() is None and certificate_can_sign() == []


def test_the_deployment_check_names_a_certificate_that_is_spoilt_or_soon_over(settings, tmp_path):
    write_p12(settings, tmp_path, NAME, password="other")
    spoilt = certificate_can_sign()
    write_p12(settings, tmp_path, NAME, until=timedelta(days=9))
    soon = certificate_can_sign()
    write_p12(settings, tmp_path, NAME)

    assert [found.id for found in (*spoilt, *soon)] == ["sanad.E001", "sanad.W001"]
    assert certificate_can_sign() == []


def test_a_file_is_signed_where_an_event_loop_already_runs(settings, tmp_path):
    write_p12(settings, tmp_path, NAME)
    unsigned = archive()

    async def sign() -> bytes:
        return sign_pdf(unsigned, reason="Rapport R-1")[0]

    assert in_a_thread(lambda: asyncio.run(sign())).startswith(unsigned)
