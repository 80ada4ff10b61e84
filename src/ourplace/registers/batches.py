"""A register's file, whatever its format, as batches of text columns named by the register's own fields."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import pyarrow as pa

from ourplace.registers.exceptions import WrongRegisterError
from ourplace.registers.headers import Mapped
from ourplace.registers.metadata import Register
from ourplace.registers.sources import Member

# Two of DuckDB's row groups, so that two processors have work; about 100 MB of text.
BATCH_ROWS = 240_000

Row = TypeVar("Row")


@dataclass
class Tally:
    """What reading a source has met so far."""

    rows: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    unknown_columns: set[str] = field(default_factory=set)
    missing_columns: set[str] = field(default_factory=set)
    encodings: set[str] = field(default_factory=set)

    def note_header(self, mapped: Mapped, register: Register) -> None:
        """Remember which columns nobody spoke for and which fields the file does not have."""
        self.unknown_columns.update(mapped.unknown)
        self.missing_columns.update(set(register.columns.used) - set(mapped.positions))


def check_header(mapped: Mapped, register: Register, member: Member, *, looks_like: str | None) -> None:
    """Refuse a file that lacks a required column, naming the register it looks like instead.

    Raises:
        WrongRegisterError: a required column is missing.
    """
    if mapped.is_match:
        return
    missing = ", ".join(register.columns.used[name][0] for name in mapped.missing)
    other = f"it looks like {looks_like}" if looks_like else "it looks like no register that OurPlace knows"
    add = f"add it as {looks_like}" if looks_like else "add it as supplier_list if it is a list of names and postcodes"
    raise WrongRegisterError(
        f"This is not a file of {register.title}",
        why=f"the column {missing} is missing; {other}",
        next_step=f"give the file of {register.publisher}, or {add}",
        where=member.where,
    )


def rows_to_batch(rows: Sequence[Sequence[str]], mapped: Mapped, register: Register, first: int) -> pa.Table:
    """Return rows of text as a batch: one string column a field, null where blank, and `row_number`."""
    columns = {
        name: pa.array(
            [row[at] or None for row in rows]
            if (at := mapped.positions.get(name)) is not None
            else [None] * len(rows),
            pa.string(),
        )
        for name in register.columns.used
    }
    return pa.table({"row_number": pa.array(range(first, first + len(rows)), pa.int64())} | columns)


def fitted_row(row: list[str], width: int, *, pad: bool) -> list[str] | None:
    """Return the row at the header's width where nothing is lost by it: empty cells cut off, or missing ones added."""
    if len(row) > width and not any(cell.strip() for cell in row[width:]):
        return row[:width]
    if len(row) < width and pad:
        return row + [""] * (width - len(row))
    return row if len(row) == width else None


def split_line(text: str, delimiter: str) -> list[str]:
    """Return the cells of one line; a tab-delimited line has no quotes."""
    return next(csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting_of(delimiter)), [])


def quoting_of(delimiter: str) -> Literal[0, 3]:
    """Return how the `csv` module should take quotes: as ordinary characters where cells are divided by tabs."""
    return csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL


def in_batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Yield the rows in lists that fit in memory."""
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH_ROWS:
            yield batch
            batch = []
    if batch:
        yield batch
