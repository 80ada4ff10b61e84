"""Every indicator against figures worked out by hand (tests/golden/indicators/README.md)."""

import csv
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pytest

from ourplace.indicators import all_indicators

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "indicators"
IDS = [one.indicator_id for one in all_indicators()]


def cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.10g}"
    return ";".join(value) if isinstance(value, list) else str(value)


@pytest.mark.parametrize("indicator_id", IDS)
def test_indicator_gives_the_figures_worked_out_by_hand(
    golden_results: Mapping[str, pa.Table], indicator_id: str
) -> None:
    with (GOLDEN / "expected" / f"{indicator_id}.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))

    table = golden_results[indicator_id]
    rows = [[cell(value) for value in row.values()] for row in table.to_pylist()]
    assert [table.column_names, *rows] == expected


def test_every_indicator_has_its_golden_file_and_no_file_is_left_over() -> None:
    assert {path.stem for path in (GOLDEN / "expected").glob("*.csv")} == set(IDS)
