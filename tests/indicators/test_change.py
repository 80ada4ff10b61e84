import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from ourplace.engine import Engine
from ourplace.indicators import Settings, StudyTables, compute_indicators


def compared(engine: Engine, study: StudyTables, settings: Settings) -> list[dict[str, Any]]:
    rows = compute_indicators(engine, study, settings, only=["change"])["change"].to_pylist()
    return [row for row in rows if row["ring_id"] == "town"]


def year(period_id: str, start: dt.date, end: dt.date, *anchors: str) -> dict[str, Any]:
    return {
        "period_id": period_id,
        "period_name": period_id,
        "start_date": start,
        "end_date": end,
        "anchor_ids": list(anchors),
    }


def test_manchester_splits_into_85_of_share_and_38_of_volume(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    payments = [
        {"supplier": "near", "amount": 357_000_000 * Decimal("0.515"), "period": "y1"},
        {"supplier": "far", "amount": 357_000_000 * Decimal("0.485"), "period": "y1"},
        {"supplier": "near", "amount": 431_000_000 * Decimal("0.713"), "period": "y2"},
        {"supplier": "far", "amount": 431_000_000 * Decimal("0.287"), "period": "y2"},
    ]
    study = make_study(payments, {"near": {"town": 1.0}, "far": {"elsewhere": 1.0}})

    row = compared(engine, study, settings)[0]

    assert (row["local_share_before"], row["local_share_after"]) == (0.515, 0.713)
    assert (row["change_gbp"], row["share_effect_gbp"], row["volume_effect_gbp"]) == (
        Decimal("123448000.00"),
        Decimal("85338000.00"),
        Decimal("38110000.00"),
    )
    assert row["is_comparable"] is True


def test_pooled_share_effect_holds_the_mix_of_anchors(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    payments = [
        {"anchor": anchor, "supplier": supplier, "period": period, "amount": amount}
        for anchor, supplier, period, amount in [
            ("council", "near", "y1", 50),
            ("council", "far", "y1", 50),
            ("hospital", "far", "y1", 100),
            ("council", "near", "y2", 150),
            ("council", "far", "y2", 150),
            ("hospital", "far", "y2", 100),
        ]
    ]
    study = make_study(payments, {"near": {"town": 1.0}, "far": {"elsewhere": 1.0}})

    pooled, council, hospital = compared(engine, study, settings)

    # No anchor changed its share; the council, which buys more nearby, grew from half to three quarters.
    assert [row["share_effect_gbp"] for row in (council, hospital)] == [0, 0]
    assert (pooled["local_share_before"], pooled["local_share_after"]) == (0.25, 0.375)
    assert (pooled["change_gbp"], pooled["share_effect_gbp"], pooled["volume_effect_gbp"]) == (100, 50, 50)


def test_pooled_change_leaves_out_the_anchor_without_data_and_says_so(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    payments = [
        {"anchor": "council", "supplier": "near", "period": "y1", "amount": 10},
        {"anchor": "council", "supplier": "near", "period": "y2", "amount": 30},
        {"anchor": "hospital", "supplier": "near", "period": "y2", "amount": 500},
    ]
    periods = [
        year("y1", dt.date(2024, 4, 1), dt.date(2025, 3, 31), "council"),
        year("y2", dt.date(2025, 4, 1), dt.date(2026, 3, 31), "council", "hospital"),
    ]
    study = make_study(payments, {"near": {"town": 1.0}}, periods=periods)

    pooled, _, hospital = compared(engine, study, settings)

    assert (pooled["analysed_gbp_after"], pooled["change_gbp"]) == (30, 20)
    assert pooled["reason"] == "left out for want of data in both periods: hospital"
    assert (hospital["is_comparable"], hospital["change_gbp"]) == (False, None)
    assert hospital["reason"] == "the data do not cover y1"


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ((dt.date(2025, 4, 1), dt.date(2025, 6, 30)), "y1 has 365 days and y2 has 91"),
        ((dt.date(2025, 1, 1), dt.date(2025, 12, 31)), "the periods overlap"),
    ],
)
def test_unlike_periods_are_refused_with_the_difference_named(
    engine: Engine,
    make_study: Callable[..., StudyTables],
    settings: Settings,
    second: tuple[dt.date, dt.date],
    reason: str,
) -> None:
    payments = [{"supplier": "near", "amount": 10, "period": period} for period in ("y1", "y2")]
    periods = [
        year("y1", dt.date(2024, 4, 1), dt.date(2025, 3, 31), "council"),
        year("y2", *second, "council"),
    ]
    study = make_study(payments, {"near": {"town": 1.0}}, periods=periods)

    rows = compared(engine, study, settings)

    assert [(row["is_comparable"], row["change_gbp"], row["reason"]) for row in rows] == [(False, None, reason)] * 2


def test_three_periods_are_compared_in_turn_and_from_first_to_last(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    starts = {"y1": 2023, "y2": 2024, "y3": 2025}
    periods = [
        year(name, dt.date(start, 4, 1), dt.date(start + 1, 3, 31), "council") for name, start in starts.items()
    ]
    payments = [{"supplier": "near", "amount": 10, "period": period} for period in starts]
    study = make_study(payments, {"near": {"town": 1.0}}, periods=periods)

    rows = [row for row in compared(engine, study, settings) if row["anchor_id"] == "council"]

    assert [(row["period_id_before"], row["period_id_after"]) for row in rows] == [
        ("y1", "y2"),
        ("y1", "y3"),
        ("y2", "y3"),
    ]


def test_bounds_only_refuses_any_change(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    payments = [{"supplier": "near", "amount": 10, "period": period} for period in ("y1", "y2")]
    study = make_study(payments, {"near": {"unplaced": 1.0}}, mode="bounds_only")

    row = compared(engine, study, settings)[0]

    assert (row["is_comparable"], row["change_gbp"]) == (False, None)
    assert row["reason"] == "the registers at hand allow bounds only, and so no change"


def test_placed_mode_compares_placed_spend_and_says_so(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    payments = [
        {"supplier": supplier, "amount": amount, "period": period}
        for supplier, period, amount in [("near", "y1", 10), ("lost", "y1", 90), ("near", "y2", 15), ("far", "y2", 5)]
    ]
    places = {"near": {"town": 1.0}, "far": {"elsewhere": 1.0}, "lost": {"unplaced": 1.0}}

    row = compared(engine, make_study(payments, places, mode="placed"), settings)[0]

    assert (row["placed_gbp_before"], row["placed_gbp_after"]) == (10, 20)
    assert (row["change_gbp"], row["share_effect_gbp"], row["volume_effect_gbp"]) == (5, -5, 10)
    assert row["reason"] == "spend is placed spend only"


def test_interval_of_the_change_knows_that_a_supplier_is_in_one_place_both_years(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    payments = [
        {"supplier": "near", "amount": amount, "period": period} for period, amount in (("y1", 100), ("y2", 110))
    ]
    study = make_study(payments, {"near": {"town": 0.5, "elsewhere": 0.5}})

    row = compared(engine, study, settings)[0]

    assert (row["change_gbp_low"], row["change_gbp"], row["change_gbp_high"]) == (0, 5, 10)
