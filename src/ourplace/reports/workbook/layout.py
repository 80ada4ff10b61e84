"""How every sheet looks: title, note, totals, headings, rows; frozen, filtered, printable; text never a formula."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from ourplace.reports.report import Report
from ourplace.reports.wording import day

Sort = Literal["text", "line", "gbp", "pounds", "share", "count", "date", "points", "answer"]

TOTAL_ROW, HEADING_ROW, FIRST_ROW = 3, 4, 5
_MOST_LETTERS = 32_000
_LINE_HEIGHT, _MOST_LINES = 15, 12
_FORMATS: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True, "valign": "top"},
    "line": {"valign": "top", "indent": 1},
    "gbp": {"num_format": "#,##0.00;[Red]-#,##0.00", "valign": "top"},
    "pounds": {"num_format": "£#,##0;[Red]-£#,##0", "valign": "top"},
    "share": {"num_format": "0.0%", "valign": "top"},
    "count": {"num_format": "#,##0", "valign": "top"},
    "points": {"num_format": "0.00", "valign": "top"},
    "date": {"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"},
    "heading": {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "bg_color": "#F4F0E6"},
    "title": {"bold": True, "font_size": 14},
    "note": {"font_color": "#56524A"},
    "strong": {"bold": True, "text_wrap": True, "valign": "top"},
    "warning": {"bold": True, "font_color": "#A3361C"},
    "answer": {"bg_color": "#FFF8DC", "border": 1, "border_color": "#D9D4C8", "text_wrap": True, "valign": "top"},
}


@dataclass(frozen=True)
class Formula:
    """A formula with the value it has now, so that readers that do not calculate show it too."""

    text: str
    value: float


Cell = str | int | float | Decimal | dt.date | Formula | None


@dataclass(frozen=True)
class Column:
    """A column's heading, what its cells are, its width in letters, and whether a total stands above it."""

    heading: str
    sort: Sort = "text"
    width: float = 14
    has_total: bool = False


@dataclass(frozen=True)
class Book:
    """The workbook being written, its formats and the report it is about."""

    file: Workbook
    formats: dict[str, Format]
    report: Report


def open_book(file: Workbook, report: Report) -> Book:
    """Return the book with its formats and document properties."""
    formats = {name: file.add_format(properties) for name, properties in _FORMATS.items()}
    formats |= {f"left {name}": file.add_format({**_FORMATS[name], "align": "left"}) for name in ("gbp", "share")}
    formats |= {
        f"total {name}": file.add_format({**_FORMATS[name], "bold": True})
        for name in ("gbp", "pounds", "count", "share")
    }
    file.set_properties(
        {
            "title": report.title,
            "subject": f"Place report on {report.place_name}, {report.period.text}",
            "author": "OurPlace",
            "comments": f"{made_by(report)} Local means {report.definition_name}.",
        }
    )
    return Book(file, formats, report)


def made_by(report: Report) -> str:
    """Return the sentence that every file carries: version, day and command."""
    return f"Made by OurPlace {report.version} on {day(report.made_on)} with: {report.command}"


def add_sheet(book: Book, name: str, *, title: str, note: str = "") -> Worksheet:
    """Return a new sheet with its title, note and printed footer."""
    sheet = book.file.add_worksheet(name)
    report = book.report
    sheet.write_string(0, 0, title, book.formats["title"])
    sheet.write_string(1, 0, note or f"{report.place_name}, {report.period.text}", book.formats["note"])
    if report.is_invented:
        sheet.write_string(2, 0, "Example: every supplier and every payment is invented.", book.formats["warning"])
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    footer = f"{report.title}, OurPlace {report.version}{', invented suppliers' if report.is_invented else ''}"
    sheet.set_footer(f"&L&8{footer.replace('&', '&&')[:200]}&R&8&P / &N")
    sheet.hide_gridlines(2)
    return sheet


def write_table(book: Book, sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    """Write totals, headings and rows from the fixed lines on, freeze and filter the headings.

    Columns for answers come last and need no cell in the rows.
    """
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
    _write_totals(book, sheet, columns, rows)
    for place, column in enumerate(columns):
        sheet.write_string(HEADING_ROW, place, column.heading, book.formats["heading"])
    styles = [book.formats[column.sort] for column in columns]
    for offset, row in enumerate(rows):
        set_height(sheet, FIRST_ROW + offset, columns, row)
        for place, column in enumerate(columns):
            if column.sort == "answer":
                sheet.write_blank(FIRST_ROW + offset, place, None, styles[place])
            else:
                write_cell(sheet, FIRST_ROW + offset, place, row[place], styles[place])
    sheet.freeze_panes(FIRST_ROW, 1)
    sheet.autofilter(HEADING_ROW, 0, HEADING_ROW + max(len(rows), 1), len(columns) - 1)
    sheet.repeat_rows(HEADING_ROW)


def set_height(sheet: Worksheet, line: int, columns: Sequence[Column], row: Sequence[Cell]) -> None:
    """Make a row tall enough for its wrapped text; it must be called before the row is written."""
    lines = max(
        (
            sum(1 + int(len(part) / (column.width * 1.05)) for part in cell.split("\n"))
            for column, cell in zip(columns, row, strict=False)
            if column.sort == "text" and isinstance(cell, str)
        ),
        default=1,
    )
    if lines > 1:
        sheet.set_row(line, _LINE_HEIGHT * min(lines, _MOST_LINES))


def write_cell(sheet: Worksheet, row: int, place: int, cell: Cell, style: Format) -> None:
    """Write one cell by the type of its value; text stays text whatever it begins with."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, place, cell[:_MOST_LETTERS], style)
    elif isinstance(cell, Formula):
        sheet.write_formula(row, place, cell.text, style, cell.value)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, place, dt.datetime(cell.year, cell.month, cell.day), style)  # noqa: DTZ001 - a day.
    else:
        sheet.write_number(row, place, float(cell), style)


def span(columns: Sequence[Column], heading: str, rows: int, *, sheet: str = "") -> str:
    """Return the absolute range of a column's data, `'Left out'!$F$6:$F$20`, for formulas."""
    letter = letter_of(columns, heading)
    prefix = f"'{sheet}'!" if sheet else ""
    return f"{prefix}${letter}${FIRST_ROW + 1}:${letter}${FIRST_ROW + max(rows, 1)}"


def letter_of(columns: Sequence[Column], heading: str) -> str:
    """Return the letter of the column with a heading."""
    letter: str = xl_col_to_name([column.heading for column in columns].index(heading))
    return letter


def value_of(cell: Cell) -> float:
    """Return the number in a cell, a formula's value included, nought where there is none."""
    if isinstance(cell, Formula):
        return cell.value
    return float(cell) if isinstance(cell, int | float | Decimal) else 0.0


def _write_totals(book: Book, sheet: Worksheet, columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> None:
    if not any(column.has_total for column in columns):
        return
    sheet.write_string(TOTAL_ROW, 0, "Total", book.formats["strong"])
    for place, column in enumerate(columns):
        if column.has_total:
            value = round(sum(value_of(row[place]) for row in rows), 2)
            formula = Formula(f"=SUM({span(columns, column.heading, len(rows))})", value)
            write_cell(sheet, TOTAL_ROW, place, formula, book.formats[f"total {column.sort}"])
