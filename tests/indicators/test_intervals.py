from collections.abc import Callable, Mapping

import pyarrow as pa
import pytest

from ourplace.engine import Engine
from ourplace.indicators import Settings, StudyTables, all_indicators, compute_indicators


def test_every_interval_holds_its_figure(golden_results: Mapping[str, pa.Table]) -> None:

    outside = [
        (name, row)
        for name, table in golden_results.items()
        for column in [one.removesuffix("_low") for one in table.column_names if one.endswith("_low")]
        if column in table.column_names
        for row in table.to_pylist()
        if row[column] is not None and not row[f"{column}_low"] <= row[column] <= row[f"{column}_high"]
    ]
    assert outside == []


def test_every_declared_figure_gets_both_ends_beside_it(golden_results: Mapping[str, pa.Table]) -> None:

    for one in all_indicators():
        names = golden_results[one.indicator_id].column_names
        for column in [column for interval in one.intervals for column in interval.figures]:
            place = names.index(column)
            assert names[place : place + 3] == [column, f"{column}_low", f"{column}_high"]


def test_skewed_distribution_moves_the_nearer_end_to_the_figure(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    study = make_study([{"supplier": "a", "amount": 1000}], {"a": {"town": 0.02, "elsewhere": 0.98}})

    row = compute_indicators(engine, study, settings, only=["local_share"])["local_share"].to_pylist()[0]

    assert [float(row[name]) for name in ("local_gbp_low", "local_gbp", "local_gbp_high")] == [0.0, 20.0, 20.0]


def test_bounds_only_has_no_figure_and_no_interval(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    places = {"a": {"town": 1.0}, "b": {"unplaced": 1.0}}
    payments = [{"supplier": "a", "amount": 100}, {"supplier": "b", "amount": 900}]
    study = make_study(payments, places, mode="bounds_only")

    row = compute_indicators(engine, study, settings, only=["local_share"])["local_share"].to_pylist()[0]

    points = ("local_gbp", "local_share", "leakage_gbp")
    assert [row[f"{name}{end}"] for name in points for end in ("", "_low", "_high")] == [None] * 9
    assert (row["bound_low_share"], row["bound_high_share"]) == (0.1, 1.0)


def test_placed_mode_gives_the_interval_of_a_ratio(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    places = {"a": {"town": 1.0}, "b": {"elsewhere": 0.5, "unplaced": 0.5}, "c": {"unplaced": 1.0}}
    payments = [{"supplier": name, "amount": 100} for name in places]
    study = make_study(payments, places, mode="placed")

    row = compute_indicators(engine, study, settings, only=["local_share"])["local_share"].to_pylist()[0]

    assert row["placed_gbp"] == 150
    assert row["local_share"] == 100 / 150
    # b is placed or not: of 200 placed half is local, of 100 all.
    assert (row["local_share_low"], row["local_share_high"]) == (0.5, 1.0)


@pytest.mark.parametrize("mode", ["imputed", "placed", "bounds_only"])
def test_an_unplaced_refund_never_carries_the_bounds_past_nothing_or_the_whole(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings, mode: str
) -> None:
    places = {"a": {"county": 1.0}, "b": {"unplaced": 1.0}}
    payments = [{"supplier": "a", "amount": 1000}, {"supplier": "b", "amount": -10}]
    study = make_study(payments, places, mode=mode, estimates={"a": {"county": 1.0}, "b": {"county": 1.0}})

    rows = compute_indicators(engine, study, settings, only=["local_share"])["local_share"].to_pylist()
    town, county = rows[:2]

    assert (county["bound_low_gbp"], county["bound_high_gbp"]) == (990, 990)
    assert (county["bound_low_share"], county["bound_high_share"]) == (1.0, 1.0)
    assert (town["bound_low_gbp"], town["bound_high_gbp"]) == (0, 0)
    assert (town["bound_low_share"], town["bound_high_share"]) == (0.0, 0.0)


def test_bounds_reach_as_far_as_a_refund_that_is_known(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    places = {"a": {"town": 1.0}, "b": {"elsewhere": 1.0}}
    payments = [{"supplier": "a", "amount": 1000}, {"supplier": "b", "amount": -10}]

    study = make_study(payments, places)

    row = compute_indicators(engine, study, settings, only=["local_share"])["local_share"].to_pylist()[0]
    assert (row["local_gbp"], row["bound_low_gbp"], row["bound_high_gbp"]) == (1000, 1000, 1000)


def test_the_bounds_of_a_net_refund_lie_between_it_and_nothing(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    study = make_study([{"supplier": "b", "amount": -10}], {"b": {"unplaced": 1.0}}, mode="bounds_only")

    row = compute_indicators(engine, study, settings, only=["local_share"])["local_share"].to_pylist()[0]

    assert (row["bound_low_gbp"], row["bound_high_gbp"], row["bound_low_share"]) == (-10, 0, None)
