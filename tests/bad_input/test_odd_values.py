"""Values that careless readers get wrong: amounts, dates, and names that look like something else."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

Read = Callable[[Path], Any]
Write = Callable[..., Path]
Rows = list[tuple[str, ...]]


def with_amount(rows: Rows, amount: str) -> Rows:
    return [*rows[:5], ("Ostrugate Ltd", "05/05/2023", amount, "Odd"), *rows[5:]]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("(1,234.56)", "-1234.56"),
        ("1,234.56CR", "-1234.56"),
        ("1,234.56-", "-1234.56"),
        ("-£1,234.56", "-1234.56"),
        ("£1,234.56", "1234.56"),
        ("1,234.56 DR", "1234.56"),
        ("£-", "0.00"),
        ("1234.567", "1234.57"),
        ("1.5E+03", "1500.00"),
    ],
)
def test_amounts_are_read_as_they_are_meant(
    written: str, meant: str, ordinary_rows: Rows, write: Write, read: Read
) -> None:
    found = read(write(with_amount(ordinary_rows, written)))

    odd = [row["amount_gbp"] for row in [*found.payments, *found.others] if row["line_number"] == 7]
    assert odd == [Decimal(meant)]


@pytest.mark.parametrize("written", ["1.234,56", "n/a", "", "#REF!", "€1,234.56", "1,23,4.56", "£", "12/05/2023"])
def test_what_is_no_amount_among_plain_ones_is_rejected_with_its_line(
    written: str, ordinary_rows: Rows, write: Write, read: Read
) -> None:
    found = read(write(with_amount(ordinary_rows, written)))

    assert len(found.payments) == len(ordinary_rows)
    assert [(row["line_number"], row["outcome"]) for row in found.others] == [(7, "rejected")]


def test_a_column_of_continental_amounts_is_read_as_such(write: Write, read: Read) -> None:
    rows = [(f"Ostrugate {n} Ltd", f"{n}/05/2023", f"1.{n}0,56", "Odd") for n in range(13, 23)]

    found = read(write(rows))

    assert found.amounts == [f"1{n}0.56" for n in range(13, 23)]
    assert found.receipt.sheets[0].decimal_mark == ","


@pytest.mark.parametrize("written", ["31/12/1899", "00/01/1900", "01/04/2204", "31/02/2023", "soon"])
def test_a_day_that_cannot_be_right_is_never_invented(
    written: str, ordinary_rows: Rows, write: Write, read: Read
) -> None:
    rows = [*ordinary_rows[:5], ("Ostrugate Ltd", written, "77.00", "Odd"), *ordinary_rows[5:]]

    found = read(write(rows))

    days = [row["payment_date"] for row in found.payments if row["line_number"] == 7]
    assert days in ([], [None])
    assert found.receipt.row_count == len(rows)
    assert {row["payment_date"] for row in found.payments if row["line_number"] != 7} == {
        dt.date(2023, 5, n) for n in range(13, 29)
    }


@pytest.mark.parametrize("name", ["N/A", "n/a", "NULL", "nan", "None", "NA", "-", "#N/A", "TRUE", "0", "1e5"])
def test_a_payee_called_like_nothing_is_text(name: str, ordinary_rows: Rows, write: Write, read: Read) -> None:
    rows = [*ordinary_rows[:5], (name, "05/05/2023", "77.00", "Odd"), *ordinary_rows[5:]]

    found = read(write(rows))

    assert [row["payee_name"] for row in found.payments if row["line_number"] == 7] == [name]


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK(""http://example.com"",""Pay"")',
        "=cmd|' /C calc'!A0",
        "+44 Ostrugate",
        "@SUM(A1:A9)",
        "<script>alert(1)</script>",
        "<b>Ostrugate</b> & Sons",
        "{{ 7 * 7 }}",
        "'; DROP TABLE payments; --",
    ],
)
def test_a_name_made_to_harm_stays_the_text_it_is(name: str, ordinary_rows: Rows, write: Write, read: Read) -> None:
    rows = [*ordinary_rows[:5], (name, "05/05/2023", "77.00", "Odd"), *ordinary_rows[5:]]

    found = read(write(rows))

    assert [row["payee_name"] for row in found.payments if row["line_number"] == 7] == [name.replace('""', '"')]


def test_two_readings_of_the_dates_stop_with_the_choice_to_make(write: Write, read: Read) -> None:
    rows = [(f"Ostrugate {n} Ltd", f"0{n}/0{n % 4 + 1}/2023", f"{n}00.00", "Odd") for n in range(1, 10)]

    found = read(write(rows))

    assert found.receipt.needs_decision
    settings = [choice.setting for decision in found.receipt.decisions for choice in decision.choices]
    assert any("dmy" in setting for setting in settings)
    assert any("mdy" in setting for setting in settings)
