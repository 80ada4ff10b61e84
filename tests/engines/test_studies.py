"""A study run on Spark ends with what it ends with on DuckDB."""

import json
import math
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ourplace.engine import Engine, EngineChoice
from ourplace.studies import StudyResult, load_study, run_study

pytestmark = [pytest.mark.spark, pytest.mark.slow]

# Sums of binary fractions in another order differ in the last digits; money is decimal and does not.
CLOSE = 1e-9
TABLES = (
    "suppliers",
    "candidates",
    "locations",
    "supplier_bands",
    "supplier_points",
    "local_share",
    "spend",
    "points",
)


@pytest.fixture(scope="module")
def results(spark: Engine, two_anchors: Path, two_anchors_again: Path) -> dict[str, StudyResult]:
    """The same study, each time in a folder with a cache of its own."""
    return {
        "duckdb": run_study(load_study(two_anchors), command="ourplace run"),
        "spark": run_study(
            load_study(two_anchors_again), command="ourplace run", engine=EngineChoice("spark", "local[2]")
        ),
    }


def test_a_study_ends_the_same_and_what_spark_computed_serves_duckdb_too(
    results: dict[str, StudyResult], two_anchors_again: Path
) -> None:
    """One test, so that no two processes run the study."""
    assert results["spark"].headline == results["duckdb"].headline
    assert results["spark"].headline.analysed_gbp > 0
    for name in TABLES:
        one, other = (rows_of(results[engine], name) for engine in ("duckdb", "spark"))
        assert len(one) == len(other) > 0
        assert all(alike(row, again) for row, again in zip(one, other, strict=True))
    # Spark writes a table as a folder of parts, DuckDB as one file: the work was Spark's.
    assert (results["spark"].folder / "spend.parquet").is_dir()
    assert (results["duckdb"].folder / "spend.parquet").is_file()
    again = run_study(load_study(two_anchors_again), command="ourplace run")
    assert again.folder == results["spark"].folder


def rows_of(result: StudyResult, name: str) -> list[dict[str, Any]]:
    """Return the rows of a table in an order of their own."""
    rows = pq.read_table(result.folder / f"{name}.parquet").to_pylist()
    return sorted(rows, key=lambda row: json.dumps(exact(row), default=str, sort_keys=True))


def exact(row: dict[str, Any]) -> dict[str, Any]:
    """Return what of a row is text, whole or decimal; DuckDB writes whole sums as floating point."""
    return {
        key: int(value) if key == "payment_count" else value
        for key, value in row.items()
        if key == "payment_count" or not isinstance(value, float)
    }


def alike(row: dict[str, Any], again: dict[str, Any]) -> bool:
    """Return whether two rows are equal, fractions to nine digits."""
    return exact(row) == exact(again) and all(
        math.isclose(value, again[key], rel_tol=CLOSE, abs_tol=CLOSE)
        for key, value in row.items()
        if isinstance(value, float)
    )
