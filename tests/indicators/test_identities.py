"""What one indicator says must be what another says: the parts of each table add up to the whole of another."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest


def added(table: pa.Table, column: str, *keys: str) -> dict[tuple[Any, ...], Decimal]:
    sums: dict[tuple[Any, ...], Decimal] = {}
    for row in table.to_pylist():
        key = tuple(row[name] for name in keys)
        sums[key] = sums.get(key, Decimal(0)) + (row[column] or Decimal(0))
    return sums


@pytest.mark.parametrize("part", ["need_categories", "sectors", "business_types"])
@pytest.mark.parametrize("column", ["local_gbp", "placed_gbp"])
def test_parts_by_ring_add_up_to_the_local_share(
    golden_results: Mapping[str, pa.Table], part: str, column: str
) -> None:
    keys = ("anchor_id", "ring_id")

    assert added(golden_results[part], column, *keys) == added(golden_results["local_share"], column, *keys)


def test_deciles_add_up_to_local_spend(golden_results: Mapping[str, pa.Table]) -> None:
    keys = ("anchor_id", "ring_id")

    assert added(golden_results["deprivation"], "amount_gbp", *keys) == added(
        golden_results["local_share"], "local_gbp", *keys
    )


@pytest.mark.parametrize("part", ["spend_by_band", "sizes"])
def test_parts_add_up_to_analysed_spend(golden_results: Mapping[str, pa.Table], part: str) -> None:
    assert added(golden_results[part], "amount_gbp", "anchor_id") == added(
        golden_results["coverage"], "analysed_gbp", "anchor_id"
    )


@pytest.mark.parametrize("part", ["spend_by_kind", "influenceable"])
def test_parts_add_up_to_published_spend(golden_results: Mapping[str, pa.Table], part: str) -> None:
    assert added(golden_results[part], "amount_gbp", "anchor_id") == added(
        golden_results["coverage"], "published_gbp", "anchor_id"
    )


def test_flow_adds_up_to_the_bands(golden_results: Mapping[str, pa.Table]) -> None:
    bands = added(golden_results["spend_by_band"], "amount_gbp", "anchor_id", "band_id")

    flow = added(golden_results["flow"], "amount_gbp", "anchor_id", "band_id")

    assert flow == {key: amount for key, amount in bands.items() if key in flow}
    assert {key[0] for key in flow} == {"council", "hospital", "university"}


def test_anchors_add_up_to_the_pooled_figures(golden_results: Mapping[str, pa.Table]) -> None:
    sums = added(golden_results["local_share"], "local_gbp", "anchor_id", "ring_id")

    for ring in ("town", "county"):
        assert sum(amount for key, amount in sums.items() if key[1] == ring) == 2 * sums["all", ring]


def test_largest_suppliers_take_what_concentration_says(golden_results: Mapping[str, pa.Table]) -> None:
    top = [row for row in golden_results["top_suppliers"].to_pylist() if row["anchor_id"] == "all"][:10]

    row = golden_results["concentration"].to_pylist()[0]

    assert (row["anchor_id"], row["top_count"]) == ("all", 10)
    assert sum(one["amount_gbp"] for one in top) == row["top_gbp"]
    assert top[-1]["cumulative_share"] == pytest.approx(row["top_share"])


def test_chosen_definition_gives_the_local_share(golden_results: Mapping[str, pa.Table]) -> None:
    shares = {
        (row["anchor_id"], row["ring_id"]): (row["local_share_low"], row["local_share"], row["local_share_high"])
        for row in golden_results["local_share"].to_pylist()
    }

    chosen = {
        (row["anchor_id"], row["ring_id"]): (row["local_share_low"], row["local_share"], row["local_share_high"])
        for row in golden_results["definition_sensitivity"].to_pylist()
        if row["definition_id"] == "premises"
    }
    assert chosen == shares


def test_local_supply_leaks_what_the_need_category_leaks(golden_results: Mapping[str, pa.Table]) -> None:
    pooled = [row for row in golden_results["need_categories"].to_pylist() if row["anchor_id"] == "all"]
    leaks = {(row["need_category_code"], row["ring_id"]): row["leakage_gbp"] for row in pooled}

    for row in golden_results["local_supply"].to_pylist():
        assert row["leakage_gbp"] == leaks[row["need_category_code"], row["ring_id"]]


def test_names_of_individuals_are_in_no_list_without_a_mark(golden_results: Mapping[str, pa.Table]) -> None:
    for name, table in golden_results.items():
        if "is_individual" not in table.column_names:
            assert "Gorse" not in str(table.to_pylist()), name
