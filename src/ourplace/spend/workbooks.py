"""Workbooks (XLSX, XLS, XLSB, ODS) as sheets of texts, each cell as Excel would show it at full precision."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import python_calamine

from ourplace.exceptions import Where
from ourplace.spend.exceptions import SpendError, UnreadableWorkbookError
from ourplace.spend.grids import Grid, Sheet, grid_of_rows

_ROWS_PER_GRID = 100_000
_LARGEST_PLAIN_INTEGER = 1e15
# Fifteen figures are all that Excel keeps or shows; beyond them a binary number carries dust (25943.670000000002).
_SIGNIFICANT_FIGURES = 15
_LONGEST_CELL = 32_767


def read_sheets(path: Path, name: str) -> Iterator[Sheet]:
    """Yield the sheets of a workbook in its own order, hidden ones too; chart and macro sheets hold no rows.

    Raises:
        UnreadableWorkbookError: the workbook is damaged or locked with a password.
    """
    where = Where(name)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError as error:
        raise UnreadableWorkbookError(
            "The workbook is locked with a password",
            why="its content is encrypted",
            next_step="open it with its password, save a copy without one, and give the copy",
            where=where,
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise _damaged(error, where) from error
    for metadata in workbook.sheets_metadata:
        is_visible = metadata.visible == python_calamine.SheetVisibleEnum.Visible
        if metadata.typ != python_calamine.SheetTypeEnum.WorkSheet:
            yield Sheet(metadata.name, iter(()), is_visible, "it holds a chart or a macro, not rows")
            continue
        try:
            sheet = workbook.get_sheet_by_name(metadata.name)
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            raise _damaged(error, Where(name, sheet=metadata.name)) from error
        yield Sheet(metadata.name, _sheet_grids(sheet), is_visible)


def cell_text(value: object) -> str:
    """Return a cell as text: numbers without binary dust, days as 2024-04-01, a time of day kept only where there is one.

    >>> cell_text(25943.670000000002), cell_text(107639310.0), cell_text(dt.datetime(2024, 4, 1, 1, 0))
    ('25943.67', '107639310', '2024-04-01 01:00:00')
    """
    if isinstance(value, str):
        return value[:_LONGEST_CELL]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, dt.datetime):
        is_midnight = value.time() == dt.time()
        return value.date().isoformat() if is_midnight else value.isoformat(sep=" ", timespec="seconds")
    if value is None:
        return ""
    return str(value)


def _number_text(value: float) -> str:
    if value.is_integer() and abs(value) < _LARGEST_PLAIN_INTEGER:
        return str(int(value))
    text = f"{value:.{_SIGNIFICANT_FIGURES}g}"
    return f"{value:.10f}".rstrip("0").rstrip(".") if "e-" in text else text


def _sheet_grids(sheet: "python_calamine.CalamineSheet") -> Iterator[Grid]:
    """Yield a sheet's rows with the row numbers that Excel shows, a hundred thousand at a time."""
    if sheet.start is None:
        return
    indent = [""] * sheet.start[1]
    rows: list[list[str]] = []
    numbers: list[int] = []
    for offset, cells in enumerate(sheet.iter_rows()):
        rows.append(indent + [cell_text(cell) for cell in cells])
        numbers.append(offset + 1)
        if len(rows) >= _ROWS_PER_GRID:
            yield grid_of_rows(rows, numbers)
            rows, numbers = [], []
    if rows:
        yield grid_of_rows(rows, numbers)


def _damaged(error: Exception, where: Where) -> SpendError:
    return UnreadableWorkbookError(
        "The workbook is damaged or not what its name says",
        why=f"it cannot be opened ({error})",
        next_step="open it in a spreadsheet program, save a new copy, and give the copy",
        where=where,
    )
