"""What finance systems and people do to a spreadsheet, one habit a case."""

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ourplace.spend import Receipt, list_sources, read_source

PAIR = "ACORN FENCING,13/04/2024,10.00\nBIRCH LTD,14/04/2024,20.00\n"

# Habit: the file, what is used (rows, pounds), what is not (reason: rows).
HABITS: dict[str, tuple[str, tuple[int, str], dict[str, int]]] = {
    "every line quoted as one cell": (
        '"Supplier,Date,Amount"\n"ACORN FENCING,13/04/2024,""1,234.00"""\n"BIRCH LTD,14/04/2024,20.00"\n',
        (2, "1254.00"),
        {},
    ),
    "a row of units under the header": (f"Supplier,Date,Amount\n,,£\n{PAIR}", (2, "30.00"), {"note_line": 1}),
    "a subtotal under every supplier": (
        (
            "Supplier,Date,Amount\nACORN FENCING,13/04/2024,10.00\nACORN FENCING Total,,10.00\n"
            "BIRCH LTD,14/04/2024,20.00\nBIRCH LTD Total,,20.00\nGrand Total,,30.00\n"
        ),
        (2, "30.00"),
        {"total_line": 3},
    ),
    "an unlabelled sum at the foot": (f"Supplier,Date,Amount\n{PAIR},,30.00\n", (2, "30.00"), {"total_line": 1}),
    "an unlabelled amount that is no sum": (
        f"Supplier,Date,Amount\n{PAIR},,31.00\n",
        (2, "30.00"),
        {"nothing_but_an_amount": 1},
    ),
    "a payment without a name": (f"Supplier,Date,Amount\n{PAIR},15/04/2024,5.00\n", (3, "35.00"), {}),
    "a firm whose name begins with Total": (
        f"Supplier,Date,Amount\n{PAIR}TOTAL GAS & POWER LTD,15/04/2024,5.00\nTotal Fitness,15/04/2024,6.00\n",
        (4, "41.00"),
        {},
    ),
    "a total in a list without dates": (
        "Supplier,Amount\nACORN FENCING,10.00\nBIRCH LTD,20.00\nTotal,30.00\n",
        (2, "30.00"),
        {"total_line": 1},
    ),
    "the sum above the header": (f"Spend over £500,,\nTotal,,30.00\nSupplier,Date,Amount\n{PAIR}", (2, "30.00"), {}),
    "month names between the rows": (
        "Supplier,Paid,Amount\nApril 2024,,\nACORN FENCING,13/04/2024,10.00\nMay 2024,,\nBIRCH LTD,14/05/2024,20.00\n",
        (2, "30.00"),
        {"note_line": 2},
    ),
    "a parish's cash book": (
        (
            "Payments for approval\n\nDate,Chq No,Payee,Details,Net,VAT,Total\n13/04/2024,1,ACORN FENCING,Gate,100.00,20.00,120.00\n"
            "14/04/2024,2,J Smith,Mileage,12.50,,12.50\n,,,,112.50,20.00,132.50\n"
        ),
        (2, "112.50"),
        {"total_line": 1},
    ),
    "receipts beside payments": (
        "Date,Details,Payee,Receipts,Payments\n13/04/2024,Precept,Invented District Council,5000.00,\n14/04/2024,Gate,ACORN FENCING,,120.00\n",
        (1, "120.00"),
        {"no_amount": 1},
    ),
    "grants in the sector's standard": (
        "Identifier,Title,Recipient Org:Name,Amount Awarded,Award Date\n1,Garden,Willow Hospice,1000,2024-04-13\n2,Hall,Oak Village Hall,2500,2024-04-14\n",
        (2, "3500.00"),
        {},
    ),
    "a delimiter too many at the end of each row": (
        "Supplier,Date,Amount\nACORN FENCING,13/04/2024,10.00,\nBIRCH LTD,14/04/2024,20.00,\n",
        (2, "30.00"),
        {},
    ),
    "a cell missing at the front": (
        "Department,Supplier,Date,Amount\nParks,ACORN FENCING,13/04/2024,10.00\nParks,BIRCH LTD,14/04/2024,20.00\nCEDAR LTD,15/04/2024,30.00\n",
        (3, "60.00"),
        {},
    ),
    "pound signs in a column of their own": (
        "Supplier,Date,,Amount\nACORN FENCING,13/04/2024,£,10.00\nBIRCH LTD,14/04/2024,£,20.00\n",
        (2, "30.00"),
        {},
    ),
    "hard spaces": (
        "Supplier\u00a0Name,Payment\u00a0Date,Amount\u00a0(£)\nACORN\u00a0LTD,13/04/2024,£\u00a01\u00a0234.00\n",
        (1, "1234.00"),
        {},
    ),
    "the same column twice": (
        "Supplier,Date,Amount,Amount\nACORN FENCING,13/04/2024,10.00,10.00\nBIRCH LTD,14/04/2024,20.00,20.00\n",
        (2, "30.00"),
        {},
    ),
    "plain words as names": (
        "Beneficiary,When Paid,How Much\nACORN FENCING,13/04/2024,10.00\nBIRCH LTD,14/04/2024,20.00\n",
        (2, "30.00"),
        {},
    ),
    "amounts that are accountants' dashes": (
        "Supplier,Date,Amount\nACORN LTD,13/04/2024, -   \nBIRCH LTD,14/04/2024,20.00\n",
        (2, "20.00"),
        {},
    ),
}


def read(name: str, content: str, folder: Path) -> Receipt:
    (folder / name).write_text(content, encoding="utf-8")
    (source,) = list_sources([folder / name], work_folder=folder)
    return read_source(source, output_folder=folder / "read")


def payments(folder: Path) -> list[dict[str, Any]]:
    return pq.read_table(folder / "read" / "payments.parquet").to_pylist()


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_costs_no_row_and_no_penny(habit: str, tmp_path: Path) -> None:
    content, used, others = HABITS[habit]

    receipt = read("file.csv", content, tmp_path)

    assert receipt.is_balanced
    assert (receipt.row_count_of("used"), str(receipt.amount_gbp_of("used"))) == used
    assert {total.reason: total.row_count for total in receipt.outcomes if total.outcome != "used"} == others


def test_a_cell_missing_at_the_front_is_put_back(tmp_path: Path) -> None:
    content, _, _ = HABITS["a cell missing at the front"]

    read("file.csv", content, tmp_path)

    row = payments(tmp_path)[2]
    assert (row["payee_name"], row["payment_date"], row["repair"]) == (
        "CEDAR LTD",
        dt.date(2024, 4, 15),
        "shifted_left",
    )


def test_credit_notes_without_a_minus_are_pointed_out(tmp_path: Path) -> None:
    content = (
        "Date,Supplier,Amount,Doc Type\n13/04/2024,ACORN LTD,10.00,Invoice\n14/04/2024,ACORN LTD,20.00,Credit Note\n"
    )

    receipt = read("file.csv", content, tmp_path)

    assert [(notice.code, notice.line_numbers) for notice in receipt.warnings] == [("unsigned_credits", (3,))]


def test_days_without_a_year_take_it_from_the_name_of_the_file(tmp_path: Path) -> None:
    read("Spend Q4 2023-24.csv", "Supplier,Date,Amount\nACORN LTD,13-Dec,10.00\nBIRCH LTD,14-Feb,20.00\n", tmp_path)

    assert [row["payment_date"] for row in payments(tmp_path)] == [dt.date(2023, 12, 13), dt.date(2024, 2, 14)]
