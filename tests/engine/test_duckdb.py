"""The engine keeps text as text and money to the penny."""

from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from ourplace.engine import Engine

TABLE = pa.table(
    {"payee_name": ["N/A", "NULL", "O'Neil", ""], "amount_gbp": pa.array([Decimal("0.10")] * 4, pa.decimal128(18, 2))}
)


def test_what_is_written_is_read_again(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "it's here.parquet"
    engine.write_parquet(engine.table(TABLE, name="t"), path)

    assert engine.to_arrow(engine.read_parquet(path, name="again")).to_pydict() == TABLE.to_pydict()


def test_money_adds_up_exactly(engine: Engine) -> None:
    table = engine.table(TABLE, name="t")

    assert engine.to_arrow(table.agg(total=table.amount_gbp.sum()))["total"].to_pylist() == [Decimal("0.40")]


def test_statement_leaves_nothing_open(engine: Engine) -> None:
    engine.run("CREATE TABLE t AS SELECT 1 AS a")
    engine.run("INSERT INTO t VALUES (?)", [2])

    assert engine.sql("SELECT a FROM t ORDER BY a")["a"].to_pylist() == [1, 2]
