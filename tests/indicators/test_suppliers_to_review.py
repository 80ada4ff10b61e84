import math
from collections.abc import Callable

import pytest

from ourplace.engine import Engine
from ourplace.indicators import Settings, StudyTables, compute_indicators
from ourplace.indicators.suppliers_to_review import half_width_once_settled, reviews_needed


def test_contributions_are_those_of_the_closed_form_and_add_up(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    places = {"half": {"town": 0.5, "elsewhere": 0.5}, "most": {"town": 0.8, "county": 0.2}, "sure": {"town": 1.0}}
    payments = [
        {"supplier": "half", "amount": 10},
        {"supplier": "most", "amount": 20},
        {"supplier": "sure", "amount": 70},
    ]

    table = compute_indicators(engine, make_study(payments, places), settings, only=["suppliers_to_review"])
    review = table["suppliers_to_review"]

    assert review["supplier_id"].to_pylist() == ["most", "half"]
    assert review["variance_gbp2"].to_pylist() == [64.0, 25.0]
    assert review["cumulative_variance_share"].to_pylist() == pytest.approx([64 / 89, 1.0])
    widths = [review["half_width_before_points"][0].as_py(), *review["half_width_after_points"].to_pylist()]
    assert widths == pytest.approx([1.6448536 * math.sqrt(89), 1.6448536 * 5, 0.0])
    assert reviews_needed(review) == 2
    assert reviews_needed(review, target_points=10.0) == 1
    assert reviews_needed(review, target_points=99.0) == 0
    assert [
        half_width_once_settled(review, settled) for settled in ([], ["most"], ["half"], ["half", "most"], ["x"])
    ] == (pytest.approx([widths[0], widths[1], 1.6448536 * 8, 0.0, widths[0]]))
    assert half_width_once_settled(review.slice(0, 0), []) is None
    anywhere = half_width_once_settled(review, ["most"], opened=["half"], opened_probability=0.1)
    assert anywhere == pytest.approx(1.6448536 * math.sqrt(10**2 * 0.09))
    assert half_width_once_settled(review, [], opened=["most"]) == pytest.approx(
        1.6448536 * math.sqrt(25 + 20**2 * 0.25)
    )


@pytest.mark.parametrize(
    ("mode", "chance"),
    [("placed", 0.25), ("bounds_only", 0.5)],
)
def test_large_unplaced_suppliers_come_first_where_nothing_is_imputed(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings, mode: str, chance: float
) -> None:
    places = {
        "near": {"town": 1.0},
        "far": {"elsewhere": 1.0},
        "lost": {"unplaced": 1.0},
        "odd": {"town": 0.9, "county": 0.1},
    }
    amounts = {"near": 100, "far": 300, "lost": 600, "odd": 0.01}
    study = make_study([{"supplier": name, "amount": amount} for name, amount in amounts.items()], places, mode=mode)

    review = compute_indicators(engine, study, settings, only=["suppliers_to_review"])["suppliers_to_review"]

    assert review["supplier_id"][0].as_py() == "lost"
    assert review["probability_local"][0].as_py() == pytest.approx(chance, abs=1e-4)


def test_nobody_to_review_where_all_is_certain(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    study = make_study([{"supplier": "near", "amount": 10}], {"near": {"town": 1.0}})

    review = compute_indicators(engine, study, settings, only=["suppliers_to_review"])["suppliers_to_review"]

    assert (review.num_rows, reviews_needed(review)) == (0, 0)
