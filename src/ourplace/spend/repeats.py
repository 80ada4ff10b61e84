"""Payments that stand in one file twice: rows that repeat another exactly, sheets that hold again what others do."""

from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.parameters import parameter_value
from ourplace.spend.rows import to_pence
from ourplace.spend.used_rows import UsedRows

_LEAST_SUMMARY_ROWS = 3
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
        self._pending: UsedRows | None = None
        self._seen: npt.NDArray[np.int64] | None = None

    def add(self, used: UsedRows) -> None:
        """Count the repeats among a grid's used rows, and of rows in the grids before it."""
        if len(used) == 0:
            return
        is_repeated = _are_repeated(used) | self._were_seen(used)
        self._rows += int(is_repeated.sum())
        self._pence += int(to_pence(used.take(used.rows.amounts))[is_repeated].sum())

    def sheet_totals(self) -> tuple[int, int]:
        """Return the repeated rows and their sum in pence."""
        return self._rows, self._pence

    def _were_seen(self, used: UsedRows) -> npt.NDArray[np.bool_]:
        """Return which rows occurred in earlier grids, by 64-bit hashes kept in order; one grid alone needs none."""
        if self._pending is None and self._seen is None:
            self._pending = used
            return np.zeros(len(used), bool)
        if self._pending is not None:
            self._seen = np.sort(_hashes(_lines(self._pending)))
            self._pending = None
        seen = self._seen if self._seen is not None else np.zeros(0, np.int64)
        hashes = _hashes(_lines(used))
        places = np.minimum(np.searchsorted(seen, hashes), len(seen) - 1)
        found: npt.NDArray[np.bool_] = seen[places] == hashes
        self._seen = np.sort(np.concatenate([seen, hashes[~found]]), kind="stable")
        return found


def _are_repeated(used: UsedRows) -> npt.NDArray[np.bool_]:
    """Return which rows repeat one above them in every cell."""
    columns = [used.text(index) for index in range(used.rows.grid.width)]
    places, alike = np.arange(len(used)), np.zeros(len(used), np.int64)
    for column in sorted(columns, key=lambda column: -len(column.dictionary)):
        joint = alike * len(column.dictionary) + np.asarray(column.indices)[places]
        numbers = np.asarray(pa.array(joint).dictionary_encode().indices).astype(np.int64)
        shared = np.bincount(numbers)[numbers] > 1
        places, alike = places[shared], numbers[shared]
    found = np.zeros(len(used), bool)
    # Rows are numbered as they first appear, so that a first appearance is a number above all before it.
    found[places[1:]] = alike[1:] <= np.maximum.accumulate(alike)[:-1]
    return found


def _lines(used: UsedRows) -> pa.Array:
    return pc.binary_join_element_wise(*(used.take(column) for column in used.rows.grid.columns), _CELL_END)


class SheetContents:
    """Remembers what each sheet of a workbook holds, to notice a sheet that holds again what others do."""

    def __init__(self) -> None:
        """Begin with no sheet remembered."""
        self._hashes: dict[str, list[npt.NDArray[np.int64]]] = {}
        self._sums: dict[str, Counter[str]] = {}
        self._row_counts: Counter[str] = Counter()
        self._has_dates: set[str] = set()

    def add(self, sheet_name: str, used: UsedRows) -> None:
        """Remember the payee, date and amount of a grid's used rows."""
        payees, dates, amounts = (
            used.take(values) for values in (used.rows.payees, used.rows.dates, used.rows.amounts)
        )
        cells = (payees, dates.cast(pa.string()), amounts.cast(pa.string()))
        lines = pc.binary_join_element_wise(*(pc.fill_null(cell, "") for cell in cells), _CELL_END)
        self._hashes.setdefault(sheet_name, []).append(_hashes(lines))
        self._row_counts[sheet_name] += len(used)
        if dates.null_count < len(used):
            self._has_dates.add(sheet_name)
        paid = pa.table({"payee": payees, "pence": to_pence(amounts)})
        sums = paid.group_by("payee").aggregate([("pence", "sum")])
        pairs = zip(sums["payee"].to_pylist(), sums["pence_sum"].to_pylist(), strict=True)
        self._sums.setdefault(sheet_name, Counter()).update(dict(pairs))

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

    def summary_sheets(self) -> dict[str, tuple[str, ...]]:
        """Return the sheets without dates of which nearly every amount is the sum that other sheets pay to its payee.

        A table of the largest suppliers, or a pivot table kept as values, counts the payments beside it again.
        """
        least_share = float(parameter_value("reading_repeated_month_share"))
        found: dict[str, tuple[str, ...]] = {}
        dated = {name: sums for name, sums in self._sums.items() if name in self._has_dates}
        for name, sums in self._sums.items():
            has_one_row_a_payee = len(sums) == self._row_counts[name] >= _LEAST_SUMMARY_ROWS
            if name in dated or not has_one_row_a_payee:
                continue
            choices = [(tuple(dated), _together(dated.values())), *(((one,), dated[one]) for one in dated)]
            for sheets, paid in choices:
                if sheets and sum(paid[payee] == pence for payee, pence in sums.items()) >= least_share * len(sums):
                    found[name] = sheets
                    break
        return found


def _together(parts: Iterable[Counter[str]]) -> Counter[str]:
    whole: Counter[str] = Counter()
    for part in parts:
        whole.update(part)
    return whole


def _hashes(lines: pa.Array) -> npt.NDArray[np.int64]:
    return np.fromiter(map(hash, lines.to_pylist()), np.int64, len(lines))
