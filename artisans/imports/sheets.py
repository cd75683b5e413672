"""The empty list to fill in: headings in the reader's language, one example, what may be written where."""

import csv
import io
from typing import Any

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from artisans.imports.registry import ImportColumn, ImportKind
from foundation.spreadsheets import escape


def template_csv(kind: ImportKind) -> bytes:
    """Headings and one example row, which the check refuses by name so that it can never become a person."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out, delimiter="," if (get_language() or "fr").startswith("en") else ";", lineterminator="\r\n")
    columns = kind.all_columns()
    writer.writerow([escape(str(column.label)) for column in columns])
    writer.writerow([escape(str(column.example)) for column in columns])
    return out.getvalue().encode()


def template_xlsx(kind: ImportKind) -> bytes:
    """A sheet to fill in, whose cells offer what may be chosen; a second sheet explains each column."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    is_arabic = (get_language() or "fr").startswith("ar")
    sheet, guide = book.add_worksheet(_("List")[:31]), book.add_worksheet(_("How to fill in")[:31])
    values = book.add_worksheet(_("Values")[:31])
    for page in (sheet, guide, values):
        if is_arabic:
            page.right_to_left()
    guide.write_row(0, 0, [_("Column"), _("Needed"), _("Example"), _("What may be written")], bold)
    guide.set_column(0, 2, 28, wrap)
    guide.set_column(3, 3, 60, wrap)
    for place, column in enumerate(kind.all_columns()):
        sheet.set_column(place, place, 22, text)  # as texts: no zero of a phone or a code is lost
        sheet.write_string(0, place, str(column.label), bold)
        _explain(guide, place + 1, kind, column)
        allowed = list(column.allowed()) if column.allowed else []
        if allowed:
            values.write_column(0, place, allowed)
            letter = xlsxwriter.utility.xl_col_to_name(place)
            where = f"='{values.get_name()}'!${letter}$1:${letter}${len(allowed)}"
            sheet.data_validation(
                1, place, 5_000, place, {"validate": "list", "source": where, "error_type": "information"}
            )
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def _explain(guide: Any, row: int, kind: ImportKind, column: ImportColumn) -> None:
    needed = column.is_needed or any(column.name in group for group in kind.needed)
    allowed = list(column.allowed()) if column.allowed else []
    told = column.help or (", ".join(allowed[:12]) + (" …" if len(allowed) > 12 else ""))
    for place, value in enumerate((column.label, _("yes") if needed else "", column.example, told)):
        guide.write_string(row, place, str(value))
