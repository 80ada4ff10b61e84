"""Trying settings on a file before they are kept."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from ourplace.spend import Overrides, RowRead, SpendError, list_sources, read_source, rows_as_read, try_reading

AMBIGUOUS = "Supplier,Date,Amount\nRibble Ltd,03/04/2024,1.234\nFylde Ltd,05/06/2024,n/k\n"


def source_of(path: Path):
    """Return a file as the library reads it."""
    return list_sources([path], work_folder=path.parent)[0]


@pytest.fixture
def ambiguous(tmp_path: Path) -> Path:
    """A file whose dates and amounts can be read two ways."""
    path = tmp_path / "spend.csv"
    path.write_text(AMBIGUOUS)
    return path


@pytest.mark.parametrize(
    ("overrides", "day", "pounds"),
    [
        (Overrides(date_order="dmy", decimal_mark="."), dt.date(2024, 4, 3), Decimal("1.23")),
        (Overrides(date_order="mdy", decimal_mark=","), dt.date(2024, 3, 4), Decimal("1234.00")),
    ],
)
def test_rows_are_shown_as_they_would_be_read(overrides, day, pounds, ambiguous) -> None:
    (trial,) = try_reading(source_of(ambiguous), overrides=overrides)

    assert trial.rows == (
        RowRead(2, "Ribble Ltd", day, pounds),
        RowRead(3, reason="amount_not_a_number"),
    )


def test_what_is_tried_is_what_reading_does(ambiguous, tmp_path) -> None:
    overrides = Overrides(date_order="dmy", decimal_mark=".", vat_basis="net")
    period = (dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    receipt = read_source(source_of(ambiguous), overrides=overrides, period=period, output_folder=tmp_path / "read")

    (trial,) = try_reading(source_of(ambiguous), overrides=overrides, period=period)

    assert (trial.receipt,) == receipt.sheets
    assert trial.rows == rows_as_read(tmp_path / "read", sheet_name="")


def test_a_row_far_down_can_be_looked_at(tmp_path) -> None:
    path = tmp_path / "long.csv"
    rows = [f"Firm {number} Ltd,13/04/2024,{number}.00" for number in range(1, 150_001)]
    path.write_text("\n".join(["Supplier,Date,Amount", *rows]))

    (trial,) = try_reading(source_of(path), overrides=Overrides(), lines={3, 140_000})

    assert [(row.line_number, row.payee_name) for row in trial.rows] == [
        (3, "Firm 2 Ltd"),
        (140_000, "Firm 139999 Ltd"),
    ]
    assert trial.receipt.row_count == 2_000


def test_each_sheet_of_a_workbook_is_tried(tmp_path) -> None:
    path, book = tmp_path / "book.xlsx", Workbook()
    for name, amount in (("April", 1), ("May", 2)):
        sheet = book.create_sheet(name)
        for row in (("Supplier", "Date", "Amount"), (f"{name} Ltd", "13/04/2024", amount)):
            sheet.append(row)
    del book["Sheet"]
    book.save(path)

    trials = try_reading(source_of(path), overrides=Overrides(sheets=("May",)))

    assert [(one.receipt.sheet_name, one.receipt.is_read) for one in trials] == [("April", False), ("May", True)]
    assert trials[1].rows == (RowRead(2, "May Ltd", dt.date(2024, 4, 13), Decimal("2.00")),)


def test_a_column_that_is_not_there_is_said_with_those_that_are(ambiguous) -> None:
    with pytest.raises(SpendError, match="Supplier"):
        try_reading(source_of(ambiguous), overrides=Overrides(columns={"payee": "Beneficiary"}))
