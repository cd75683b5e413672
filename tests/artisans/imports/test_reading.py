"""Files as they come, hostile ones too: read rightly, or refused with a sentence and the line, before they cost anything."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter

from artisans.imports.reading import look, rows
from foundation.errors import InvalidValue
from foundation.spreadsheets import write_xlsx
from foundation.workbook_rows import UNREADABLE, WorkbookRows
from tests.artisans.imports.lists import HEAD, csv_file, row

BOOK = '<workbook xmlns="x" xmlns:r="r"><sheets><sheet name="L" sheetId="1" r:id="rId1"/></sheets></workbook>'


def kept(tmp_path, content, name="liste.csv"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def cells(path):
    return list(rows(path, look(path)))


def book(sheet, *, shared="", workbook=BOOK, compress=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compress) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", workbook)
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        if shared:
            archive.writestr("xl/sharedStrings.xml", shared)
    return out.getvalue()


def text_cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    ("encoding", "name"),
    [
        ("utf-8", "Aïcha Bénani"),
        ("utf-8-sig", "فاطمة"),
        ("cp1256", "فاطمة العمراني"),
        ("cp1252", "Aïcha Bénani"),
        ("utf-16", "فاطمة"),
    ],
)
def test_each_usual_encoding_is_found_and_read(tmp_path, encoding, name):
    content = f"Nom;Commune\r\n{name};Asni\r\n".encode(encoding)

    assert cells(kept(tmp_path, content)) == [(2, [name, "Asni"])]


def test_two_encodings_in_one_file_are_refused_with_the_line(tmp_path):
    good, bad = "فاطمة;Asni\n".encode(), "محمد;Asni\n".encode("cp1256")
    content = b"Nom;Commune\n" + good * 50_000 + bad + good

    with pytest.raises(InvalidValue, match="50002"):
        look(kept(tmp_path, content))


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7 \n%...", b"<html><table>", b"\xd0\xcf\x11\xe0 old", b"a;b\n\0\0\0", b"PK\x03\x04 cut", b"", b"  \n "],
)
def test_what_is_no_list_is_refused_by_its_bytes(tmp_path, content):
    with pytest.raises(InvalidValue):
        look(kept(tmp_path, content, "liste.xlsx"))


def test_ten_thousand_columns_are_refused(tmp_path):
    with pytest.raises(InvalidValue, match="200"):
        look(kept(tmp_path, b";".join([b"x"] * 10_000)))


def test_a_quote_left_open_at_row_90000_is_refused_with_its_line(tmp_path):
    path = kept(tmp_path, b"Nom;Commune\n" + b"Hassan;Asni\n" * 89_998 + b'"Hass')

    with pytest.raises(InvalidValue, match="90000"):
        cells(path)


def test_a_cut_workbook_is_refused(tmp_path):
    out = io.BytesIO()
    write_xlsx(out, HEAD, [row()] * 50)

    with pytest.raises(InvalidValue):
        look(kept(tmp_path, out.getvalue()[: len(out.getvalue()) // 2], "liste.xlsx"))


def test_a_zip_bomb_is_refused_before_it_unfolds(tmp_path):
    sheet = "<sheetData>" + "<row r='1'><c r='A1'><v>" + "0" * 60_000_000 + "</v></c></row></sheetData>"

    with pytest.raises(InvalidValue):
        look(kept(tmp_path, book(sheet), "liste.xlsx"))


@pytest.mark.parametrize("trick", ['<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "<!DOCTYPE lolz>"])
def test_entities_are_refused(tmp_path, trick):
    sheet = f"{trick}<worksheet><sheetData><row r='1'>{text_cell('A1', '&e;')}</row></sheetData></worksheet>"

    with pytest.raises(InvalidValue):
        look(kept(tmp_path, book(sheet), "liste.xlsx"))


def test_macros_and_links_are_refused(tmp_path):
    out = io.BytesIO(book("<sheetData/>"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")

    with pytest.raises(InvalidValue):
        look(kept(tmp_path, out.getvalue(), "liste.xlsx"))


def test_a_cell_at_the_far_corner_builds_no_rectangle(tmp_path):
    sheet = f"<worksheet><sheetData><row r='1'>{text_cell('A1', 'Nom')}</row><row r='1048576'>{text_cell('A1048576', 'Ali')}</row></sheetData></worksheet>"

    assert cells(kept(tmp_path, book(sheet), "liste.xlsx")) == [(1048576, ["Ali"])]


def test_many_empty_rows_are_passed_over(tmp_path):
    empty = "".join(f'<row r="{n}"/>' for n in range(3, 200_000))
    sheet = f"<worksheet><sheetData><row r='1'>{text_cell('A1', 'Nom')}</row><row r='2'>{text_cell('A2', 'Ali')}</row>{empty}</sheetData></worksheet>"

    assert cells(kept(tmp_path, book(sheet), "liste.xlsx")) == [(2, ["Ali"])]


def test_a_workbook_is_read_as_its_writer_meant_it(tmp_path):
    """Days (of 1904 too), numbers, texts shared, formulas with their result, merged cells above the headings."""
    path = tmp_path / "liste.xlsx"
    made = xlsxwriter.Workbook(str(path), {"date_1904": True})
    sheet, day = made.add_worksheet(), made.add_format({"num_format": "dd/mm/yyyy"})
    sheet.merge_range("A1:D1", "Liste des artisans")
    sheet.write_row("A2", ["Nom", "Naissance", "Âge", "Tél"])
    sheet.write_row("A3", ["Aïcha <&> Bénani", None, 38, "0661234567"])
    sheet.write_datetime("B3", dt.date(1985, 4, 12), day)
    sheet.write_formula("A4", "=1+1", None, 2)
    sheet.write_row("C4", [1.5, True])
    made.close()

    assert look(path).head == 2
    assert cells(path) == [(3, ["Aïcha <&> Bénani", dt.date(1985, 4, 12), 38, "0661234567"]), (4, [2, None, 1.5, True])]


@pytest.mark.parametrize(
    "cell", ['<c r="A2"><f>1+1</f></c>', '<c r="A2" t="e"><v>#N/A</v></c>', '<c r="A2" t="s"><v>99</v></c>']
)
def test_what_has_no_value_is_told_apart_from_nothing(tmp_path, cell):
    sheet = f"<worksheet><sheetData><row r='1'>{text_cell('A1', 'Nom')}</row><row r='2'>{cell}</row></sheetData></worksheet>"

    assert cells(kept(tmp_path, book(sheet), "liste.xlsx")) == [(2, [UNREADABLE])]


def test_our_own_workbooks_come_back_as_they_left(tmp_path):
    path = tmp_path / "liste.xlsx"
    values = [["=cmd|' /C calc'!A0", "فاطمة", 7, dt.date(1999, 12, 31)], ["+212661234567", "@x", 1.25, None]]
    with path.open("wb") as out:
        write_xlsx(out, ["a", "b", "c", "d"], values)

    with WorkbookRows(path) as read:
        assert read.last_row == 3
    assert cells(path) == [(2, values[0]), (3, ["+212661234567", "@x", 1.25])]


def test_reading_goes_on_after_any_row(tmp_path):
    path = kept(tmp_path, csv_file(*[row(f"Ali {n}") for n in range(20)]).getvalue())

    assert [number for number, _cells in rows(path, look(path), after=15)] == list(range(16, 22))
