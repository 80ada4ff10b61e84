"""Rows and columns as they stand in a file: every cell a text, every row with the line an editor shows for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Grid:
    """A run of rows: one string array per column, all of one length, without nulls; '' is an empty cell.

    `line_numbers` holds the first line of each row, counted from 1. `broken_rows` maps a row's position to why it
    could not be taken apart into cells, `repaired_rows` to the repair that put its cells together again.
    """

    columns: tuple[pa.Array, ...]
    line_numbers: pa.Array
    broken_rows: dict[int, str] = field(default_factory=dict)
    repaired_rows: dict[int, str] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.columns)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.line_numbers)

    def rows(self, start: int = 0, stop: int | None = None) -> list[list[str]]:
        """Return some rows as lists of texts; for looking at a few rows, not for working through all."""
        stop = len(self) if stop is None else min(stop, len(self))
        columns = [column.slice(start, max(0, stop - start)).to_pylist() for column in self.columns]
        return [list(row) for row in zip(*columns, strict=True)] if columns else [[] for _ in range(start, stop)]

    def row(self, position: int) -> list[str]:
        """Return one row."""
        return [column[position].as_py() for column in self.columns]

    def take(self, positions: pa.Array) -> "Grid":
        """Return the rows at some positions."""
        places = positions.to_pylist() if self.broken_rows or self.repaired_rows else []
        broken = {new: self.broken_rows[old] for new, old in enumerate(places) if old in self.broken_rows}
        repaired = {new: self.repaired_rows[old] for new, old in enumerate(places) if old in self.repaired_rows}
        columns = tuple(column.take(positions) for column in self.columns)
        return Grid(columns, self.line_numbers.take(positions), broken, repaired)

    def slice(self, start: int, stop: int | None = None) -> "Grid":
        """Return a run of rows."""
        stop = len(self) if stop is None else stop
        broken = {place - start: why for place, why in self.broken_rows.items() if start <= place < stop}
        repaired = {place - start: name for place, name in self.repaired_rows.items() if start <= place < stop}
        columns = tuple(column.slice(start, stop - start) for column in self.columns)
        return Grid(columns, self.line_numbers.slice(start, stop - start), broken, repaired)

    def without(self, positions: set[int]) -> "Grid":
        """Return the rows except those at some positions."""
        if not positions:
            return self
        if positions == set(range(len(positions))):
            return self.slice(len(positions))
        keep = np.ones(len(self), bool)
        keep[list(positions)] = False
        return self.take(pa.array(np.flatnonzero(keep)))

    def widened(self, width: int) -> "Grid":
        """Return the same rows with empty columns added up to `width`."""
        if width <= self.width:
            return self
        empty = pa.repeat("", len(self))
        return replace(self, columns=self.columns + (empty,) * (width - self.width))

    def patched(self, rows: Mapping[int, Sequence[str]]) -> "Grid":
        """Return the grid with the cells of some rows exchanged; missing cells are empty."""
        if not rows:
            return self
        places = sorted(rows)
        mask = np.zeros(len(self), bool)
        mask[places] = True
        columns = []
        for index, column in enumerate(self.columns):
            cells = [rows[row][index] if index < len(rows[row]) else "" for row in places]
            columns.append(pc.replace_with_mask(column, pa.array(mask), pa.array(cells, pa.string())))
        return replace(self, columns=tuple(columns))


@dataclass
class Sheet:
    """One sheet of a workbook, or all of a text file, as a stream of grids; `name` is '' for text files."""

    name: str
    grids: Iterator[Grid]
    is_visible: bool = True
    skip_reason: str = ""


def grid_of_rows(
    rows: Sequence[Sequence[str]], line_numbers: Sequence[int], broken_rows: dict[int, str] | None = None
) -> Grid:
    """Return a grid of rows of uneven length, the short ones filled up with empty cells."""
    width = max((len(row) for row in rows), default=0)
    padded = [row if len(row) == width else [*row, *[""] * (width - len(row))] for row in rows]
    columns = tuple(pa.array(column, pa.string()) for column in zip(*padded, strict=True)) if rows else ()
    return Grid(columns, pa.array(line_numbers, pa.int64()), broken_rows or {})


def joined(grids: Sequence[Grid]) -> Grid:
    """Return several grids one under the other, as wide as the widest."""
    if len(grids) == 1:
        return grids[0]
    width = max(grid.width for grid in grids)
    wide = [grid.widened(width) for grid in grids]
    broken: dict[int, str] = {}
    offset = 0
    for grid in wide:
        broken |= {offset + position: why for position, why in grid.broken_rows.items()}
        offset += len(grid)
    columns = tuple(pa.concat_arrays([grid.columns[index] for grid in wide]) for index in range(width))
    return Grid(columns, pa.concat_arrays([grid.line_numbers for grid in wide]), broken)
