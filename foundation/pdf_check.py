"""What of PDF/UA-1 and PDF/A-3a can be checked without judging: a list of faults, empty when there is none.

It is no validator of the whole standards; it watches over what our own files could lose.
"""

import re
from collections.abc import Iterator
from io import BytesIO

from pikepdf import Array, Dictionary, Pdf

_MARKED = re.compile(rb"/\w+\s*<</MCID (\d+)>>\s*BDC|/Artifact\s*(?:<<[^>]*>>\s*)?(?:BMC|BDC)")


def accessibility_faults(pdf: bytes) -> list[str]:
    """What keeps the file from being PDF/UA-1."""
    with Pdf.open(BytesIO(pdf)) as document:
        return list(_accessibility(document))


def archive_faults(pdf: bytes) -> list[str]:
    """What keeps the file from being PDF/A-3a that stays PDF/UA-1."""
    with Pdf.open(BytesIO(pdf)) as document:
        return [*_accessibility(document), *_archive(document)]


def _accessibility(document: Pdf) -> Iterator[str]:
    root = document.Root
    if not bool(root.get("/MarkInfo", {}).get("/Marked", False)):
        yield "not marked as tagged"
    if not str(root.get("/Lang", "")):
        yield "no language"
    if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False)):
        yield "the title is not displayed"
    if not str(document.docinfo.get("/Title", "")):
        yield "no title"
    metadata = bytes(root.Metadata.read_bytes()) if "/Metadata" in root else b""
    if not re.search(rb'pdfuaid:part(>|=")1', metadata):
        yield "the metadata does not say PDF/UA-1"
    yield from _fonts(document)
    if "/StructTreeRoot" not in root:
        yield "no structure tree"
        return
    yield from _structure(root.StructTreeRoot)
    yield from _content(document)


def _structure(root: Dictionary) -> Iterator[str]:
    level = 0
    for element in walk(root):
        kind = str(element.get("/S", ""))
        if kind == "/Figure" and not str(element.get("/Alt", "")).strip():
            yield "a figure without alternative text"
        if kind == "/Table" and not any(str(part.get("/S")) == "/TH" for part in walk(element)):
            yield "a table without a header cell"
        if re.fullmatch(r"/H[1-6]", kind):
            if int(kind[2]) > level + 1:
                yield f"a heading of level {kind[2]} after one of level {level}"
            level = int(kind[2])


def walk(node: Dictionary) -> Iterator[Dictionary]:
    """Every structure element below."""
    kids = node.get("/K", [])
    for kid in list(kids) if isinstance(kids, Array) else [kids]:
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from walk(kid)


def _content(document: Pdf) -> Iterator[str]:
    """Whatever is drawn is in the tree or declared decoration, and the map back from the page agrees."""
    reached = {element.objgen for element in walk(document.Root.StructTreeRoot)}
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    for number, page in enumerate(document.pages, start=1):
        mine = owners.get(int(page.get("/StructParents", -1)), [])
        for mark in _MARKED.finditer(page.Contents.read_bytes()):
            if mark[1] is None:
                continue
            owner = mine[int(mark[1])] if int(mark[1]) < len(mine) else None
            if owner is None or owner.objgen not in reached:
                yield f"page {number}: marked content that is in no part of the tree"
                break
        if str(page.get("/Tabs", "")) != "/S":
            yield f"page {number}: no reading order for the keyboard"


def _fonts(document: Pdf) -> Iterator[str]:
    for font in document.objects:
        if not isinstance(font, Dictionary) or str(font.get("/Type", "")) != "/Font":
            continue
        name = str(font.get("/BaseFont", ""))
        if "/DescendantFonts" in font:
            inner = font.DescendantFonts[0]
            if not {"/FontFile2", "/FontFile3"} & set(inner.FontDescriptor.keys()):
                yield f"{name} is not embedded"
            if "/ToUnicode" not in font:
                yield f"{name} has no way back to text"
        elif str(font.get("/Subtype")) not in {"/CIDFontType0", "/CIDFontType2", "/Type3"}:
            yield f"{name} is not one of ours"


def _archive(document: Pdf) -> Iterator[str]:
    root = document.Root
    intents = [str(intent.get("/S", "")) for intent in root.get("/OutputIntents", [])]
    if intents != ["/GTS_PDFA1"] or "/DestOutputProfile" not in root.OutputIntents[0]:
        yield "no output intent with its colour profile"
    metadata = bytes(root.Metadata.read_bytes())
    if b"pdfaid:part>3" not in metadata or b"pdfaid:conformance>A" not in metadata:
        yield "the metadata does not say PDF/A-3a"
    for key, tag in (("/Producer", b"pdf:Producer"), ("/Creator", b"xmp:CreatorTool")):
        said = str(document.docinfo.get(key, "")).encode()
        if said and b"<" + tag + b">" + said not in metadata:
            yield f"{key} differs between the two sets of metadata"
    if document.is_encrypted or "/JavaScript" in root.get("/Names", {}) or "/OpenAction" in root:
        yield "encrypted or active"
    listed = {spec.objgen for spec in root.get("/AF", [])}
    for name, attached in document.attachments.items():
        if attached.obj.objgen not in listed or "/AFRelationship" not in attached.obj:
            yield f"{name} has no relationship to the document"
        inside = attached.obj.EF.F
        if "/Subtype" not in inside or "/ModDate" not in inside.get("/Params", {}):
            yield f"{name} has no type or no date"
    for page in document.pages:
        for note in page.get("/Annots", []):
            if int(note.get("/F", 0)) & 0b10 or not int(note.get("/F", 0)) & 0b100:
                yield "an annotation that is hidden or not printed"
