"""The PDF door: reproducible, tagged, and nothing reaches out of it."""

import contextlib
import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest

from foundation.pdf import PdfNotMade, qr_svg, render_pdf
from tests.harness.pdf import text_of

PAGE = (
    '<html><head><style>body{font-family:"Plex Latin","Plex Arabic"}</style></head><body><h1>Bilan</h1>'
    "<p>984 MDH à fin novembre 2023</p><p lang='ar' dir='rtl'>مجلس الإدارة</p></body></html>"
)
WHEN = datetime(2023, 12, 27, 10, 0, tzinfo=UTC)

SCRIPT = """
import os, sys, hashlib, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
django.setup()
from tests.foundation.test_pdf import PAGE, WHEN
from foundation.pdf import render_pdf
print(hashlib.sha256(render_pdf(PAGE, title="T", language="fr", created_at=WHEN, identifier="x")).hexdigest())
"""


def make(html: str = PAGE, **changes) -> bytes:
    options = {"title": "Bilan & suite", "language": "fr", "created_at": WHEN, "identifier": "R-1"} | changes
    return render_pdf(html, **options)


def test_render_pdf_gives_a_tagged_page_with_its_text():
    made = make()

    with pikepdf.open(BytesIO(made)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang) == "fr"
        assert str(document.docinfo["/Title"]) == "Bilan & suite"
    assert "984 MDH à fin novembre 2023" in text_of(made)


def test_only_our_fonts_are_embedded():
    with pikepdf.open(BytesIO(make())) as document:
        fonts = document.pages[0].Resources.Font
        names = {str(font.BaseFont) for font in fonts.values()}

    assert names
    assert all("Plex" in name for name in names)


def test_render_pdf_gives_the_same_bytes_in_other_surroundings():
    hashes = set()
    for zone, seed, language in (("UTC", "0", "C"), ("Asia/Tokyo", "42", "fr_FR.UTF-8")):
        surroundings = os.environ | {"TZ": zone, "PYTHONHASHSEED": seed, "LANG": language}
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT], env=surroundings, capture_output=True, text=True, check=True
        )
        hashes.add(run.stdout.split()[-1])

    assert len(hashes) == 1


@pytest.mark.parametrize(
    "attempt",
    [
        '<img src="file:///etc/hostname">',
        '<img src="http://127.0.0.1:1/x.png">',
        '<style>body{background:url("http://127.0.0.1:1/x")}</style>',
        '<link rel="attachment" href="file:///etc/hostname">',
        '<style>@import url("file:///etc/passwd");</style>',
    ],
)
def test_render_pdf_reaches_nothing_outside(attempt):
    with pytest.raises(PdfNotMade):
        make(PAGE.replace("<h1>", attempt + "<h1>"))


def test_a_picture_inside_a_drawing_is_not_fetched_either():
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.2)
        address = f"http://127.0.0.1:{trap.getsockname()[1]}/x.png"
        drawing = f'<svg width="9" height="9"><image href="{address}" width="9" height="9"/></svg>'

        with contextlib.suppress(PdfNotMade):
            make(PAGE.replace("<h1>", drawing + "<h1>"))

        with pytest.raises(TimeoutError):
            trap.accept()


def test_render_pdf_refuses_a_page_nested_too_deeply():
    with pytest.raises(PdfNotMade):
        make(PAGE.replace("<h1>", "<div>" * 3000 + "<h1>"))


def test_qr_svg_says_its_label_and_nothing_of_its_text():
    drawn = qr_svg("https://example.test/<script>", label="Vérifier ce document <ici>")

    assert "<title>Vérifier ce document &lt;ici></title>" in drawn
    assert "script" not in drawn
