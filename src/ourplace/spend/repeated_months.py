"""Months of which two files of one publisher hold the same payments: a quarter that republishes a month, a year beside its months."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import BaseModel, ConfigDict

from ourplace.parameters import parameter_value

ROW_KEYS = ("sheet_name", "line_number")


class RepeatedMonth(BaseModel):
    """What a file holds of a month that an earlier one holds too: the rows and pounds that are the same in both.

    `file` and `earlier` are the places of the two in the list that was searched, from 0; `share` is that of the smaller
    file's rows in the month.
    """

    model_config = ConfigDict(frozen=True)

    month: str
    file: int
    earlier: int
    row_count: int
    amount_gbp: Decimal
    share: float


def find_repeated_months(payments: Sequence[Path]) -> list[RepeatedMonth]:
    """Return the months that one anchor's files hold twice, month by month; `payments` are their Parquet files, in order.

    Two files hold the same month where nearly all payments (date, payee and amount) of one stand in the other: the
    share, and how few rows are too few to tell, are parameters. Nothing is left out here: a person or a setting says so.
    """
    months: dict[str, list[tuple[int, pa.Table]]] = {}
    for file, path in enumerate(payments):
        for month, counts in _counts_by_month(path):
            months.setdefault(month, []).append((file, counts))
    return [found for month, files in sorted(months.items()) for found in _repeats_of(month, files)]


def repeated_rows(payments: Path, month: str, earlier: Sequence[Path]) -> pa.Table:
    """Return the rows of a file that stand in one of the earlier files of the month, each as often as there.

    One row per repeated payment: `sheet_name`, `line_number` and `amount_gbp`.
    """
    rows = _keyed(payments, month)
    allowed: dict[str, int] = {}
    for path in earlier:
        counts = _keyed(path, month).group_by("key").aggregate([("key", "count")])
        for key, count in zip(counts["key"].to_pylist(), counts["key_count"].to_pylist(), strict=True):
            allowed[key] = max(allowed.get(key, 0), count)
    is_repeated = np.zeros(len(rows), bool)
    for position, key in enumerate(rows["key"].to_pylist()):
        left = allowed.get(key, 0)
        if left:
            is_repeated[position] = True
            allowed[key] = left - 1
    return rows.filter(pa.array(is_repeated)).select([*ROW_KEYS, "amount_gbp"])


def _keyed(path: Path, month: str | None = None) -> pa.Table:
    """Return a file's dated payments in its own order, with their month and what they are known by."""
    table = pq.read_table(path, columns=[*ROW_KEYS, "payment_date", "payee_name", "amount_gbp"])
    table = table.filter(pc.is_valid(table["payment_date"]))
    months = pc.strftime(table["payment_date"], "%Y-%m")
    keys = pc.binary_join_element_wise(
        table["payment_date"].cast(pa.string()),
        pc.utf8_upper(pc.fill_null(table["payee_name"], "")),
        table["amount_gbp"].cast(pa.string()),
        "|",
    )
    keyed = table.append_column("month", months).append_column("key", keys)
    return keyed if month is None else keyed.filter(pc.equal(keyed["month"], month))


def _counts_by_month(path: Path) -> list[tuple[str, pa.Table]]:
    """Return how often each payment of each month stands in a file."""
    counts = _keyed(path).group_by(["month", "key", "amount_gbp"]).aggregate([("key", "count")])
    return [
        (month, counts.filter(pc.equal(counts["month"], month))) for month in pc.unique(counts["month"]).to_pylist()
    ]


def _repeats_of(month: str, files: Sequence[tuple[int, pa.Table]]) -> list[RepeatedMonth]:
    least_share = float(parameter_value("reading_repeated_month_share"))
    least_rows = int(parameter_value("reading_repeated_month_rows"))
    found = []
    for position, (file, counts) in enumerate(files):
        for earlier, others in files[:position]:
            both = counts.join(others, keys="key", join_type="inner", right_suffix="_earlier")
            times = np.minimum(both["key_count"].to_numpy(), both["key_count_earlier"].to_numpy())
            rows = int(times.sum())
            share = rows / min(pc.sum(counts["key_count"]).as_py(), pc.sum(others["key_count"]).as_py())
            if rows < least_rows or share < least_share:
                continue
            amounts = zip(both["amount_gbp"].to_pylist(), times.tolist(), strict=True)
            pounds = sum((amount * count for amount, count in amounts), Decimal("0.00"))
            found.append(
                RepeatedMonth(month=month, file=file, earlier=earlier, row_count=rows, amount_gbp=pounds, share=share)
            )
    return found
