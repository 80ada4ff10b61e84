"""What finance systems and people do to a spreadsheet, one habit a case."""

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ourplace.spend import Receipt, list_sources, read_source
from ourplace.spend.exceptions import NotATableError

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
    "pages with sums carried over": (
        f"Supplier,Date,Amount\n{PAIR}Carried forward,,30.00\nBrought forward,,30.00\nCEDAR LTD,15/04/2024,5.00\n",
        (3, "35.00"),
        {"total_line": 2},
    ),
    "a summary below the list": (
        f"Supplier,Date,Amount\n{PAIR},,\nSummary by service,,\nParks,,12.00\nStreets,,18.00\nTotal,,30.00\n",
        (2, "30.00"),
        {"blank": 1, "note_line": 1, "total_line": 3},
    ),
    "money received below the payments": (
        (
            "Date,Ref,Payee,Purpose,Amount\n13/04/2024,1,ACORN FENCING,Gate,10.00\n14/04/2024,2,BIRCH LTD,Path,20.00\n"
            ",,,,\nReceipts,,,,\nDate,Ref,From,Purpose,Amount\n15/04/2024,3,Invented District Council,Precept,500.00\n"
        ),
        (2, "30.00"),
        {"blank": 1, "note_line": 1, "repeated_header": 1, "receipt_not_payment": 1},
    ),
    "a service that is called Income": (
        f"Supplier,Date,Amount\nIncome,,\n{PAIR}",
        (2, "30.00"),
        {"note_line": 1},
    ),
    "stars behind an amount, for a footnote": (
        "Supplier,Date,Amount\nACORN FENCING,13/04/2024,10.00*\nBIRCH LTD,14/04/2024,20.00 **\n",
        (2, "30.00"),
        {},
    ),
    "a month in which nothing was paid": (
        "Supplier,Date,Amount\nNo payments over \u00a325k this month,,\n",
        (0, "0.00"),
        {"note_line": 1},
    ),
    "a total under each payment run, with its date and no name": (
        (
            f"Supplier,Date,Amount\n{PAIR},14/04/2024,30.00\nCEDAR LTD,15/04/2024,5.00\n,15/04/2024,5.00\n"
            "DOCK LTD,16/04/2024,1.00\nELM LTD,16/04/2024,2.00\n,16/04/2024,3.00\n"
        ),
        (5, "38.00"),
        {"total_line": 3},
    ),
    "a total with the day of the month's end": (
        f"Supplier,Date,Amount\n{PAIR}Total for April,30/04/2024,30.00\n",
        (2, "30.00"),
        {"total_line": 1},
    ),
    "a firm called Total that was paid on a day": (
        "Supplier,Date,Amount\nTOTAL GAS LTD,13/04/2024,10.00\nTOTAL GAS LTD,14/04/2024,10.00\n",
        (2, "20.00"),
        {},
    ),
    "totals named after what stands above": (
        f"Supplier,Date,Amount\nParks,,\n{PAIR}Total Parks,,30.00\nStreets,,\nCEDAR LTD,15/04/2024,5.00\nTotal Streets,,5.00\n",
        (3, "35.00"),
        {"note_line": 2, "total_line": 2},
    ),
    "a net amount that is missing beside VAT": (
        (
            "Supplier,Date,Net,VAT,Gross\nACORN LTD,13/04/2024,10.00,2.00,12.00\nBIRCH LTD,14/04/2024,,4.00,24.00\n"
            "CEDAR LTD,15/04/2024,30.00,6.00,36.00\n"
        ),
        (2, "40.00"),
        {"no_amount": 1},
    ),
    "a space before every opening quote": (
        '"Supplier", "Date", "Amount"\n"ACORN, FENCING", "13/04/2024", "1,234.00"\n"BIRCH LTD", "14/04/2024", "20.00"\n',
        (2, "1254.00"),
        {},
    ),
    "a payment's total repeated beside its invoices": (
        (
            "Supplier,Date,Payment Amount,Invoice Amount\nACORN LTD,13/04/2024,30.00,10.00\nACORN LTD,13/04/2024,30.00,20.00\n"
            "BIRCH LTD,14/04/2024,5.00,5.00\nCEDAR LTD,15/04/2024,9.00,4.00\nCEDAR LTD,15/04/2024,9.00,5.00\n"
        ),
        (5, "44.00"),
        {},
    ),
    "CR in a column without a name": (
        "Supplier,Date,Amount,\nACORN LTD,13/04/2024,10.00,\nBIRCH LTD,14/04/2024,4.00,CR\n",
        (2, "6.00"),
        {},
    ),
    "CR and DR under an unknown name": (
        "Supplier,Date,Amount,Posting Side\nACORN LTD,13/04/2024,10.00,DR\nBIRCH LTD,14/04/2024,4.00,CR\n",
        (2, "6.00"),
        {},
    ),
    "a minus in a column of its own": (
        "Supplier,Date,,Amount\nACORN LTD,13/04/2024,,10.00\nBIRCH LTD,14/04/2024,-,4.00\n",
        (2, "6.00"),
        {},
    ),
    "a dash for nothing under an unknown name": (
        "Supplier,Date,Wibble,Amount\nACORN LTD,13/04/2024,,10.00\nBIRCH LTD,14/04/2024,-,4.00\n",
        (2, "14.00"),
        {},
    ),
    "a second table with more columns": (
        (
            f"Supplier,Date,Amount\n{PAIR},,\nDate,PO Number,Supplier,Expense Type,Department,Amount\n"
            "15/04/2024,123,CEDAR LTD,Fees,Parks,5.00\n16/04/2024,124,DOCK LTD,Fees,Parks,6.00\n"
        ),
        (4, "41.00"),
        {"blank": 1, "repeated_header": 1},
    ),
    "words that are no unit": (
        "We pay thousands of suppliers,,\nSupplier,Date,Amount\nACORN LTD,13/04/2024,10\nBIRCH LTD,14/04/2024,20\n",
        (2, "30.00"),
        {},
    ),
    "a count and an average at the foot": (
        f"Supplier,Date,Amount\n{PAIR}Count,,2\nAverage,,15.00\n",
        (2, "30.00"),
        {"total_line": 2},
    ),
    "invoices that are not paid yet": (
        "Supplier,Date,Amount,Status\nACORN LTD,13/04/2024,10.00,Paid\nBIRCH LTD,14/04/2024,20.00,On Hold\n",
        (1, "10.00"),
        {"commitment_not_payment": 1},
    ),
    "VAT between two totals at the foot": (
        f"Supplier,Date,Amount\n{PAIR}Total,,30.00\nVAT,,6.00\nTotal including VAT,,36.00\n",
        (2, "30.00"),
        {"total_line": 3},
    ),
    "credit notes in a column of their own": (
        "Supplier,Date,Amount,Credit Note\nACORN LTD,13/04/2024,10.00,\nBIRCH LTD,14/04/2024,,4.00\n",
        (2, "6.00"),
        {},
    ),
    "rows without dates that are no summary": (
        f"Supplier,Date,Amount\n{PAIR},,\nCEDAR LTD,,12.00\nDOCK LTD,,19.00\n",
        (4, "61.00"),
        {"blank": 1},
    ),
    "goods, VAT and total": (
        (
            "Date,Supplier,Goods,VAT,Total\n13/04/2024,ACORN LTD,10.00,2.00,12.00\n"
            "14/04/2024,BIRCH LTD,20.00,4.00,24.00\n15/04/2024,CEDAR LTD,30.00,6.00,36.00\n"
        ),
        (3, "60.00"),
        {},
    ),
    "net spelt nett": (
        "Date,Supplier,Invoice Amount,Nett\n13/04/2024,ACORN LTD,12.00,10.00\n14/04/2024,BIRCH LTD,24.00,20.00\n",
        (2, "30.00"),
        {},
    ),
    "thousands named by nothing but their noughts": (
        "Date,Supplier,\u00a3'000s\n13/04/2024,ACORN LTD,10\n14/04/2024,BIRCH LTD,20\n",
        (2, "30000.00"),
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


@pytest.mark.parametrize("mark", ["\ufeff\ufeff", "\u00ef\u00bb\u00bf"])
def test_marks_at_the_beginning_are_no_part_of_the_first_name(mark: str, tmp_path: Path) -> None:
    receipt = read("file.csv", f"{mark}Supplier,Date,Amount\n{PAIR}", tmp_path)

    assert receipt.sheets[0].roles["payee"] == "Supplier"


@pytest.mark.parametrize("code_name", ["Supplier", "Creditor"])
def test_a_suppliers_column_of_codes_gives_way_to_one_of_names(code_name: str, tmp_path: Path) -> None:
    content = (
        f"{code_name},Name,Date,Amount\nACOR001,ACORN FENCING,13/04/2024,10.00\nBIRC002,BIRCH LTD,14/04/2024,20.00\n"
    )

    read("file.csv", content, tmp_path)

    rows = payments(tmp_path)
    assert [row["payee_name"] for row in rows] == ["ACORN FENCING", "BIRCH LTD"]
    assert [row["supplier_reference"] for row in rows] == ["ACOR001", "BIRC002"]


def test_the_company_that_pays_is_not_the_contractor_that_is_paid(tmp_path: Path) -> None:
    content = (
        "Company,Date,Contractor,Amount\nOUR HOMES LTD,13/04/2024,ACORN FENCING,10.00\n"
        "OUR TRADING LTD,14/04/2024,BIRCH LTD,20.00\n"
    )

    read("file.csv", content, tmp_path)

    assert [row["payee_name"] for row in payments(tmp_path)] == ["ACORN FENCING", "BIRCH LTD"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("Supplier,Date,Amount\nNo payments this month,,\n", "no_payments"),
        ("PO Number,Order Date,Supplier,Order Value\n1,13/04/2024,ACORN LTD,10.00\n", "orders"),
        (
            "Supplier,Date,Amount\n" + "".join(f"FIRM {n} LTD,{n + 1:02}/04/2024,-{n + 1}.00\n" for n in range(25)),
            "mostly_negative",
        ),
    ],
)
def test_a_list_that_may_be_something_else_is_pointed_out(content: str, code: str, tmp_path: Path) -> None:
    receipt = read("file.csv", content, tmp_path)

    assert code in [notice.code for notice in receipt.warnings]


@pytest.mark.parametrize("header", ["Procurement Card", "Card_Transaction", "Paid by card"])
def test_a_column_of_yes_and_no_says_what_was_paid_by_card(header: str, tmp_path: Path) -> None:
    content = f"Supplier,Date,Amount,{header}\nACORN LTD,13/04/2024,10.00,Yes\nBIRCH LTD,14/04/2024,20.00,No\n"

    read("file.csv", content, tmp_path)

    assert [row["is_card"] for row in payments(tmp_path)] == [True, False]


def test_a_printed_report_is_refused_with_what_to_do(tmp_path: Path) -> None:
    lines = [f"{day}/04/2024    ACORN FENCING LTD          1,234.00" for day in range(10, 20)]

    with pytest.raises(NotATableError, match="parted by spaces"):
        read("report.txt", "\n".join(["Date          Supplier                   Amount", *lines]), tmp_path)


def test_a_quoted_cell_that_ends_with_a_comma_is_left_alone(tmp_path: Path) -> None:
    content = '"Supplier","Date","Amount"\n"ACORN, ","13/04/2024","1,234.00"\n'

    receipt = read("file.csv", content, tmp_path)

    assert str(receipt.amount_gbp_of("used")) == "1234.00"
    assert payments(tmp_path)[0]["payee_name"] == "ACORN,"


def test_a_net_amount_left_out_is_its_gross_less_the_vat(tmp_path: Path) -> None:
    taxed = "".join(f"FIRM {n} LTD,{n}/04/2024,{n}0.00,{2 * n}.00,{12 * n}.00\n" for n in range(1, 6))

    receipt = read("file.csv", f"Payee,Date,Net,VAT,Total\n{taxed}J SMITH,20/04/2024,,,7.50\n", tmp_path)

    assert (str(receipt.amount_gbp_of("used")), receipt.repairs) == ("157.50", {"net_of_gross": 1})
