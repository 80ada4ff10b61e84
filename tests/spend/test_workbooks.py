import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from ourplace.spend import Overrides, Receipt, list_sources, read_source
from ourplace.spend.workbooks import cell_text

Rows = Sequence[Sequence[object]]

HEADER = ["Supplier", "Payment Date", "Amount"]
APRIL = [[f"April firm {n} Ltd", dt.date(2024, 4, 1 + n), 10.5 + n] for n in range(15)]
MAY = [[f"May firm {n} Ltd", dt.date(2024, 5, 1 + n), 20.25 + n] for n in range(12)]


def workbook(folder: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    book.remove(book.worksheets[0])
    path = folder / "book.xlsx"
    book.save(path)
    return path


def read(path: Path, overrides: Overrides | None = None) -> Receipt:
    (source,) = list_sources([path], work_folder=path.parent)
    return read_source(source, overrides=overrides or Overrides(), output_folder=path.parent / "read")


def used(receipt: Receipt) -> tuple[int, Decimal]:
    assert receipt.is_balanced
    return receipt.row_count_of("used"), receipt.amount_gbp_of("used")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (25943.670000000002, "25943.67"),
        (107639310.0, "107639310"),
        (-0.1 - 0.2, "-0.3"),
        (0.00001, "0.00001"),
        (1e18, "1e+18"),
        (True, "TRUE"),
        (None, ""),
        (dt.date(2024, 4, 3), "2024-04-03"),
        (dt.datetime(2024, 4, 3), "2024-04-03"),  # noqa: DTZ001 - spreadsheets know no zones
        (dt.datetime(2024, 4, 3, 1), "2024-04-03 01:00:00"),  # noqa: DTZ001 - spreadsheets know no zones
        ("  as typed ", "  as typed "),
    ],
)
def test_a_cell_is_the_text_that_excel_would_show(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_every_sheet_is_read_with_its_own_rows(tmp_path: Path) -> None:
    receipt = read(workbook(tmp_path, {"April": [HEADER, *APRIL], "May": [HEADER, *MAY]}))

    assert used(receipt) == (27, Decimal("571.50"))
    assert [(sheet.sheet_name, sheet.row_count, sheet.header_lines) for sheet in receipt.sheets] == [
        ("April", 15, (1,)),
        ("May", 12, (1,)),
    ]


def test_rows_have_the_numbers_that_excel_shows(tmp_path: Path) -> None:
    rows = [
        [],
        ["Borough of Invention"],
        [],
        ["", "", *HEADER],
        [],
        ["", "", "ACORN FENCING", dt.date(2024, 4, 13), 5],
    ]

    receipt = read(workbook(tmp_path, {"S": rows}))

    assert receipt.sheets[0].header_lines == (4,)
    assert pq.read_table(tmp_path / "read" / "payments.parquet")["line_number"].to_pylist() == [6]
    assert [column.letter for column in receipt.sheets[0].columns if column.use == "used"] == ["C", "D", "E"]


def test_a_sheet_without_header_goes_on_with_the_sheet_before(tmp_path: Path) -> None:
    receipt = read(workbook(tmp_path, {"April": [HEADER, *APRIL], "May": MAY}))

    assert used(receipt) == (27, Decimal("571.50"))
    assert {column.reason for column in receipt.sheets[1].columns} == {"as in the sheet before"}


def test_sheets_without_payments_are_set_aside_with_a_reason(tmp_path: Path) -> None:
    sheets = {
        "Cover": [["Spend over £500"], ["Contact: the finance team"]],
        "April": [HEADER, *APRIL],
        "Summary": [["Supplier", "Total"], ["April firm 1 Ltd", 11.5], ["April firm 2 Ltd", 12.5]],
        "Sheet3": [["Row Labels", "Sum of Amount"], ["April firm 1 Ltd", 11.5]],
        "Blank": [],
    }

    receipt = read(workbook(tmp_path, sheets))

    assert used(receipt) == (15, Decimal("262.50"))
    assert receipt.row_count == 15 + 2 + 3 + 2
    assert {sheet.sheet_name: sheet.reason for sheet in receipt.sheets if not sheet.is_read} == {
        "Cover": "no column of it can be money paid",
        "Summary": "its name says that it holds no payments, and it has no dates",
        "Sheet3": "it is a pivot table, which sums up other rows",
        "Blank": "it is empty",
    }


def test_a_hidden_sheet_of_payments_is_read_and_said_to_be_hidden(tmp_path: Path) -> None:
    receipt = read(workbook(tmp_path, {"April": [HEADER, *APRIL], "May": [HEADER, *MAY]}, hidden=["May"]))

    assert [sheet.is_visible for sheet in receipt.sheets] == [True, False]
    assert used(receipt)[0] == 27


def test_a_sheet_that_repeats_the_others_is_asked_about(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"All": [HEADER, *APRIL, *MAY], "April": [HEADER, *APRIL], "May": [HEADER, *MAY]})

    receipt = read(path)
    settled = read(path, Overrides(sheets=("April", "May")))

    assert [choice.setting for choice in receipt.decisions[0].choices] == [
        'sheets = ["April", "May"]',
        'sheets = ["All", "April", "May"]',
    ]
    assert used(receipt)[0] == 54
    assert used(settled) == (27, Decimal("571.50"))
    assert settled.decisions == ()
    assert {total.reason: total.row_count for total in settled.outcomes} == {"used": 27, "sheet_not_chosen": 28}


def test_a_sheet_of_sums_for_each_supplier_is_asked_about(tmp_path: Path) -> None:
    sums: dict[str, float] = {}
    for name, _, amount in [*APRIL, *MAY]:
        sums[name] = sums.get(name, 0) + amount
    top = [["Supplier", "Total"], *([name, amount] for name, amount in sums.items())]

    receipt = read(workbook(tmp_path, {"April": [HEADER, *APRIL], "May": [HEADER, *MAY], "Largest": top}))

    assert receipt.decisions[0].question == "Does sheet 'Largest' repeat the payments of other sheets?"
    assert "pay to the same payee together" in receipt.decisions[0].evidence


def test_days_that_excel_exchanged_are_exchanged_back(tmp_path: Path) -> None:
    exchanged = [[f"Firm {n}", dt.date(2024, n, 4), 10 + n] for n in range(1, 12)]
    written = [[f"Firm {n}", f"{n}/04/2024", 10 + n] for n in range(13, 28)]

    receipt = read(workbook(tmp_path, {"S": [HEADER, *exchanged, *written]}))

    assert (receipt.first_date, receipt.last_date) == (dt.date(2024, 4, 1), dt.date(2024, 4, 27))
    assert dict(receipt.repairs) == {"date_swapped_back": 11}


def test_serial_days_and_real_days_stand_side_by_side(tmp_path: Path) -> None:
    rows = [HEADER, *APRIL, ["Serial firm Ltd", 45412, 7.5]]

    receipt = read(workbook(tmp_path, {"S": rows}))

    assert receipt.last_date == dt.date(2024, 4, 30)


def test_months_come_from_sheet_names_where_nothing_else_says_them(tmp_path: Path) -> None:
    sheets = {
        "April 2024": [["Supplier", "Amount"], ["ACORN FENCING", 10.5]],
        "May 2024": [["Supplier", "Amount"], ["BIRCH ELECTRICAL LTD", 20.5]],
    }

    receipt = read(workbook(tmp_path, sheets))

    assert [(sheet.first_date, sheet.date_basis) for sheet in receipt.sheets] == [
        (dt.date(2024, 4, 1), "month"),
        (dt.date(2024, 5, 1), "month"),
    ]


def test_a_sheet_called_by_its_month_takes_the_year_from_the_file(tmp_path: Path) -> None:
    rows = [["Supplier", "Amount"], ["Acorn Ltd", 10.0], ["Birch Ltd", 20.0]]
    path = workbook(tmp_path, {"December": rows, "January": rows})

    receipt = read(path.rename(tmp_path / "Payments 2023-24.xlsx"))

    assert [sheet.first_date for sheet in receipt.sheets] == [dt.date(2023, 12, 1), dt.date(2024, 1, 1)]


def test_a_table_of_sums_does_not_go_on_with_the_sheet_before(tmp_path: Path) -> None:
    sums = [["Category", "Number", "Value"], ["Agency Staff", 3, 100.5], ["Building Works", 2, 50.25]]

    receipt = read(workbook(tmp_path, {"April": [HEADER, *APRIL], "By category": sums}))

    assert used(receipt)[0] == len(APRIL)


def test_a_sheet_of_money_received_is_no_payments(tmp_path: Path) -> None:
    received = [["From", "Payment Date", "Amount"], ["Invented District Council", dt.date(2024, 4, 3), 500.0]]

    receipt = read(workbook(tmp_path, {"Payments": [HEADER, *APRIL], "Receipts": received}))

    assert used(receipt)[0] == len(APRIL)
    assert receipt.sheets[1].reason == "its name says that it lists money received"


def test_more_decimals_than_pence_are_rounded_and_counted(tmp_path: Path) -> None:
    rows = [HEADER, ["ACORN FENCING", dt.date(2024, 4, 13), 10.125], ["BIRCH LTD", dt.date(2024, 4, 14), 0.1 + 0.2]]

    receipt = read(workbook(tmp_path, {"S": rows}))

    assert used(receipt) == (2, Decimal("10.42"))
    assert dict(receipt.repairs) == {"amounts_rounded_to_the_penny": 1}
