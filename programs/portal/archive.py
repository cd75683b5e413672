"""One file of a person's to take away: what they sent, what was decided and signed, their documents and data, in one ZIP."""

import json
import tempfile
import zipfile
from typing import IO

from django.template.loader import render_to_string
from django.utils import translation

from accounts.people.models import Establishment
from artisans.privacy.files import data_archive
from foundation.time import now
from foundation.words import direction
from programs.applications.models import Application
from programs.applications.queries import answer_sections, current_documents
from programs.applications.timeline import status_words, timeline
from programs.portal.queries import agreement_of, money_of
from programs.portal.receipts import receipt_pdf

IN_MEMORY = 8 * 1024 * 1024  # beyond that on disk


def file_archive(application: Application, language: str) -> IO[bytes]:
    """An open file at its beginning; whoever reads it closes it. Only what the applicant may know is in it."""
    content = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (closed by the response)
    documents = list(current_documents(application).order_by("id"))
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        if application.submitted_at:
            archive.writestr(f"{application.reference}.pdf", receipt_pdf(application, documents=len(documents)))
        with translation.override(language):
            archive.writestr(f"{application.reference}.html", _readable(application, language))
        for number, row in enumerate(documents, start=1):
            _add(archive, f"documents/{number:02}-{_plain(row.document.name)}", row.document.file)
        for number, entry in enumerate(_evidence(application), start=1):
            _add(archive, f"evidence/{number:02}-{_plain(entry.document.name)}", entry.document.file)
        archive.writestr("answers.json", json.dumps(application.answers, ensure_ascii=False, indent=2, default=str))
        archive.writestr("own-data.zip", data_archive(application.party, language), zipfile.ZIP_STORED)
    content.seek(0)
    return content


def _readable(application: Application, language: str) -> str:
    is_told = application.published_at is not None
    agreement = agreement_of(application)
    return render_to_string(
        "portal/archive.html",
        {
            "application": application, "language": language, "direction": direction(language), "moment": now(),
            "words": status_words(application), "steps": timeline(application), "sections": answer_sections(application, language),
            "is_decided": is_told, "agreement": agreement, "terms": agreement.terms if agreement else None,
            "money": money_of(application), "notes": application.notes.filter(is_visible=True).order_by("id"),
            "appeals": application.appeals.order_by("id"), "house": Establishment.objects.filter(pk=1).first(),
        },
    )  # fmt: skip


def _evidence(application: Application) -> list:
    money = money_of(application)
    return [entry for tranche in money.tranches for entry in tranche.evidence.all() if entry.document] if money else []


def _add(archive: zipfile.ZipFile, name: str, file) -> None:
    """A document whose bytes are gone (erased, or the store is away) is left out rather than the whole."""
    try:
        with file.storage.open(file.name) as source, archive.open(name, "w") as target:
            while piece := source.read(256 * 1024):
                target.write(piece)
    except (OSError, ValueError):
        return


def _plain(name: str) -> str:
    """A name that no archiver takes for a path."""
    kept = "".join(sign if sign.isalnum() or sign in ".-_ " else "_" for sign in name).strip(". ")
    return kept[-80:] or "document"
