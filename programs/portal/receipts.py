"""The receipt of a file: one page in French and Arabic, with a code that opens its page."""

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.people.models import Establishment
from foundation.pdf import qr_svg, render_pdf
from programs.applications.models import Application


def receipt_address(application: Application) -> str:
    """The page of the file, in the language it was written in; it opens for its applicant only."""
    with translation.override(application.language):
        return settings.PUBLIC_URL + reverse("portal:file", args=[application.reference])


def receipt_pdf(application: Application, *, documents: int) -> bytes:
    """The same file gives the same bytes: its date is that of the receipt."""
    context = {
        "application": application,
        "call": application.call,
        "party": application.party,
        "documents": documents,
        "establishment": Establishment.objects.filter(pk=1).first() or Establishment(pk=1),
        "qr": qr_svg(receipt_address(application), label=application.reference, size_mm=27),
        "revision": application.revisions.order_by("-number").first(),
    }
    html = render_to_string("portal/receipt_pdf.html", context)
    return render_pdf(
        html, title=f"Récépissé {application.reference}", language="fr", created_at=application.submitted_at,
        identifier=f"receipt-{application.reference}",
    )  # fmt: skip
