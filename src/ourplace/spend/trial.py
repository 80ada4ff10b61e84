"""Reading the first rows of a file as somebody says it is to be read, before that is kept: what each row would become."""

import datetime as dt
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.spend.date_order import Period
from ourplace.spend.files import Source
from ourplace.spend.grids import Sheet
from ourplace.spend.overrides import Overrides
from ourplace.spend.payments import Masked, TablesWriter
from ourplace.spend.preview import beginning
from ourplace.spend.reading import opened_sheets
from ourplace.spend.receipt import SheetReceipt
from ourplace.spend.sheets import SheetReader

ROWS_SHOWN = 10


@dataclass(frozen=True)
class RowRead:
    """What one row became: a payment of `amount_gbp` pounds to `payee_name`, or a row that is not used, with its reason's code.

    A payment has no `reason`; any part may be None where the row does not say it.
    """

    line_number: int
    payee_name: str | None = None
    payment_date: dt.date | None = None
    amount_gbp: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True)
class SheetTrial:
    """How one sheet would be read: the receipt of the rows looked at, which are its first 2,000, and some of them."""

    receipt: SheetReceipt
    rows: tuple[RowRead, ...]


def try_reading(
    source: Source, *, overrides: Overrides, period: Period | None = None, lines: Collection[int] = ()
) -> list[SheetTrial]:
    """Return how each sheet of a file would be read with some settings, with its rows at some lines. Nothing is kept.

    Raises:
        SpendError: the source is no table, or a setting names something that it does not have.
    """
    if source.problem is not None:
        raise source.problem
    with tempfile.TemporaryDirectory(prefix="ourplace-") as folder:
        with TablesWriter(Path(folder)) as writer:
            reader = SheetReader("", source.name, overrides, period, (), writer, Masked())
            receipts = [reader.read(cut_short(sheet, lines)) for sheet in opened_sheets(source, overrides)]
        return [
            SheetTrial(receipt, rows_as_read(Path(folder), sheet_name=receipt.sheet_name, lines=lines))
            for receipt in receipts
        ]


def cut_short(sheet: Sheet, lines: Collection[int]) -> Sheet:
    """Return a sheet with its first rows and those at some lines only."""
    first = beginning(sheet.grids, lines)
    return replace(sheet, grids=iter([] if first is None else [first]))


def rows_as_read(folder: Path, *, sheet_name: str, lines: Collection[int] = ()) -> tuple[RowRead, ...]:
    """Return what the rows at some lines of a sheet became, in the file's order; the first ten where no line is named.

    `folder` is where a reading left `payments.parquet` and `set_aside.parquet`.
    """
    payments = pq.read_table(
        folder / "payments.parquet",
        columns=["sheet_name", "line_number", "payee_name", "payment_date", "amount_gbp"],
    )
    others = pq.read_table(folder / "set_aside.parquet", columns=["sheet_name", "line_number", "amount_gbp", "reason"])
    found = [*rows_in(payments, sheet_name, lines), *rows_in(others, sheet_name, lines)]
    return tuple(sorted(found, key=lambda row: row.line_number)[: len(lines) or ROWS_SHOWN])


def rows_in(table: pa.Table, sheet_name: str, lines: Collection[int]) -> Iterator[RowRead]:
    """Yield the rows of one sheet in a table of payments or of rows that are not used, at some lines."""
    own = table.filter(pc.equal(table["sheet_name"], sheet_name)).drop_columns("sheet_name")
    if lines:
        own = own.filter(pc.is_in(own["line_number"], value_set=pa.array(sorted(lines), pa.int64())))
    else:
        own = own.sort_by("line_number").slice(0, ROWS_SHOWN)
    yield from (RowRead(**row) for row in own.to_pylist())
