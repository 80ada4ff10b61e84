"""A first look at a file: each sheet's column names and a few of its rows, for somebody who says which column is what."""

from collections.abc import Sequence
from dataclasses import dataclass

from ourplace.parameters import parameter_value
from ourplace.spend.files import Source
from ourplace.spend.grids import Grid
from ourplace.spend.headers import find_header
from ourplace.spend.overrides import NO_OVERRIDES, Overrides
from ourplace.spend.reading import opened_sheets


@dataclass(frozen=True)
class SheetPreview:
    """One sheet: its name, its columns' names ('' where one has none), and some rows, each with its line in the file."""

    sheet_name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def preview_sheets(source: Source, *, overrides: Overrides = NO_OVERRIDES, row_count: int = 10) -> list[SheetPreview]:
    """Return each sheet of a file that has rows, with its first filled rows below the column names.

    Raises:
        SpendError: the source is no table.
    """
    if source.problem is not None:
        raise source.problem
    firsts = [(sheet.name, next(sheet.grids, None)) for sheet in opened_sheets(source, overrides)]
    return [preview(name, first, overrides, row_count) for name, first in firsts if first is not None and len(first)]


def preview(name: str, first: Grid, overrides: Overrides, row_count: int) -> SheetPreview:
    """Return the look at one sheet whose first rows are given."""
    limit = int(parameter_value("reading_header_lines"))
    lines = [int(line) for line in first.line_numbers.to_pylist()]
    if overrides.header_line is None:
        header = find_header(first.rows(0, limit), foot=[])
        names, below = header.names, max(header.rows, default=-1) + 1
    else:
        below = sum(line <= overrides.header_line for line in lines)
        names = tuple(first.row(below - 1)) if below else ()
    filled = [
        (lines[place], tuple(cell.strip() for cell in cells))
        for place, cells in enumerate(first.rows(below, below + 10 * row_count), start=below)
        if any(cell.strip() for cell in cells)
    ]
    return SheetPreview(name, padded(names, first.width), tuple(filled[:row_count]))


def padded(names: Sequence[str], width: int) -> tuple[str, ...]:
    """Return a name for every column, empty where the header has none."""
    clean = [" ".join(name.split()) for name in names]
    return (*clean, *[""] * (width - len(clean)))
