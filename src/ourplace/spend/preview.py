"""A first look at a file: each sheet's column names and a few of its rows, for somebody who says which column is what."""

import itertools
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from ourplace.parameters import parameter_value
from ourplace.spend.files import Source
from ourplace.spend.grids import Grid, joined
from ourplace.spend.headers import find_header
from ourplace.spend.overrides import NO_OVERRIDES, Overrides
from ourplace.spend.reading import opened_sheets
from ourplace.spend.receipt import column_letter

ROWS_LOOKED_AT = 2_000


@dataclass(frozen=True)
class SheetPreview:
    """One sheet: its name, its columns' names ('' where one has none), and some rows, each with its line in the file."""

    sheet_name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    @property
    def letters(self) -> tuple[str, ...]:
        """Return the letter of each column, as the receipt and spreadsheets have it."""
        return tuple(map(column_letter, range(len(self.headers))))


def preview_sheets(
    source: Source, *, overrides: Overrides = NO_OVERRIDES, row_count: int = 10, lines: Collection[int] = ()
) -> list[SheetPreview]:
    """Return each sheet of a file that has rows, with its first filled rows below the column names, or those at some lines.

    Raises:
        SpendError: the source is no table.
    """
    if source.problem is not None:
        raise source.problem
    firsts = [(sheet.name, beginning(sheet.grids, lines)) for sheet in opened_sheets(source, overrides)]
    return [
        preview(name, first, overrides, row_count, lines) for name, first in firsts if first is not None and len(first)
    ]


def beginning(grids: Iterator[Grid], lines: Collection[int] = ()) -> Grid | None:
    """Return the first rows of a sheet, with those at some lines that come later below them; None where it has no rows."""
    first = next(grids, None)
    if first is None:
        return None
    found, last = [first.slice(0, min(len(first), ROWS_LOOKED_AT))], max(lines, default=0)
    rest = first.slice(len(found[0]))
    for grid in itertools.chain([rest] if len(rest) else [], grids if last else ()):
        if not len(grid) or grid.line_numbers[0].as_py() > last:
            break
        found.append(grid.take(places_of(grid, lines)))
    return joined([grid for grid in found if len(grid)] or found[:1])


def places_of(grid: Grid, lines: Collection[int]) -> pa.Array:
    """Return where the rows of some lines stand in a grid."""
    return pc.indices_nonzero(pc.is_in(grid.line_numbers, value_set=pa.array(sorted(lines), pa.int64())))


def preview(name: str, first: Grid, overrides: Overrides, row_count: int, lines: Collection[int] = ()) -> SheetPreview:
    """Return the look at one sheet whose first rows are given."""
    limit = int(parameter_value("reading_header_lines"))
    all_lines = [int(line) for line in first.line_numbers.to_pylist()]
    if overrides.header_line is None:
        header = find_header(first.rows(0, limit), foot=[])
        names, below = header.names, max(header.rows, default=-1) + 1
    else:
        below = sum(line <= overrides.header_line for line in all_lines)
        names = tuple(first.row(below - 1)) if below else ()
    wanted = places_of(first, lines).to_pylist() or range(below, min(below + 10 * row_count, len(first)))
    rows = [(all_lines[place], tuple(cell.strip() for cell in first.row(place))) for place in wanted]
    return SheetPreview(name, padded(names, first.width), tuple(row for row in rows if any(row[1]))[:row_count])


def padded(names: Sequence[str], width: int) -> tuple[str, ...]:
    """Return a name for every column, empty where the header has none."""
    clean = [" ".join(name.split()) for name in names]
    return (*clean, *[""] * (width - len(clean)))
