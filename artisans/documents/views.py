"""How a document leaves: through its owner's address only, in the owner's scope, never as part of our pages."""

from django.http import FileResponse, Http404

from artisans.documents.models import Document

# A picture drawn anew from its pixels may be shown in the page; everything else is saved first.
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp"})


def serve_document(document: Document, *, inline: bool = False) -> FileResponse:
    """The file for somebody whose right to it the caller has checked.

    Attachment, unless `inline` is asked for a picture; no sniffing, no script, no frame, kept by no cache on the way.
    """
    try:
        content = document.file.storage.open(document.file.name)
    except OSError as error:
        raise Http404 from error
    shown = inline and document.mime in SHOWN
    response = FileResponse(content, as_attachment=not shown, filename=document.name, content_type=document.mime)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; frame-ancestors 'none'"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
