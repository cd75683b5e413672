"""Uploads judged by their bytes, never by their name or by what the browser says.

What comes out is safe to keep and to hand to an officer: a picture drawn anew from its pixels (no metadata, nothing hidden
behind it, at most 2400 pixels a side), or a PDF that opens, holds no script, no launch, no attached file, and is nothing else
at the same time. Anything doubtful is refused with a sentence that says what to do. The caller stores ``content``, serves it as an
attachment, and may pass it to a virus scanner: this module looks for tricks, not for viruses.

Decoders for JPEG, PNG, WebP and HEIF only are ever tried. qpdf's limits are process-wide and set once here.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, BinaryIO

import pikepdf
import puremagic
from django.utils.translation import gettext as _
from pikepdf.settings import set_qpdf_limits
from PIL import Image, ImageCms, ImageFile, ImageOps
from pillow_heif import register_heif_opener

from foundation.errors import InvalidValue

MEGABYTE = 1024 * 1024
MAX_BYTES = 10 * MEGABYTE
MAX_PIXELS = 64_000_000  # a 64 megapixel phone; Pillow warns at 89 only
MAX_SIDE = 2400  # an A4 page at 200 dpi, readable in print
MAX_PAGES = 300
MAX_OBJECTS = 50_000
ALL_KINDS = frozenset({"pdf", "jpeg", "png", "heic", "webp"})

_MIMES = {"pdf": "application/pdf", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_EXTENSIONS = {"pdf": ".pdf", "jpeg": ".jpg", "png": ".png", "webp": ".webp"}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1"}
_MAGIC = {
    "pdf": {"application/pdf"},
    "jpeg": {"image/jpeg"},
    "png": {"image/png"},
    "webp": {"image/webp"},
    "heic": {"image/heif", "image/heic"},
}
_PILLOW = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "heic": "HEIF"}
_MARKUP = re.compile(rb"<\s*(!doctype|html|head|body|script|svg|iframe|object|embed|img|\?php|\?xml)", re.IGNORECASE)
_EICAR = b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$"
# Keys and action types that make a PDF do something, or carry another file (PDF 32000-1, 12.6 and 7.11).
_PDF_KEYS = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EmbeddedFile", "/EF", "/RichMediaContent", "/XFA"})
_PDF_ACTIONS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/ResetForm", "/GoToE", "/GoToR"}) | {
    "/Rendition",
    "/Movie",
    "/Sound",
    "/RichMediaExecute",
}
_PDF_TYPES = frozenset({"/EmbeddedFile", "/FileAttachment", "/RichMedia", "/Screen", "/3D", "/Movie", "/Sound"})

register_heif_opener(thumbnails=False)
set_qpdf_limits(
    parser_max_nesting=100,
    max_stream_filters=5,
    flate_max_memory=64 * MEGABYTE,
    png_max_memory=64 * MEGABYTE,
    tiff_max_memory=64 * MEGABYTE,
    run_length_max_memory=64 * MEGABYTE,
)


@dataclass(frozen=True)
class InspectedFile:
    """What to store. ``kind`` is that of ``content`` (a HEIC photo becomes a JPEG); ``received_sha256`` is that of what was sent."""

    sha256: str
    kind: str
    mime: str
    size: int
    content: bytes
    name: str
    received_sha256: str
    pages: int | None = None


def inspect_upload(
    file: BinaryIO, allowed: Collection[str] = ALL_KINDS, max_bytes: int = MAX_BYTES, name: str | None = None
) -> InspectedFile:
    """The upload, checked and made safe, or ``InvalidValue``.

    ``file`` is Django's uploaded file or any binary file; its announced size is checked before a byte is read, and no more than
    ``max_bytes`` are ever read.
    """
    received = _read(file, max_bytes)
    kind = _kind(received)
    if kind is None or kind not in allowed:
        raise InvalidValue(
            _("This kind of file is not accepted. Send %(kinds)s.") % {"kinds": _kinds_for_people(allowed)}
        )
    _refuse_double_nature(received)

    pages = None
    if kind == "pdf":
        content, pages = received, _check_pdf(received)
    else:
        content, kind = _redraw(received, kind)
    return InspectedFile(
        sha256=hashlib.sha256(content).hexdigest(),
        kind=kind,
        mime=_MIMES[kind],
        size=len(content),
        content=content,
        name=clean_name(name or getattr(file, "name", "") or "", kind),
        received_sha256=hashlib.sha256(received).hexdigest(),
        pages=pages,
    )


def clean_name(name: str, kind: str | None = None) -> str:
    """A file name that is only a name: no path, no control or bidi character, one extension, that of ``kind``."""
    name = unicodedata.normalize("NFC", str(name).replace("\\", "/")).split("/")[-1]
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    name = name.strip(" .")
    stem, _dot, extension = name.rpartition(".") if "." in name else (name, "", "")
    stem = re.sub(r'[.<>:"|?*%#&;`$!\'=+@\s\u00a0]+', "-", stem)
    stem = re.sub(r"-{2,}", "-", stem).strip("-_")
    while len(stem.encode()) > 120:
        stem = stem[:-1].rstrip("-_")
    if not stem or re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)", stem):
        stem = f"document-{stem}".strip("-")
    suffix = _EXTENSIONS[kind] if kind else "." + re.sub(r"[^a-z0-9]", "", extension.lower())[:8]
    return stem + suffix.rstrip(".")


def _read(file: BinaryIO, max_bytes: int) -> bytes:
    too_large = _("The file is larger than %(limit)s MB. Send a smaller one.") % {"limit": max_bytes // MEGABYTE or 1}
    announced = getattr(file, "size", None)
    if isinstance(announced, int) and announced > max_bytes:
        raise InvalidValue(too_large)
    if hasattr(file, "seek"):
        file.seek(0)
    content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise InvalidValue(too_large)
    if not content:
        raise InvalidValue(_("The file is empty."))
    return content


def _kind(content: bytes) -> str | None:
    """By our own signature, at the first byte; puremagic must see the same."""
    if re.match(rb"%PDF-[12]\.[0-9][\r\n ]", content):
        kind = "pdf"
    elif content.startswith(b"\xff\xd8\xff"):
        kind = "jpeg"
    elif content.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"):
        kind = "png"
    elif content[:4] == b"RIFF" and content[8:15] == b"WEBPVP8":
        kind = "webp"
    elif content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        kind = "heic"
    else:
        return None
    try:
        seen = {match.mime_type for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        return None
    return kind if seen & _MAGIC[kind] else None


def _refuse_double_nature(content: bytes) -> None:
    """A file that another program would read as something else: archive, web page, script, PDF inside a picture."""
    head = content[:1024]
    if (
        _EICAR in content
        or _MARKUP.search(head)
        or head.find(b"%PDF-", 1) != -1
        or zipfile.is_zipfile(io.BytesIO(content))
        or b"Rar!\x1a\x07" in content
        or b"7z\xbc\xaf\x27\x1c" in content
    ):
        raise InvalidValue(_("This file holds another file inside it. Print or scan the document again and send it."))


def _check_pdf(content: bytes) -> int:
    """The number of pages of a PDF that only shows pages."""
    end = content.rfind(b"%%EOF")
    if end == -1 or content[end + 5 :].strip(b"\r\n\t \x00"):
        raise InvalidValue(_("This PDF is incomplete or damaged. Save it again and send it."))
    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise InvalidValue(_("This PDF is locked by a password. Send it without."))
            _refuse_active(pdf)
            pages = len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise InvalidValue(_("This PDF is locked by a password. Send it without.")) from error
    # qpdf reports a file that lies about itself by many kinds of errors; all mean the same to the person.
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RuntimeError, OverflowError) as error:
        raise InvalidValue(_("This PDF is incomplete or damaged. Save it again and send it.")) from error
    if not 0 < pages <= MAX_PAGES:
        raise InvalidValue(_("This PDF must have 1 to %(limit)s pages.") % {"limit": MAX_PAGES})
    return pages


def _refuse_active(pdf: pikepdf.Pdf) -> None:
    if len(pdf.objects) > MAX_OBJECTS:
        raise InvalidValue(_("This PDF is too complex. Print it to a new PDF and send that one."))
    waiting: list[Any] = [pdf.trailer, *pdf.objects]
    while waiting:
        found = waiting.pop()
        if isinstance(found, pikepdf.Stream):
            found = found.stream_dict
        if isinstance(found, pikepdf.Dictionary):
            if _is_active(found):
                raise InvalidValue(
                    _("This PDF holds a script or an attached file. Print it to a new PDF and send that one.")
                )
            children = [found[key] for key in found.keys()]  # noqa: SIM118 - a pikepdf dictionary iterates differently
        elif isinstance(found, pikepdf.Array):
            children = list(found)
        else:
            continue
        # Objects with a number of their own are in pdf.objects already: following them would go round in circles.
        waiting += [child for child in children if isinstance(child, pikepdf.Object) and not child.is_indirect]


def _is_active(dictionary: pikepdf.Dictionary) -> bool:
    keys = set(dictionary.keys())
    if keys & _PDF_KEYS:
        return True
    named = {
        key: str(dictionary[key])
        for key in keys & {"/S", "/Type", "/Subtype"}
        if isinstance(dictionary[key], pikepdf.Name)
    }
    return named.get("/S") in _PDF_ACTIONS or named.get("/Type") in _PDF_TYPES or named.get("/Subtype") in _PDF_TYPES


def _redraw(content: bytes, kind: str) -> tuple[bytes, str]:
    """The picture made again from its pixels, upright, in sRGB, without a byte of the original."""
    # WeasyPrint lets the whole process accept truncated pictures when it is imported; an upload must be whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        if kind == "webp" and _webp_pixels(content) > MAX_PIXELS:
            raise _too_many_pixels()  # its decoder reserves the canvas while opening
        with Image.open(io.BytesIO(content), formats=[_PILLOW[kind]]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise _too_many_pixels()
            opened.draft(None, (MAX_SIDE, MAX_SIDE))  # a JPEG is decoded at a fraction of its size at once
            opened.load()
            has_alpha = "A" in opened.getbands() or "transparency" in opened.info
            picture = opened.convert("RGBA" if has_alpha else "RGB") if opened.mode in {"P", "PA", "1"} else opened
            picture.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
            picture = _in_srgb(ImageOps.exif_transpose(picture), has_alpha)
            return _encoded(picture, "jpeg" if kind == "heic" else kind)
    except InvalidValue:
        raise
    # Decoders fail in their own ways on damaged pictures; none of them is ours to tell apart.
    except Exception as error:
        raise InvalidValue(_("This picture is incomplete or damaged. Take it again and send it.")) from error


def _webp_pixels(content: bytes) -> int:
    """The canvas that the header announces (RFC 9649)."""
    chunk, head = content[12:16], content[20:30].ljust(10, b"\0")
    if chunk == b"VP8X":
        return (int.from_bytes(head[4:7], "little") + 1) * (int.from_bytes(head[7:10], "little") + 1)
    if chunk == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    return (int.from_bytes(head[6:8], "little") & 0x3FFF) * (int.from_bytes(head[8:10], "little") & 0x3FFF)


def _too_many_pixels() -> InvalidValue:
    return InvalidValue(_("This picture is too large. Send one of at most 64 megapixels."))


def _in_srgb(picture: Image.Image, has_alpha: bool) -> Image.Image:
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "RGBA"}:
        # Phones store Display P3; without its profile the picture would look dull.
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode=picture.mode
            )
        except (ImageCms.PyCMSError, OSError):
            pass
    return picture.convert("RGBA" if has_alpha else "L" if picture.mode == "L" else "RGB")


def _encoded(picture: Image.Image, kind: str) -> tuple[bytes, str]:
    if kind == "jpeg" and picture.mode == "RGBA":
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture).convert("RGB")
    # A new image of the same pixels: nothing of the old one's info (EXIF, XMP, comments) can follow.
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    out = io.BytesIO()
    if kind == "png":
        bare.save(out, "PNG", optimize=False)
    elif kind == "webp":
        bare.save(out, "WEBP", quality=85)
    else:
        bare.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue(), kind


def _kinds_for_people(allowed: Collection[str]) -> str:
    names = {"pdf": "PDF", "jpeg": "JPEG", "png": "PNG", "heic": "HEIC", "webp": "WebP"}
    return ", ".join(names[kind] for kind in names if kind in allowed)
