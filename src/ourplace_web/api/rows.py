"""Rows of a run's tables as the interface gives them: plain values, and nothing of individuals whom the reader may not see."""

import datetime as dt
import math
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace_web.review.predicates import Reviewer, may_see_names

# What could name a supplier in a table that has its id.
NAMING = ("supplier_name", "payee_names", "explanation")


def hidden_suppliers(figures: Path, reviewer: Reviewer) -> frozenset[str]:
    """Return the ids of the suppliers that may be persons whom somebody may not see."""
    columns = ["supplier_id", "is_individual", "anchor_ids"]
    table = pq.read_table(figures / "suppliers.parquet", columns=columns)
    people = table.filter(pc.fill_null(table["is_individual"], fill_value=True)).to_pylist()
    return frozenset(row["supplier_id"] for row in people if not may_see_names(reviewer, row["anchor_ids"] or ()))


def table_rows(path: Path, hidden: frozenset[str], *, offset: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    """Return some rows of a table and how many it has; names of hidden suppliers are null."""
    table = pq.read_table(path)
    rows = [plain_row(row, hidden) for row in table.slice(offset, limit).to_pylist()]
    return rows, table.num_rows


def plain_row(row: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """Return a row in JSON's own values, without what names a hidden supplier."""
    is_hidden = row.get("supplier_id") in hidden
    return {name: None if is_hidden and name in NAMING else plain(value) for name, value in row.items()}


def plain(value: Any) -> Any:
    """Return a value as JSON has it: money as text, to the penny; a number that is none as null; days as ISO 8601."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(one) for one in value]
    return {name: plain(one) for name, one in value.items()} if isinstance(value, dict) else value


def suppliers_seen(figures: Path, hidden: frozenset[str]) -> pa.Table:
    """Return the suppliers of a run without the hidden ones, in the order of their ids."""
    table = pq.read_table(figures / "suppliers.parquet")
    return table.filter(pc.invert(pc.is_in(table["supplier_id"], pa.array(sorted(hidden), pa.string()))))
