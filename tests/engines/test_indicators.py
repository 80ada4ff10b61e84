"""Every indicator gives the same table on Spark as on DuckDB, intervals included."""

import datetime as dt
from pathlib import Path

import pytest

from ourplace.engine import Engine
from ourplace.indicators import Settings, all_indicators, compute_indicators, read_study_tables

pytestmark = [pytest.mark.spark, pytest.mark.slow]

SETTINGS = Settings(definition_id="premises", headline_ring_id="town", horizon_date=dt.date(2027, 3, 31))


def test_both_engines_give_the_same_tables(duckdb: Engine, spark: Engine, golden: Path) -> None:
    """One test, so that no two processes compute them."""
    one, other = (
        compute_indicators(engine, read_study_tables(engine, golden), SETTINGS) for engine in (duckdb, spark)
    )

    assert list(one) == list(other) == [indicator.indicator_id for indicator in all_indicators()]
    for indicator_id, table in one.items():
        assert other[indicator_id].schema.equals(table.schema)
        assert other[indicator_id].to_pylist() == table.to_pylist()
