"""The summary that is printed, read to the person and signed: one page in French or Arabic."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.people.models import Establishment
from artisans.counter.models import CounterEntry
from foundation.pdf import qr_svg, render_pdf


def claim_address(entry: CounterEntry, language: str) -> str:
    """Where the person later takes the file over; the number in it opens nothing alone."""
    with translation.override(language):
        return f"{settings.PUBLIC_URL}{reverse('counter:claim')}?number={entry.reference}"


def summary_pdf(entry: CounterEntry, *, sections: list[dict[str, Any]], notice: dict[str, Any], language: str) -> bytes:
    """The same answers give the same bytes: its date is the moment of printing that the entry keeps."""
    context = {
        "entry": entry, "sections": sections, "notice": notice, "language": language,
        "clerk": str(entry.clerk), "fingerprint": entry.printed_hash,
        "establishment": Establishment.objects.filter(pk=1).first() or Establishment(pk=1),
        "qr": qr_svg(claim_address(entry, language), label=entry.reference, size_mm=26),
    }  # fmt: skip
    with translation.override(language):
        html = render_to_string("artisans/counter/summary_pdf.html", context)
        title = translation.gettext("Summary %(reference)s") % {"reference": entry.reference}
    return render_pdf(
        html, title=title, language=language, created_at=entry.printed_at,
        identifier=f"counter-{entry.reference}-{entry.printed_hash[:16]}-{language}",
    )  # fmt: skip
