"""Ledgers add up to the payments, and payees are distinct evidence."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from ourplace.engine import Engine
from ourplace.studies.gathering import (
    anchors_covering,
    financial_years,
    gather_payees,
    ledger_with_payees,
    months_between,
)
from ourplace.studies.ledgers import ledger_table

SCHEMA = pa.schema(
    [
        ("payee_name", pa.string()),
        ("company_number", pa.string()),
        ("charity_number", pa.string()),
        ("payee_postcode", pa.string()),
        ("payment_date", pa.date32()),
        ("amount_gbp", pa.decimal128(18, 2)),
        ("is_redacted", pa.bool_()),
        ("kind", pa.string()),
        ("need_category_code", pa.string()),
        ("need_category_tier", pa.string()),
    ]
)


def payment(name: str, amount: str, **other: Any) -> dict[str, Any]:
    row = dict.fromkeys(SCHEMA.names)
    row |= {
        "payee_name": name,
        "amount_gbp": Decimal(amount),
        "is_redacted": False,
        "kind": "unknown",
        "need_category_tier": "unknown",
    }
    return {**row, "payment_date": dt.date(2024, 4, 3), **other}


def ledger_of(engine: Engine, folder: Path, payments: list[dict[str, Any]], *, minimum_gbp: float = 0) -> Any:
    pq.write_table(pa.Table.from_pylist(payments, SCHEMA), folder / "payments.parquet")
    ledger = ledger_table(folder / "payments.parquet", anchor_id="city", minimum_gbp=minimum_gbp)
    return engine.table(ledger, name="ledger")


def test_ledger_adds_up_and_keeps_credit_notes(engine: Engine, tmp_path: Path) -> None:
    payments = [
        payment("A", "10.10"),
        payment("A", "-0.20"),
        payment("A", "5.00", payment_date=dt.date(2024, 5, 1)),
        payment("B", "1.00", payment_date=None),
    ]

    rows = engine.to_arrow(ledger_of(engine, tmp_path, payments)).to_pylist()

    found = sorted(
        (row["payee_name"], str(row["month"]), row["amount_gbp"], row["negative_gbp"], row["payment_count"])
        for row in rows
    )
    assert found == [
        ("A", "2024-04-01", Decimal("9.90"), Decimal("-0.20"), 2),
        ("A", "2024-05-01", Decimal("5.00"), Decimal("0.00"), 1),
        ("B", "None", Decimal("1.00"), Decimal("0.00"), 1),
    ]


def test_threshold_leaves_out_small_amounts_either_way(engine: Engine, tmp_path: Path) -> None:
    payments = [payment("A", "500.00"), payment("A", "499.99"), payment("A", "-499.99"), payment("A", "-500.00")]

    (row,) = engine.to_arrow(ledger_of(engine, tmp_path, payments, minimum_gbp=500)).to_pylist()

    assert (row["amount_gbp"], row["payment_count"]) == (Decimal("0.00"), 2)


def test_payee_is_the_name_with_what_stands_beside_it(engine: Engine, tmp_path: Path) -> None:
    payments = [
        payment("Alder", "10.00", company_number="01234567", kind="works", need_category_code="45"),
        payment("Alder", "90.00", company_number="01234567", kind="goods_services"),
        payment("Alder", "-95.00", company_number="01234567", kind="works", need_category_code="45"),
        payment("Alder", "3.00"),
        payment("N/A", "1.00"),
    ]
    ledger = ledger_of(engine, tmp_path, payments)

    payees = gather_payees(ledger)
    rows = engine.to_arrow(payees).to_pylist()

    assert [(row["payee_id"], row["payee_name"], row["company_number"], row["amount_gbp"]) for row in rows] == [
        (0, "Alder", None, Decimal("3.00")),
        (1, "Alder", "01234567", Decimal("5.00")),
        (2, "N/A", None, Decimal("1.00")),
    ]
    assert (rows[1]["kind"], rows[1]["need_category_code"], rows[1]["anchor_ids"]) == ("works", "45", ["city"])


def test_every_ledger_row_finds_its_payee(engine: Engine, tmp_path: Path) -> None:
    payments = [payment("A", "1.00"), payment("A", "2.00", payee_postcode="PR1 2RL"), payment("", "4.00")]
    ledger = ledger_of(engine, tmp_path, payments)

    rows = engine.to_arrow(ledger_with_payees(ledger, gather_payees(ledger))).to_pylist()

    assert sorted((row["payee_id"], row["amount_gbp"]) for row in rows) == [
        (0, Decimal("4.00")),
        (1, Decimal("1.00")),
        (2, Decimal("2.00")),
    ]


def test_only_whole_financial_years_count() -> None:
    months = sorted(months_between(dt.date(2022, 3, 1), dt.date(2024, 2, 29)))

    assert [name for name, _, _ in financial_years(months)] == ["2022/23"]
    assert financial_years([]) == []


def test_anchor_may_miss_one_month_in_twelve() -> None:
    year = months_between(dt.date(2023, 4, 1), dt.date(2024, 3, 31))
    paid = {
        "whole": year,
        "one-short": year - {dt.date(2023, 8, 1)},
        "two-short": year - {dt.date(2023, 8, 1), dt.date(2023, 9, 1)},
    }

    assert anchors_covering(paid, dt.date(2023, 4, 1), dt.date(2024, 3, 31)) == ["one-short", "whole"]


def test_months_between_crosses_years() -> None:
    assert sorted(months_between(dt.date(2023, 12, 5), dt.date(2024, 1, 31))) == [
        dt.date(2023, 12, 1),
        dt.date(2024, 1, 1),
    ]
