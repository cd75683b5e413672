"""What the layout engine leaves to do before a PDF may call itself PDF/UA-1.

It tags every drawing as a figure and every table as data. Here a drawing without alternative text becomes decoration
(an artifact), running heads too, and a table without a header cell becomes plain blocks, so that a reading voice says
what the page says and nothing else. The same bytes in give the same bytes out.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, StreamDecodeLevel

_MARK = re.compile(rb"/(\w+)\s*<</MCID (\d+)>>\s*BDC")
_TABLE_PARTS = frozenset({"/Table", "/TR", "/TD", "/THead", "/TBody", "/TFoot"})
_SAY_NOTHING_EMPTY = frozenset({"/Span", "/NonStruct", "/Div", "/P", "/Sect"})


def tidy_tags(pdf: bytes) -> bytes:
    """The same document with a structure tree that holds what is read, and nothing else."""
    with Pdf.open(BytesIO(pdf)) as document:
        root = document.Root.get("/StructTreeRoot")
        if root is None:
            return pdf
        for child in list(root.K):
            _tidy(child)
        kept = {element.objgen for element in _elements(root)}
        _unmark(document, root, kept)
        return saved(document)


def saved(document: Pdf) -> bytes:
    """The bytes of a document: streams as they are, an identifier made of the content."""
    out = BytesIO()
    document.save(
        out, deterministic_id=True, stream_decode_level=StreamDecodeLevel.none,
        object_stream_mode=ObjectStreamMode.generate,
    )  # fmt: skip
    return out.getvalue()


def _kids(element: Dictionary) -> list[object]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, Array) else [kids]


def _is_element(kid: object) -> bool:
    return isinstance(kid, Dictionary) and "/S" in kid


def _elements(node: Dictionary) -> Iterator[Dictionary]:
    """Every structure element below, parents first."""
    for kid in _kids(node):
        if _is_element(kid):
            yield kid
            yield from _elements(kid)


def _tidy(element: Dictionary) -> None:
    """Children first, so that a parent whose last child goes away goes too."""
    if str(element.S) == "/Table" and not _has_header(element):
        _plain(element)
    kept = []
    for kid in _kids(element):
        if _is_element(kid):
            _tidy(kid)
            if _is_silent(kid):
                continue
        kept.append(kid)
    element.K = Array(kept)


def _is_silent(element: Dictionary) -> bool:
    """A drawing nobody described, or an element with nothing in it."""
    if str(element.get("/Alt", "")).strip() or "/ActualText" in element:
        return False
    return str(element.S) == "/Figure" or (str(element.S) in _SAY_NOTHING_EMPTY and not _kids(element))


def _own_parts(table: Dictionary) -> Iterator[Dictionary]:
    """Rows and cells of a table, not those of a table inside a cell."""
    for kid in _kids(table):
        if _is_element(kid) and str(kid.S) != "/Table":
            yield kid
            yield from _own_parts(kid)


def _has_header(table: Dictionary) -> bool:
    return any(str(part.S) == "/TH" for part in _own_parts(table))


def _plain(table: Dictionary) -> None:
    for part in [table, *_own_parts(table)]:
        if str(part.S) in _TABLE_PARTS:
            part.S = Name.Div
            if "/A" in part and str(part.A.get("/O")) == "/Table":
                del part["/A"]


def _unmark(document: Pdf, root: Dictionary, kept: set[tuple[int, int]]) -> None:
    """What belongs to no element in the tree is drawn as an artifact, and the map from page to tree forgets it."""
    numbers = root.ParentTree.Nums
    by_key = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
    for page in document.pages:
        owners = by_key.get(int(page.get("/StructParents", -1)))
        if not isinstance(owners, Array):
            continue
        silent = {at for at, owner in enumerate(owners) if _is_element(owner) and owner.objgen not in kept}
        if not silent:
            continue
        for at in silent:
            owners[at] = None
        content = page.Contents.read_bytes()
        content = _MARK.sub(lambda mark, silent=silent: _artifact(mark, silent), content)
        page.Contents.write(zlib.compress(content), filter=Name.FlateDecode)


def _artifact(mark: re.Match[bytes], silent: set[int]) -> bytes:
    return b"/Artifact\nBMC" if int(mark[2]) in silent else mark[0]


def page_count(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as document:
        return len(document.pages)
