import csv
import datetime as dt
import io
import zipfile
import zlib
from decimal import Decimal

import pytest
import xlsxwriter
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation import workbook_check
from foundation.errors import InvalidValue
from foundation.spreadsheets import Column, escape, read_rows, stream_csv, stream_xlsx, unescape, write_xlsx


@pytest.fixture(autouse=True, scope="module")
def in_english():
    with translation.override("en"):
        yield


SIGNS = ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"]
texts = st.one_of(
    st.text(max_size=40),
    st.builds(str.__add__, st.sampled_from([*SIGNS, " =", "\u200b=", "'=", "''-"]), st.text(max_size=9)),
)
readable = texts.map(lambda t: "".join(c for c in t if c.isprintable()).strip(" \u00a0"))


def csv_bytes(columns, rows, **options):
    return b"".join(stream_csv(columns, rows, **options))


def xlsx_bytes(columns, rows, **options):
    return b"".join(stream_xlsx(columns, rows, **options))


def read(content, **options):
    return list(read_rows(io.BytesIO(content), **options))


@settings(deadline=None)
@given(texts)
def test_escape_leaves_no_formula_and_can_be_undone(text):
    escaped = escape(text)

    assert unescape(escaped) == text
    start = escaped.lstrip().lstrip("\u200b\ufeff\u200e\u200f")[:1]
    is_number = escaped[1:].replace(",", ".", 1).replace(".", "", 1).isascii() and escaped.startswith("-")
    assert start not in set(SIGNS) or is_number


@pytest.mark.parametrize("sign", [*SIGNS, " =", "\u00a0+", "\u200b@", "\ufeff=", "\u202e-", "\n="])
def test_escape_covers_each_sign(sign):
    assert escape(sign + "cmd|' /C calc'!A0") == "'" + sign + "cmd|' /C calc'!A0"


@pytest.mark.parametrize("text", ["", "abc", "a=b", "5-3", "-5", "-1234,50", "'quoted", "(=1)", "c@d.ma"])
def test_escape_leaves_the_rest_alone(text):
    assert escape(text) == text


@pytest.mark.parametrize("text", ["-1+cmd", "-5 DH", "--5", "-", "+5"])
def test_escape_catches_what_only_looks_like_a_number(text):
    assert escape(text) == "'" + text


def test_stream_csv_is_what_a_french_excel_opens():
    rows = [["Aïcha; fille", Decimal("-1234.50"), dt.date(2026, 8, 3), None, True, "=1+1", 3]]

    content = csv_bytes(["Nom", Column("Montant", "money"), "Jour", "Vide", "Oui", "=Formule", "N"], rows)

    assert (
        content
        == (
            "\ufeffNom;Montant;Jour;Vide;Oui;'=Formule;N\r\n\"Aïcha; fille\";-1234,50;2026-08-03;;oui;'=1+1;3\r\n"
        ).encode()
    )


def test_stream_csv_in_english_uses_points_and_commas():
    assert csv_bytes(["A", "B"], [[1.5, dt.datetime(2025, 7, 1, 12, tzinfo=dt.UTC)]], language="en") == (
        "\ufeffA,B\r\n1.5,2025-07-01 13:00\r\n".encode()
    )


def test_stream_csv_asks_for_rows_as_it_goes():
    asked = []

    def rows():
        for i in range(5000):
            asked.append(i)
            yield [i]

    stream = stream_csv(["N"], rows(), batch=100)
    next(stream)

    assert len(asked) == 100
    assert len(list(stream)) == 50


@settings(deadline=None)
@given(
    st.lists(st.lists(readable, min_size=1, max_size=4), min_size=1, max_size=5), st.sampled_from(["fr", "en", "ar"])
)
def test_csv_texts_come_back_as_they_were(rows, language):
    back = dict(read(csv_bytes(["a", "b", "c", "d"], rows, language=language)))

    expected = {}
    for number, row in enumerate(rows, 2):
        cells = [text or None for text in row]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            expected[number] = cells
    assert {number: row for number, row in back.items() if number > 1} == expected


@settings(deadline=None)
@given(st.lists(st.lists(readable, min_size=1, max_size=4), min_size=1, max_size=5))
def test_xlsx_texts_come_back_as_they_were(rows):
    back = dict(read(xlsx_bytes(["a", "b", "c", "d"], rows)))

    for number, row in enumerate(rows, 2):
        cells = [text or None for text in row]
        while cells and cells[-1] is None:
            cells.pop()
        assert back.get(number, []) == cells


def test_xlsx_keeps_types_and_reads_right_to_left_in_arabic():
    rows = [
        ["000123456000093", Decimal("-1234.50"), dt.date(2026, 8, 3), dt.datetime(2025, 7, 1, 12, 30, tzinfo=dt.UTC)],
        ["+212612345678", 5, None, None],
        ["=1+1", 0.25, dt.date(1850, 1, 1), None],
        ["long", 123456789012345678901234, float("nan"), ""],
    ]

    content = xlsx_bytes(["رقم", Column("مبلغ", "money", 12), "يوم", "لحظة"], rows, language="ar", title="لائحة [1]")

    assert read(content) == [
        (1, ["رقم", "مبلغ", "يوم", "لحظة"]),
        (2, ["000123456000093", -1234.5, dt.date(2026, 8, 3), dt.datetime(2025, 7, 1, 13, 30)]),  # noqa: DTZ001 - sheets know no zones
        (3, ["+212612345678", 5]),
        (4, ["=1+1", 0.25, "1850-01-01"]),
        (5, ["long", "123456789012345678901234"]),
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert 'rightToLeft="1"' in sheet
    assert "<f>" not in sheet
    assert "&#39;=1+1" in sheet or "'=1+1" in sheet


def test_write_xlsx_counts_and_repeats_itself():
    options = {"created": dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "title": "Liste"}
    first, second = io.BytesIO(), io.BytesIO()

    assert write_xlsx(first, ["A"], [["x"], ["y"]], **options) == 2
    assert write_xlsx(second, ["A"], [["x"], ["y"]], **options) == 2
    assert first.getvalue() == second.getvalue()


def test_write_xlsx_shortens_what_no_cell_can_hold_and_drops_illegal_characters():
    content = xlsx_bytes(["A"], [["x" * 40_000], ["a\x01b\ud800c\uffff"]])

    rows = dict(read(content))
    assert len(rows[2][0]) == 32_766
    assert rows[2][0].endswith("…")
    assert rows[3] == ["abc"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_read_rows_understands_the_csv_of_others(encoding, delimiter):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([["Nom", "Prénom"], ["Été", "a\nb"], [], ["x", ""]])

    assert read(out.getvalue().encode(encoding)) == [(1, ["Nom", "Prénom"]), (2, ["Été", "a\nb"]), (5, ["x"])]


def test_read_rows_numbers_rows_as_the_sheet_does():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write(4, 1, "B5")
        sheet.write(7, 2, 12)
        sheet.write_formula(8, 1, "=1+1", None, 2)
        sheet.merge_range("B12:D13", "merged")

    assert read(out.getvalue()) == [(5, ["B5"]), (8, [None, 12]), (9, [2]), (12, ["merged"])]


def test_read_rows_understands_both_date_systems():
    for system_1904 in (False, True):
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"date_1904": system_1904}) as book:
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            book.add_worksheet().write_datetime(0, 0, dt.datetime(2026, 8, 3), day)  # noqa: DTZ001

        [(_number, [value])] = read(out.getvalue())
        assert (value.year, value.month, value.day) == (2026, 8, 3)


def test_read_rows_refuses_too_many_rows_and_columns_and_bytes():
    with pytest.raises(InvalidValue, match="more than 3 rows"):
        read(b"a\nb\nc\nd\n", max_rows=3)
    assert len(read(b"a\nb\n\n\nc\n", max_rows=3)) == 3
    with pytest.raises(InvalidValue, match="columns"):
        read(b";".join([b"x"] * 300))
    with pytest.raises(InvalidValue, match="larger"):
        read(b"a" * 2000, max_bytes=1000)
    with pytest.raises(InvalidValue, match="Line 2"):
        read(b'a;b\n"open;c\n')


def forged(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def workbook(**changes):
    """The parts of a right workbook, with some replaced or added."""
    with zipfile.ZipFile(io.BytesIO(xlsx_bytes(["A"], [["x"]]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return parts | {name.replace("__", "/").replace("_dot_", "."): data for name, data in changes.items()}


def sheet_with(cells):
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return (head + cells + "</sheetData></worksheet>").encode()


def lying_zip():
    """A part that claims ten bytes and unfolds into a megabyte."""
    name = "xl/worksheets/sheet1.xml"
    content = forged(workbook() | {name: b"A" * 1_000_000})
    central = content.rfind(name.encode()) - 46
    return content[: central + 24] + (10).to_bytes(4, "little") + content[central + 28 :]


def overlapping_zip():
    content = bytearray(forged(workbook()))
    first = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


RIGHT = forged(workbook())  # made once: a workbook holds the time it was made
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

HOSTILE = {
    "not a workbook": forged({"a.txt": b"x"}),
    "zip bomb": forged(workbook() | {"xl/media/x.bin": b"\0" * 110_000_000}),
    "lying sizes": lying_zip(),
    "overlapping parts": overlapping_zip(),
    "macro": forged(workbook() | {"xl/vbaProject.bin": b"x"}),
    "external link": forged(workbook() | {"xl/externalLinks/externalLink1.xml": b"<a/>"}),
    "path outside": forged(workbook() | {"../evil": b"x"}),
    "ten thousand sheets": forged(workbook() | {f"xl/worksheets/sheet{i}.xml": b"<a/>" for i in range(60)}),
    "many parts": forged(workbook() | {f"xl/x{i}": b"" for i in range(600)}),
    "entities": forged(
        workbook() | {"xl/workbook.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><workbook/>'}
    ),
    "entities in utf-16": forged(workbook() | {"xl/styles.xml": '<!DOCTYPE x [<!ENTITY a "b">]><s/>'.encode("utf-16")}),
    "far corner": forged(
        workbook()
        | {
            "xl/worksheets/sheet1.xml": sheet_with(
                '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
            )
        }
    ),
    "one text a million times": forged(
        workbook()
        | {
            "xl/sharedStrings.xml": b"<sst><si><t>" + b"x" * 120_000 + b"</t></si></sst>",
            "xl/worksheets/sheet1.xml": sheet_with(
                '<row r="1">'
                + "".join(f'<c r="{a}{b}{c}1" t="s"><v>0</v></c>' for a in "ABC" for b in LETTERS for c in LETTERS)
                + "</row>"
            ),
        }
    ),
    "cell without a place": forged(
        workbook() | {"xl/worksheets/sheet1.xml": sheet_with('<row r="1048576"><c><v>1</v></c></row>')}
    ),
    "row outside the sheet": forged(
        workbook() | {"xl/worksheets/sheet1.xml": sheet_with('<row r="1"><c r="A99999999999"><v>1</v></c></row>')}
    ),
    "column outside the sheet": forged(
        workbook() | {"xl/worksheets/sheet1.xml": sheet_with('<row r="1"><c r="ZZZ1"><v>1</v></c></row>')}
    ),
    "far corner under a prefix": forged(
        workbook()
        | {"xl/worksheets/sheet1.xml": sheet_with('<a-b:c r="A1"><v>1</v></a-b:c><é:c r="XFD1048576"><v>1</v></é:c>')}
    ),
    "two places": forged(
        workbook() | {"xl/worksheets/sheet1.xml": sheet_with('<row r="1"><c r="A1" r="XFD1048576"><v>1</v></c></row>')}
    ),
    "truncated": forged(workbook())[:-200],
    "broken xml": forged(workbook() | {"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}),
    "old excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "nothing": b"",
    "spaces": b" \n\n ",
    "pk only": b"PK\x03\x04",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_read_rows_refuses_the_hostile(name):
    with pytest.raises(InvalidValue) as refusal:
        read(HOSTILE[name])

    assert refusal.value.message.endswith(".")


def test_check_workbook_accepts_a_million_empty_formatted_rows():
    cells = '<row r="1"><c r="A1"><v>7</v></c></row>' + "".join(
        f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in (2, 500_000, 1_048_576)
    )

    assert read(forged(workbook() | {"xl/worksheets/sheet1.xml": sheet_with(cells)})) == [(1, [7])]


def test_check_workbook_sees_a_cell_that_lies_across_two_pieces(monkeypatch):
    monkeypatch.setattr(workbook_check, "_PIECE", 2000)
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 400))
    far = '<row r="1000000"><c r="ZZ1000000"><v>1</v></c></row>'

    for padding in range(0, 60, 3):
        with pytest.raises(InvalidValue):
            read(forged(workbook() | {"xl/worksheets/sheet1.xml": sheet_with(cells + " " * padding + far)}))


@settings(deadline=None)
@given(st.data())
def test_read_rows_survives_a_damaged_workbook(data):
    content = bytearray(RIGHT)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))

    try:
        read(bytes(content))
    except InvalidValue as refusal:
        assert refusal.message


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_read_rows_answers_or_refuses_any_bytes(content):
    try:
        read(content)
    except InvalidValue as refusal:
        assert refusal.message


def test_inflation_is_counted_in_pieces():
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = packed.compress(b"\0" * 5_000_000) + packed.flush()

    assert max(len(piece) for piece in workbook_check._inflate(content)) <= workbook_check._PIECE
