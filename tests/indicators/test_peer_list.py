from collections.abc import Callable
from typing import Any

from ourplace.engine import Engine
from ourplace.indicators import Settings, StudyTables, compute_indicators
from ourplace.parameters import parameter_value

PLACES = {"near": {"town": 1.0}, "far": {"elsewhere": 1.0}}
LEAK = {"anchor": "hospital", "supplier": "far", "amount": 5000, "need": "15"}
LOCAL = {"anchor": "council", "supplier": "near", "amount": 2000, "need": "15"}


def listed(engine: Engine, study: StudyTables, settings: Settings) -> list[dict[str, Any]]:
    return list(compute_indicators(engine, study, settings, only=["peer_list"])["peer_list"].to_pylist())


def test_anchor_that_buys_outside_is_told_of_its_peers_local_supplier(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    [row] = listed(engine, make_study([LEAK, LOCAL], PLACES), settings)

    told = (row["anchor_id"], row["leaked_gbp"], row["peer_anchor_id"], row["supplier_name"], row["bought_gbp"])
    assert told == ("hospital", 5000, "council", "Near", 2000)
    assert (row["need_category_name"], row["band_id"], row["probability"]) == ("Food", "town", 1.0)


def test_anchor_is_not_told_of_a_supplier_it_pays_already(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    knows = {"anchor": "hospital", "supplier": "near", "amount": 1, "need": "45"}

    assert listed(engine, make_study([LEAK, LOCAL, knows], PLACES), settings) == []


def test_individuals_are_never_listed(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    study = make_study([LEAK, LOCAL], PLACES, suppliers=[{"supplier_id": "near", "is_individual": True}])

    assert listed(engine, study, settings) == []


def test_unknown_needs_and_small_sums_are_left_out(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    unknown = make_study([{**LEAK, "need": None}, {**LOCAL, "need": None}], PLACES)
    small = make_study([LEAK, {**LOCAL, "amount": 999}], PLACES)

    assert (listed(engine, unknown, settings), listed(engine, small, settings)) == ([], [])


def test_unplaced_spend_is_not_held_against_an_anchor(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    study = make_study([LEAK, LOCAL], {**PLACES, "far": {"unplaced": 1.0}}, mode="bounds_only")

    assert listed(engine, study, settings) == []


def test_list_is_cut_at_its_depth_with_the_largest_first(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    depth = parameter_value("indicators_peer_list_depth")
    names = [f"near{number:02}" for number in range(depth + 3)]
    payments = [{**LOCAL, "supplier": name, "amount": 2000 + i} for i, name in enumerate(names)]
    study = make_study([LEAK, *payments], {**PLACES, **{name: {"town": 1.0} for name in names}})

    assert [row["supplier_id"] for row in listed(engine, study, settings)] == list(reversed(names))[:depth]
