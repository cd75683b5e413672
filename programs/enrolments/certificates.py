"""The certificate on paper, in French or Arabic, with a code that anybody can check."""

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.people.models import Establishment
from foundation.pdf import qr_svg, render_pdf
from foundation.words import localized
from programs.enrolments.models import Certificate
from programs.enrolments.queries import attended


def check_address(certificate: Certificate, language: str) -> str:
    """The public page that says whether the paper is ours."""
    with translation.override(language):
        return settings.PUBLIC_URL + reverse("portal:certificate", args=[certificate.token])


def certificate_pdf(certificate: Certificate, language: str) -> bytes:
    """The same certificate gives the same bytes: its date is that of its issue."""
    enrolment = certificate.enrolment
    establishment = Establishment.objects.filter(pk=1).first() or Establishment(pk=1)
    with translation.override(language):
        context = {
            "certificate": certificate,
            "enrolment": enrolment,
            "language": language,
            "direction": "rtl" if language == "ar" else "ltr",
            "party": localized(enrolment.party, "name", language),
            "other_name": enrolment.party.name_fr if language == "ar" else enrolment.party.name_ar,
            "program": localized(enrolment.version.program, "name", language),
            "establishment": localized(establishment, "name", language),
            "is_demonstration": establishment.is_demonstration or enrolment.is_demonstration,
            "attended": attended(enrolment),
            "qr": qr_svg(check_address(certificate, language), label=certificate.reference, size_mm=26),
        }
        html = render_to_string("programs/enrolments/certificate_pdf.html", context)
    return render_pdf(
        html, title=certificate.reference, language=language, created_at=certificate.issued_at,
        identifier=f"certificate-{certificate.reference}-{language}",
    )  # fmt: skip


def pdf_response(certificate: Certificate, language: str) -> HttpResponse:
    response = HttpResponse(certificate_pdf(certificate, language), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{certificate.reference}-{language}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
