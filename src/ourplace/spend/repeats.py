"""Payments that stand in the files twice: rows that repeat another exactly, files of one content, months published twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.parameters import parameter_value
from ourplace.spend.receipt import Receipt
from ourplace.spend.rows import Sorted, to_pence

_CELL_END = "\x1f"


class RepeatCounter:
    """Counts the used rows of a sheet that repeat an earlier one in every cell, over any number of grids."""

    def __init__(self) -> None:
        """Begin with no rows seen."""
        self.start_sheet()

    def start_sheet(self) -> None:
        """Forget the rows seen so far."""
        self._rows = 0
        self._pence = 0
        self._pending: pa.Array | None = None
        self._seen: npt.NDArray[np.int64] | None = None

    def add(self, rows: Sorted) -> None:
        """Count the repeats among a grid's used rows, and of rows in the grids before it."""
        used = pa.array(np.flatnonzero(rows.codes == 0))
        if len(used) == 0:
            return
        lines = pc.binary_join_element_wise(*(column.take(used) for column in rows.grid.columns), _CELL_END)
        encoded = lines.dictionary_encode()
        indices = np.asarray(encoded.indices)
        is_first = np.zeros(len(indices), bool)
        is_first[np.unique(indices, return_index=True)[1]] = True
        is_first &= ~self._were_seen(encoded.dictionary)[indices]
        self._rows += int((~is_first).sum())
        self._pence += int(to_pence(rows.amounts.take(used))[~is_first].sum())

    def sheet_totals(self) -> tuple[int, int]:
        """Return the repeated rows and their sum in pence."""
        return self._rows, self._pence

    def _were_seen(self, distinct: pa.Array) -> npt.NDArray[np.bool_]:
        """Return which lines occurred in earlier grids, by 64-bit hashes kept in order; one grid alone needs none."""
        if self._pending is None and self._seen is None:
            self._pending = distinct
            return np.zeros(len(distinct), bool)
        if self._pending is not None:
            self._seen = np.sort(_hashes(self._pending))
            self._pending = None
        seen = self._seen if self._seen is not None else np.zeros(0, np.int64)
        hashes = _hashes(distinct)
        places = np.minimum(np.searchsorted(seen, hashes), len(seen) - 1)
        found: npt.NDArray[np.bool_] = seen[places] == hashes
        self._seen = np.sort(np.concatenate([seen, hashes[~found]]), kind="stable")
        return found


class SheetContents:
    """Remembers what each sheet of a workbook holds, to notice a sheet that holds again what others do."""

    def __init__(self) -> None:
        """Begin with no sheet remembered."""
        self._hashes: dict[str, list[npt.NDArray[np.int64]]] = {}

    def add(self, sheet_name: str, rows: Sorted) -> None:
        """Remember the payee, date and amount of a grid's used rows."""
        used = pa.array(np.flatnonzero(rows.codes == 0))
        cells = (rows.payees, rows.dates.cast(pa.string()), rows.amounts.cast(pa.string()))
        lines = pc.binary_join_element_wise(*(pc.fill_null(cell.take(used), "") for cell in cells), _CELL_END)
        self._hashes.setdefault(sheet_name, []).append(_hashes(lines))

    def repeated_sheets(self) -> dict[str, tuple[str, ...]]:
        """Return the sheets of which nearly every row stands in other sheets, with those sheets; the longest sheet first."""
        least_share = float(parameter_value("reading_repeated_month_share"))
        least_rows = int(parameter_value("reading_repeated_month_rows"))
        contents = {name: np.concatenate(parts) for name, parts in self._hashes.items()}
        found: dict[str, tuple[str, ...]] = {}
        for name in sorted(contents, key=lambda name: -len(contents[name])):
            rows = contents[name]
            others = {other: hashes for other, hashes in contents.items() if other != name and other not in found}
            if len(rows) < least_rows or not others:
                continue
            common = {other: int(np.isin(rows, hashes).sum()) for other, hashes in others.items()}
            inside = int(np.isin(rows, np.concatenate(list(others.values()))).sum())
            if inside >= least_share * len(rows):
                found[name] = tuple(other for other, count in common.items() if count)
        return found


@dataclass(frozen=True)
class RepeatedContent:
    """Files that hold the same payments: the same bytes, or the same rows of one month."""

    sort: str
    file_names: tuple[str, ...]
    month: str
    row_count: int
    amount_gbp: Decimal
    message: str


def find_repeated_content(receipts: Sequence[Receipt], payments: Sequence[Path]) -> list[RepeatedContent]:
    """Return what one anchor's files hold twice; `payments` are the Parquet files, in the order of the receipts.

    Files with the same bytes first; then months of which two files hold the same payments (date, payee and amount), or
    nearly all: a share set by a parameter. Nothing is left out here: a person confirms, or a setting does.
    """
    found = _same_bytes(receipts)
    twins = {name for repeated in found for name in repeated.file_names[1:]}
    months: dict[str, list[tuple[str, pa.Table]]] = {}
    for receipt, path in zip(receipts, payments, strict=True):
        if receipt.file_name not in twins:
            for month, table in _by_month(path):
                months.setdefault(month, []).append((receipt.file_name, table))
    for month, tables in sorted(months.items()):
        found.extend(_repeated_month(month, tables))
    return found


def _same_bytes(receipts: Sequence[Receipt]) -> list[RepeatedContent]:
    by_content: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        by_content.setdefault(receipt.content_sha256, []).append(receipt)
    return [
        RepeatedContent(
            sort="same_file",
            file_names=tuple(receipt.file_name for receipt in same),
            month="",
            row_count=same[0].row_count_of("used"),
            amount_gbp=same[0].amount_gbp_of("used"),
            message=f"{', '.join(receipt.file_name for receipt in same)} are the same file, byte for byte",
        )
        for same in by_content.values()
        if len(same) > 1
    ]


def _by_month(path: Path) -> list[tuple[str, pa.Table]]:
    """Return the keys and amounts of a file's payments, month by month."""
    table = pq.read_table(path, columns=["payment_date", "payee_name", "amount_gbp"])
    table = table.filter(pc.is_valid(table["payment_date"]))
    months = pc.strftime(table["payment_date"], "%Y-%m")
    keyed = pa.table(
        {
            "month": months,
            "key": pc.binary_join_element_wise(
                table["payment_date"].cast(pa.string()),
                pc.utf8_upper(table["payee_name"]),
                table["amount_gbp"].cast(pa.string()),
                "|",
            ),
            "amount_gbp": table["amount_gbp"].cast(pa.decimal128(38, 2)),
        }
    )
    grouped = keyed.group_by(["month", "key"]).aggregate([("key", "count"), ("amount_gbp", "sum")])
    return [
        (month, grouped.filter(pc.equal(grouped["month"], month))) for month in pc.unique(grouped["month"]).to_pylist()
    ]


def _repeated_month(month: str, tables: Sequence[tuple[str, pa.Table]]) -> list[RepeatedContent]:
    least_share = float(parameter_value("reading_repeated_month_share"))
    least_rows = int(parameter_value("reading_repeated_month_rows"))
    found = []
    for position, (name, table) in enumerate(tables):
        for other_name, other in tables[position + 1 :]:
            common = table.join(other, keys="key", join_type="inner", right_suffix="_other")
            rows = sum(map(min, common["key_count"].to_pylist(), common["key_count_other"].to_pylist()))
            fewest = min(pc.sum(table["key_count"]).as_py(), pc.sum(other["key_count"]).as_py())
            if rows < least_rows or rows < least_share * fewest:
                continue
            pounds = pc.sum(common["amount_gbp_sum"]).as_py()
            message = f"{name} and {other_name} hold the same {rows} payments of {month} ({rows / fewest:.0%} of the smaller)"
            found.append(RepeatedContent("same_month", (name, other_name), month, rows, pounds, message))
    return found


def _hashes(lines: pa.Array) -> npt.NDArray[np.int64]:
    return np.fromiter(map(hash, lines.to_pylist()), np.int64, len(lines))
