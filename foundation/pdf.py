"""The one door to PDF: HTML of ours in, a tagged and reproducible PDF out.

Nothing is fetched: pictures and styles come inside the HTML (`data:` or inline SVG), fonts from a fixed
list, everything else ends the rendering. The same HTML gives the same bytes on every machine with the
same libraries and fonts, because dates and identifier are the caller's.
"""

import ctypes.util
import re
from datetime import datetime
from functools import cache
from html.parser import HTMLParser
from importlib.metadata import version

import qrcode
import qrcode.image.svg
import weasysvg
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from foundation.errors import DomainError
from foundation.pdf_tags import tidy_tags

FONTS = ("plex-latin-400", "plex-latin-600", "plex-arabic-400", "plex-arabic-600")
MAX_BYTES = 12 * 1024 * 1024
MAX_DEPTH = 200  # a few thousand nested boxes end the layout in a RecursionError
_PANGO_NAMES = ("pango-1.0", "libpango-1.0-0")


class PdfNotMade(DomainError):
    """The document cannot be made; the sentence says why."""

    code = "pdf_not_made"


class _Fetcher(URLFetcher):
    """`data:` and our own fonts. Anything else is an attempt to reach out, and ends the rendering."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        scheme, _colon, name = url.partition(":")
        if scheme == "sanad-font" and name in FONTS:
            return URLFetcherResponse(url, body=_font_bytes(name), headers={"Content-Type": "font/ttf"})
        if scheme != "data":
            raise FatalURLFetchingError(f"Not fetched: {url[:80]}")
        return super().fetch(url, headers)


@cache
def _font_bytes(name: str) -> bytes:
    return (settings.BASE_DIR / "var" / "fonts" / f"{name}.ttf").read_bytes()


FONT_FACES = "\n".join(
    f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("sanad-font:{stem}-{weight}"); }}'
    for family, stem in (("Plex Latin", "plex-latin"), ("Plex Arabic", "plex-arabic"))
    for weight in (400, 600)
)


class _Depth(HTMLParser):
    _VOID = frozenset(
        [
            "area",
            "base",
            "br",
            "col",
            "embed",
            "hr",
            "img",
            "input",
            "link",
            "meta",
            "source",
            "track",
            "wbr",
            "path",
            "rect",
            "line",
            "circle",
            "use",
        ]
    )

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.deepest = 0

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag not in self._VOID:
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._VOID:
            self.depth = max(0, self.depth - 1)


def render_pdf(
    html: str,
    *,
    title: str,
    language: str,
    created_at: datetime,
    identifier: str,
) -> bytes:
    """The PDF/UA-1 of a whole HTML page, whose `<head>` this fills with fonts, title and dates.

    A drawing with a `<title>` is a figure, one without is decoration; a table without `<th>` is layout. Raises
    PdfNotMade when the page is too large, too deep or asks for something from outside.
    """
    if len(html) > MAX_BYTES:
        raise PdfNotMade(_("The document is too large to be laid out."))
    depth = _Depth()
    depth.feed(html)
    if depth.deepest > MAX_DEPTH:
        raise PdfNotMade(_("The document is nested too deeply to be laid out."))

    weasysvg.install()
    fonts = FontConfiguration()
    moment = created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    head = (
        f'<meta charset="utf-8"><title>{_escaped(title)}</title><meta name="dcterms.created" content="{moment}">'
        f'<meta name="dcterms.modified" content="{moment}"><meta name="generator" content="Sanad">'
        f"<style>{FONT_FACES}</style>"
    )
    page, found = re.subn(r"<head(\s[^>]*)?>", lambda match: match[0] + head, html, count=1)
    if not found:
        raise PdfNotMade(_("The document has no head."))
    page = re.sub(r"<html\b(?![^>]*\blang=)", f'<html lang="{language}"', page, count=1)
    try:
        made = HTML(string=page, url_fetcher=_Fetcher()).write_pdf(
            font_config=fonts,
            pdf_identifier=identifier.encode(),
            pdf_variant="pdf/ua-1",
            pdf_tags=True,
            uncompressed_pdf=False,
            presentational_hints=False,
        )
    except FatalURLFetchingError as error:  # a BaseException: an ordinary `except` lets it through
        raise PdfNotMade(_("The document asks for something from outside and was not made.")) from error
    return tidy_tags(made)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def made_with() -> dict[str, str]:
    """What decides the bytes: kept beside each hash."""
    libraries = {
        name: version(name) for name in ("weasyprint", "pydyf", "weasysvg", "fonttools", "vl-convert-python", "pikepdf")
    }
    return libraries | {"pango": _pango_version()}


@cache
def _pango_version() -> str:
    name = next(filter(None, map(ctypes.util.find_library, _PANGO_NAMES)), None)
    if name is None:
        return ""
    pango = ctypes.CDLL(name)
    pango.pango_version_string.restype = ctypes.c_char_p
    return pango.pango_version_string().decode()


def qr_svg(text: str, *, label: str, size_mm: int = 24) -> SafeString:
    """A QR code as inline SVG, with a spoken label; the module pattern is all that `text` becomes."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    side = len(rows)
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return mark_safe(  # noqa: S308 - only numbers and the escaped label
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{size_mm}mm" '
        f'height="{size_mm}mm" role="img" shape-rendering="crispEdges"><title>{_escaped(label)}</title>'
        f'<rect width="{side}" height="{side}" fill="#ffffff"/><path d="{path}" fill="#000000"/></svg>'
    )
