"""A corpus made here: what must pass, and what dresses up as something it is not."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pillow_heif
import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from foundation import files
from foundation.errors import InvalidValue
from foundation.files import clean_name, inspect_upload


@pytest.fixture(autouse=True, scope="module")
def in_english():
    with translation.override("en"):
        yield


pillow_heif.register_heif_opener()


def picture(kind="JPEG", size=(64, 48), mode="RGB", **options):
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode != "1" else 1).save(out, kind, **options)
    return out.getvalue()


def pdf(change=None, **options):
    with pikepdf.new() as document:
        document.add_blank_page()
        if change:
            change(document)
        out = io.BytesIO()
        document.save(out, **options)
    return out.getvalue()


def zipped(name="word/vbaProject.bin"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, b"macro")
    return out.getvalue()


def inspect(content, name="pièce.pdf", **options):
    return inspect_upload(io.BytesIO(content), name=name, **options)


@pytest.mark.parametrize(
    ("content", "kind", "mime"),
    [
        (picture("JPEG"), "jpeg", "image/jpeg"),
        (picture("JPEG", mode="L"), "jpeg", "image/jpeg"),
        (picture("JPEG", mode="CMYK"), "jpeg", "image/jpeg"),
        (picture("PNG"), "png", "image/png"),
        (picture("PNG", mode="RGBA"), "png", "image/png"),
        (picture("PNG", mode="1"), "png", "image/png"),
        (picture("PNG", mode="P"), "png", "image/png"),
        (picture("WEBP"), "webp", "image/webp"),
        (picture("HEIF"), "jpeg", "image/jpeg"),
        (pdf(), "pdf", "application/pdf"),
        (pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate), "pdf", "application/pdf"),
    ],
)
def test_inspect_upload_accepts_by_content_whatever_the_name(content, kind, mime):
    inspected = inspect(content, name="whatever.exe")

    assert (inspected.kind, inspected.mime) == (kind, mime)
    assert inspected.size == len(inspected.content)
    assert inspected.name.startswith("whatever.")
    assert inspected.name != "whatever.exe"
    assert len(inspected.sha256) == 64
    if kind == "pdf":
        assert inspected.content == content
        assert inspected.pages == 1
    else:
        assert inspect(inspected.content).kind == kind


@pytest.mark.parametrize(
    ("content", "pixels"),
    [
        (picture("WEBP", size=(301, 207)), 301 * 207),
        (picture("WEBP", size=(301, 207), lossless=True), 301 * 207),
        (picture("WEBP", size=(301, 207), exif=Image.Exif().tobytes(), icc_profile=b"x" * 200), 301 * 207),
    ],
)
def test_webp_canvas_is_read_from_each_kind_of_header(content, pixels):
    assert files._webp_pixels(content) == pixels


def test_inspect_upload_keeps_colours_and_transparency():
    red = Image.new("RGB", (40, 30), (200, 30, 40))
    glass = Image.new("RGBA", (40, 30), (200, 30, 40, 0))
    sent = {}
    for name, image, kind in (("red", red, "JPEG"), ("glass", glass, "PNG"), ("palette", red.quantize(4), "PNG")):
        out = io.BytesIO()
        image.save(out, kind)
        sent[name] = Image.open(io.BytesIO(inspect(out.getvalue()).content))

    assert max(abs(a - b) for a, b in zip(sent["red"].getpixel((20, 15)), (200, 30, 40), strict=True)) <= 4
    assert sent["glass"].getpixel((20, 15))[3] == 0
    assert (
        max(abs(a - b) for a, b in zip(sent["palette"].convert("RGB").getpixel((20, 15)), (200, 30, 40), strict=True))
        <= 4
    )


def test_inspect_upload_strips_what_a_picture_says_about_the_person():
    exif = Image.Exif()
    exif[0x010E] = "12 rue du secret"
    exif.get_ifd(0x8825)[2] = (31.0, 37.0, 0.0)
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "secret")

    jpeg = inspect(picture("JPEG", exif=exif, comment=b"secret"))
    png = inspect(picture("PNG", pnginfo=info))

    assert b"secret" not in jpeg.content
    assert b"secret" not in png.content
    assert not Image.open(io.BytesIO(jpeg.content)).getexif()


def test_inspect_upload_turns_a_phone_photo_upright_and_small():
    exif = Image.Exif()
    exif[0x0112] = 6

    inspected = inspect(picture("JPEG", size=(4000, 3000), exif=exif))

    assert Image.open(io.BytesIO(inspected.content)).size == (1800, 2400)


def test_inspect_upload_drops_what_follows_a_picture():
    inspected = inspect(picture("JPEG") + b"....ftypmp42 a motion photo")

    assert b"motion" not in inspected.content
    assert inspected.received_sha256 != inspected.sha256


BOMB = b"\x89PNG\r\n\x1a\n" + b"".join(
    struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))
    for tag, data in (
        (b"IHDR", struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 5001 * 400)),
        (b"IEND", b""),
    )
)

PLAIN_PDF = pdf(object_stream_mode=pikepdf.ObjectStreamMode.disable)

DISGUISED = {
    "html named pdf": b"<!DOCTYPE html><html><script>alert(1)</script></html>",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with xml head": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "text": b"hello world, hello world, hello world",
    "eicar": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    "eicar in a pdf": pdf().replace(b"%%EOF", b"%$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$\n%%EOF"),
    "macro document": zipped(),
    "spreadsheet with macros": zipped("xl/vbaProject.bin"),
    "zip": zipped("a.txt"),
    "old office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "program": b"MZ" + b"\0" * 200,
    "gif": picture("GIF"),
    "tiff": picture("TIFF"),
    "bmp": picture("BMP"),
    "avif brand": b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf" + b"\0" * 64,
    "pdf and zip": pdf() + zipped(),
    "pdf with zip inside": pdf().replace(b"%%EOF", zipped() + b"\n%%EOF"),
    "pdf and html": pdf() + b"<html><script>alert(1)</script></html>",
    "html before pdf": b"<html>" + pdf(),
    "html in the head of a pdf": pdf().replace(b"\n", b"\n%<script>alert(1)</script>\n", 1),
    "pdf behind a space": b" " + pdf(),
    "picture and zip": picture("JPEG") + zipped(),
    "picture and rar": picture("PNG") + b"Rar!\x1a\x07\x01\x00",
    "pdf in a picture": picture("JPEG")[:2] + b"\xff\xfe\x00\x10%PDF-1.7 \n...." + picture("JPEG")[2:],
    "php in a picture": picture("JPEG", comment=b"<?php system($_GET[0]); ?>"),
    "truncated jpeg": picture("JPEG", size=(800, 600))[:700],
    "truncated png": picture("PNG", size=(800, 600))[:-40],
    "truncated webp": picture("WEBP", size=(800, 600))[:60],
    "truncated heic": picture("HEIF")[:200],
    "truncated pdf": pdf()[:-40],
    "head of a pdf only": b"%PDF-1.7\n%%EOF\n",
    "pdf without pages": pdf(lambda d: d.pages.__delitem__(0)),
    "image bomb": BOMB,
    "webp bomb": b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\xff\x3f\0\xff\x3f\0ANIM\0\0\0\0",
}


@pytest.mark.parametrize("name", DISGUISED)
def test_inspect_upload_refuses_the_disguised(name):
    with pytest.raises(InvalidValue) as refusal:
        inspect(DISGUISED[name])

    assert refusal.value.message.endswith(".")


def javascript(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def hidden_javascript(document):
    action = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name("/JavaScript"), JS="app.alert(1)"))
    deep = pikepdf.Array([pikepdf.Dictionary(A=pikepdf.Array([pikepdf.Dictionary(Next=action)]))])
    document.pages[0].Annots = deep


def launch(document):
    document.pages[0].AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe"))


def attachment(document):
    document.attachments["a.exe"] = b"MZ"


def names_javascript(document):
    document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([])))


def form_xfa(document):
    document.Root.AcroForm = pikepdf.Dictionary(XFA="<xdp/>")


def submit(document):
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.SubmitForm, F="https://example.org")


def file_annotation(document):
    document.pages[0].Annots = pikepdf.Array(
        [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment)]
    )


@pytest.mark.parametrize(
    "change",
    [javascript, hidden_javascript, launch, attachment, names_javascript, form_xfa, submit, file_annotation],
)
@pytest.mark.parametrize("mode", [pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
def test_inspect_upload_refuses_a_pdf_that_acts(change, mode):
    with pytest.raises(InvalidValue, match="script or an attached file"):
        inspect(pdf(change, object_stream_mode=mode))


def test_inspect_upload_sees_through_escaped_names():
    content = pdf(javascript).replace(b"/JavaScript", b"/Java#53cript").replace(b"/JS", b"/#4aS")

    with pytest.raises(InvalidValue, match="script"):
        inspect(content)


def test_inspect_upload_accepts_a_link_and_a_bookmark():
    def linked(document):
        action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://example.org")
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action, Rect=[0, 0, 9, 9])
        document.pages[0].Annots = pikepdf.Array([link])
        document.Root.OpenAction = pikepdf.Array([document.pages[0].obj, pikepdf.Name.Fit])

    assert inspect(pdf(linked)).pages == 1


@pytest.mark.parametrize("owner_only", [True, False])
def test_inspect_upload_refuses_a_locked_pdf(owner_only):
    encryption = pikepdf.Encryption(owner="o", user="" if owner_only else "u")

    with pytest.raises(InvalidValue, match="password"):
        inspect(pdf(encryption=encryption))


def test_inspect_upload_refuses_a_pdf_whose_tables_inflate_without_end():
    bomb = zlib.compress(b"\0" * 300_000_000, 9)
    head = b"%PDF-1.7\n1 0 obj\n<< /Type /XRef /Size 3 /W [1 4 2] /Root 2 0 R /Filter /FlateDecode /Length "
    content = head + str(len(bomb)).encode() + b" >>\nstream\n" + bomb + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"

    with pytest.raises(InvalidValue):
        inspect(content)


def test_inspect_upload_asks_the_announced_size_before_reading():
    class Huge:
        size = 50 * 1024 * 1024
        name = "x.pdf"

        def read(self, *_args):
            raise AssertionError("read before the size was known")

    with pytest.raises(InvalidValue, match="larger than 10 MB"):
        inspect_upload(Huge())


def test_inspect_upload_never_reads_more_than_the_limit():
    class Liar(io.BytesIO):
        size = 10
        asked = 0

        def read(self, n=-1):
            Liar.asked = n
            return super().read(n)

    with pytest.raises(InvalidValue, match="larger"):
        inspect_upload(Liar(b"%PDF-1.7\n" + b"0" * 5000), max_bytes=1000)
    assert Liar.asked == 1001


def test_inspect_upload_refuses_what_is_empty_or_not_allowed_here():
    with pytest.raises(InvalidValue, match="empty"):
        inspect(b"")
    with pytest.raises(InvalidValue, match="Send PDF"):
        inspect(picture("JPEG"), allowed={"pdf"})
    with pytest.raises(InvalidValue, match="Send JPEG, PNG"):
        inspect(pdf(), allowed={"png", "jpeg"})


@settings(deadline=None)
@given(
    st.binary(max_size=200), st.sampled_from([b"", b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF"])
)
def test_inspect_upload_answers_or_refuses_any_bytes(tail, head):
    with pytest.raises(InvalidValue):
        inspect(head + tail)


@settings(deadline=None)
@given(st.data())
def test_inspect_upload_survives_a_damaged_pdf(data):
    content = bytearray(PLAIN_PDF)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(9, len(content) - 1))] = data.draw(st.integers(0, 255))

    try:
        inspected = inspect(bytes(content))
    except InvalidValue:
        return
    assert inspected.pages >= 1


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("facture.pdf", "pdf", "facture.pdf"),
        ("../../etc/passwd", "pdf", "passwd.pdf"),
        ("C:\\temp\\cin.JPG", "jpeg", "cin.jpg"),
        ("photo.php.jpg", "jpeg", "photo-php.jpg"),
        ("photo.jpg.exe", "jpeg", "photo-jpg.jpg"),
        ("a\x00b.pdf", "pdf", "ab.pdf"),
        ("\u202egpj.exe", "png", "gpj.png"),
        ("بطاقة التعريف.pdf", "pdf", "بطاقة-التعريف.pdf"),
        ("  .htaccess", "pdf", "htaccess.pdf"),
        ("CON.pdf", "pdf", "document-CON.pdf"),
        ("...", "png", "document.png"),
        ("", "pdf", "document.pdf"),
        ('"><img src=x>.png', "png", "img-src-x.png"),
        ("=cmd|calc.pdf", "pdf", "cmd-calc.pdf"),
        ("reçu n° 5.PDF", None, "reçu-n°-5.pdf"),
    ],
)
def test_clean_name_is_only_a_name(name, kind, clean):
    assert clean_name(name, kind) == clean


@settings(deadline=None)
@given(st.text(max_size=300))
def test_clean_name_is_always_safe(name):
    clean = clean_name(name, "pdf")

    assert clean.endswith(".pdf")
    assert clean.count(".") == 1
    assert len(clean.encode()) <= 140
    assert not set(clean) & set('/\\\0<>:"|?*\n\r\u202e')
    assert clean_name(clean, "pdf") == clean


def test_limits_of_qpdf_are_set():
    assert pikepdf.settings.get_qpdf_limits()["flate_max_memory"] == 64 * files.MEGABYTE
