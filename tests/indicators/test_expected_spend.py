from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ourplace.engine import Engine
from ourplace.indicators import Settings, StudyTables, compute_indicators


def pooled(engine: Engine, study: StudyTables, settings: Settings, ring_id: str = "town") -> dict[str, Any]:
    rows = compute_indicators(engine, study, settings, only=["local_share"])["local_share"].to_pylist()
    return next(row for row in rows if row["anchor_id"] == "all" and row["ring_id"] == ring_id)


def test_register_of_one_county_does_not_pull_the_share_up(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    payments = [{"supplier": name, "amount": 100} for name in ("near", "far", "other")]
    without = {"near": {"unplaced": 1.0}, "far": {"elsewhere": 1.0}, "other": {"town": 1.0}}
    with_county = {**without, "near": {"town": 1.0}}

    before = pooled(engine, make_study(payments, without, mode="placed"), settings)
    after = pooled(engine, make_study(payments, with_county, mode="placed", estimates=without), settings)

    assert before["local_share"] == after["local_share"] == 0.5
    assert (before["bound_low_gbp"], after["bound_low_gbp"]) == (100, 200)


def test_credit_notes_beyond_payments_leave_no_share_rather_than_a_wrong_one(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    study = make_study([{"supplier": "a", "amount": -10}], {"a": {"town": 1.0}})

    row = pooled(engine, study, settings)

    assert (row["analysed_gbp"], row["local_gbp"]) == (-10, -10)
    assert [row[name] for name in ("local_share", "placed_share", "bound_low_share", "local_share_low")] == [None] * 4


def test_amounts_that_cancel_leave_null_and_never_nan(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    payments = [{"supplier": "a", "amount": 10}, {"supplier": "b", "amount": -10}]
    study = make_study(payments, {"a": {"town": 1.0}, "b": {"elsewhere": 1.0}})

    assert pooled(engine, study, settings)["local_share"] is None


def test_unplaced_refund_widens_the_bounds_the_right_way_round(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    places = {"a": {"town": 1.0}, "b": {"unplaced": 1.0}, "c": {"elsewhere": 1.0}}
    payments = [
        {"supplier": "a", "amount": 100},
        {"supplier": "b", "amount": -40},
        {"supplier": "c", "amount": 100},
    ]

    row = pooled(engine, make_study(payments, places, mode="bounds_only"), settings)

    assert (row["bound_low_gbp"], row["bound_high_gbp"]) == (60, 100)


def test_redacted_and_not_analysed_spend_are_in_no_share(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    payments = [
        {"supplier": "a", "amount": 100},
        {"supplier": None, "amount": 900, "kind": "redacted"},
        {"supplier": "b", "amount": 900, "kind": "pass_through"},
    ]
    study = make_study(payments, {"a": {"town": 1.0}, "b": {"elsewhere": 1.0}})

    row = pooled(engine, study, settings)

    assert (row["analysed_gbp"], row["local_share"], row["supplier_count"]) == (100, 1.0, 1)


@hypothesis_settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(-50_000, 900_000),
            st.sampled_from(["council", "hospital"]),
            st.tuples(*[st.integers(0, 5)] * 3),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_local_and_leaked_pounds_add_up_to_the_analysed_and_stay_within_bounds(
    engine: Engine,
    make_study: Callable[..., StudyTables],
    settings: Settings,
    paid: list[tuple[int, str, tuple[int, int, int]]],
) -> None:
    places = {}
    payments = []
    for number, (pence, anchor, weights) in enumerate(paid):
        whole = sum(weights) or 1
        town, county, elsewhere = weights if sum(weights) else (1, 0, 0)
        places[f"s{number}"] = {"town": town / whole, "county": county / whole, "elsewhere": elsewhere / whole}
        payments.append({"supplier": f"s{number}", "anchor": anchor, "amount": Decimal(pence) / 100})
    study = make_study(payments, places)

    rows = compute_indicators(engine, study, settings, only=["local_share"])["local_share"].to_pylist()

    for row in rows:
        assert row["local_gbp"] + row["leakage_gbp"] == row["analysed_gbp"]
        assert row["bound_low_gbp"] == pytest.approx(row["local_gbp"]) == row["bound_high_gbp"]
        assert row["local_gbp_low"] <= row["local_gbp"] <= row["local_gbp_high"]
    total = sum(Decimal(pence) for pence, _, _ in paid) / 100
    assert {row["analysed_gbp"] for row in rows if row["anchor_id"] == "all"} == {total}
