import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from ourplace.engine import Engine
from ourplace.indicators import Settings, StudyTables, compute_indicators

FOOD, ENERGY = "15", "09"


def answers(engine: Engine, study: StudyTables, settings: Settings) -> dict[str, dict[str, Any]]:
    rows = compute_indicators(engine, study, settings, only=["influenceable"])["influenceable"].to_pylist()
    return {row["answer"]: row for row in rows if row["anchor_id"] == "council"}


def contract(supplier_id: str, end_date: dt.date | None, need: str | None = None) -> dict[str, Any]:
    return {"anchor_id": "council", "supplier_id": supplier_id, "need_category_code": need, "end_date": end_date}


@pytest.mark.parametrize(
    ("contracts", "answer"),
    [
        ([], "unknown"),
        ([contract("other", dt.date(2030, 1, 1))], "yes"),
        ([contract("baker", dt.date(2027, 3, 31))], "yes"),
        ([contract("baker", dt.date(2027, 4, 1))], "no"),
        ([contract("baker", None)], "unknown"),
        ([contract("baker", dt.date(2030, 1, 1), FOOD)], "no"),
        ([contract("baker", dt.date(2030, 1, 1), ENERGY)], "yes"),
        ([contract("baker", dt.date(2025, 1, 1)), contract("baker", dt.date(2030, 1, 1), FOOD)], "no"),
    ],
)
def test_lock_in_asks_whether_a_contract_outlasts_the_horizon(
    engine: Engine,
    make_study: Callable[..., StudyTables],
    settings: Settings,
    contracts: list[dict[str, Any]],
    answer: str,
) -> None:
    study = make_study(
        [{"supplier": "baker", "amount": 100, "need": FOOD}], {"baker": {"town": 1.0}}, contracts=contracts
    )

    found = answers(engine, study, settings)

    assert {name: row["amount_gbp"] for name, row in found.items()} == {
        name: Decimal(100 if name == answer else 0) for name in ("yes", "no", "unknown")
    }


def test_without_a_horizon_lock_in_is_unknown(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    study = make_study(
        [{"supplier": "baker", "amount": 100, "need": FOOD}],
        {"baker": {"town": 1.0}},
        contracts=[contract("baker", dt.date(2030, 1, 1))],
    )

    found = answers(engine, study, replace(settings, horizon_date=None))

    assert found["unknown"]["amount_gbp"] == 100


def test_any_no_decides_and_each_test_tells_what_it_rules_out(
    engine: Engine, make_study: Callable[..., StudyTables], settings: Settings
) -> None:
    payments = [
        {"supplier": "grid", "amount": 70, "need": ENERGY},
        {"supplier": "grid", "amount": 10, "kind": "grant", "need": ENERGY},
        {"supplier": "baker", "amount": 20, "need": FOOD},
        {"supplier": None, "amount": 100, "kind": "redacted"},
    ]
    study = make_study(
        payments,
        {"grid": {"elsewhere": 1.0}, "baker": {"town": 1.0}},
        contracts=[contract("baker", dt.date(2030, 1, 1))],
    )

    found = answers(engine, study, settings)

    assert {name: row["amount_gbp"] for name, row in found.items()} == {"yes": 0, "no": 100, "unknown": 100}
    ruled_out = [found["no"][f"{test}_no_gbp"] for test in ("type", "feasibility", "lock_in")]
    assert ruled_out == [10, 80, 20]
    assert found["no"]["share"] == 0.5
