"""Every indicator gives the same table on Spark as on DuckDB, intervals included."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest

from ourplace.engine import Engine
from ourplace.indicators import Settings, all_indicators, compute_indicators, read_study_tables

pytestmark = [pytest.mark.spark, pytest.mark.slow]

SETTINGS = Settings(definition_id="premises", headline_ring_id="town", horizon_date=dt.date(2027, 3, 31))


@pytest.fixture(scope="module")
def on_duckdb(duckdb: Engine, golden: Path) -> dict[str, pa.Table]:
    return compute_indicators(duckdb, read_study_tables(duckdb, golden), SETTINGS)


@pytest.fixture(scope="module")
def on_spark(spark: Engine, golden: Path) -> dict[str, pa.Table]:
    return compute_indicators(spark, read_study_tables(spark, golden), SETTINGS)


@pytest.mark.parametrize("indicator_id", [one.indicator_id for one in all_indicators()])
def test_both_engines_give_the_same_table(
    indicator_id: str, on_duckdb: dict[str, pa.Table], on_spark: dict[str, pa.Table]
) -> None:
    assert on_spark[indicator_id].schema.equals(on_duckdb[indicator_id].schema)
    assert on_spark[indicator_id].to_pylist() == on_duckdb[indicator_id].to_pylist()
