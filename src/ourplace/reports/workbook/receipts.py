"""The receipt of every file, one row each, and every reason for which rows were left out."""

from collections.abc import Sequence
from decimal import Decimal

from ourplace.reports.reading import anchor_name
from ourplace.reports.report import ReceiptRow
from ourplace.reports.wording import word_for
from ourplace.reports.workbook.layout import (
    FIRST_ROW,
    Book,
    Cell,
    Column,
    Formula,
    add_sheet,
    letter_of,
    span,
    write_table,
)

RECEIPT, LEFT_OUT = "Receipt", "Left out"
SET_ASIDE, REJECTED = "Set aside", "Rejected"

RECEIPT_COLUMNS = (
    Column("No.", "count", 7),
    Column("Anchor", width=26),
    Column("File", width=36),
    Column("Rows in the file", "count", has_total=True),
    Column("Rows used", "count", has_total=True),
    Column("Rows set aside", "count", has_total=True),
    Column("Rows rejected", "count", has_total=True),
    Column("Rows missing", "count", has_total=True),
    Column("Used £", "gbp", 18, has_total=True),
    Column("Set aside £", "gbp", 18, has_total=True),
    Column("Rejected £", "gbp", 18, has_total=True),
    Column("All rows £", "gbp", 18, has_total=True),
    Column("First date", "date", 12),
    Column("Last date", "date", 12),
    Column("Encoding", width=12),
    Column("Header line", "count", 9),
    Column("Warnings", width=50),
    Column("Decisions", width=50),
)
_LEFT_OUT_COLUMNS = (
    Column("No.", "count", 7),
    Column("Anchor", width=26),
    Column("File", width=36),
    Column("Outcome", width=12),
    Column("Reason", width=40),
    Column("Rows", "count", has_total=True),
    Column("Signed £", "gbp", 18, has_total=True),
)


def write_receipts(book: Book) -> None:
    """Write the sheet with one row a file; set aside and rejected are summed from the sheet 'Left out'."""
    sheet = add_sheet(
        book,
        RECEIPT,
        title="Receipts: what became of every row and every penny",
        note="Used + set aside + rejected = rows in the file. 'Rows missing' must be nought. Set aside and rejected add up the sheet 'Left out'.",
    )
    left_out_count = len(_left_out_rows(book))
    rows = [
        _receipt_row(book, number, receipt, left_out_count)
        for number, receipt in enumerate(book.report.receipts, start=1)
    ]
    write_table(book, sheet, RECEIPT_COLUMNS, rows)


def write_left_out(book: Book) -> None:
    """Write the sheet with one row per file and reason."""
    sheet = add_sheet(
        book,
        LEFT_OUT,
        title="Rows left out of the figures, by file and reason",
        note="Kinds of payment that are read but not analysed, and redacted payees, are on the sheet 'Kinds'.",
    )
    write_table(book, sheet, _LEFT_OUT_COLUMNS, _left_out_rows(book))


def _left_out_rows(book: Book) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for number, receipt in enumerate(book.report.receipts, start=1):
        name = anchor_name(book.report, receipt["anchor_id"])
        for outcome, reasons in ((SET_ASIDE, receipt["set_aside"]), (REJECTED, receipt["rejected"])):
            for reason, left in reasons.items():
                words = word_for("reasons", reason)
                rows.append([number, name, receipt["file_name"], outcome, words, left["rows"], left["gbp"]])
    return rows


def _receipt_row(book: Book, number: int, receipt: ReceiptRow, left_out_count: int) -> Sequence[Cell]:
    at = {
        column.heading: f"{letter_of(RECEIPT_COLUMNS, column.heading)}{FIRST_ROW + number}"
        for column in RECEIPT_COLUMNS
    }
    aside = _summed(receipt, SET_ASIDE, at["No."], left_out_count)
    rejected = _summed(receipt, REJECTED, at["No."], left_out_count)
    missing = receipt["rows_in_file"] - receipt["used"]["rows"] - round(aside[0].value) - round(rejected[0].value)
    whole = float(receipt["used"]["gbp"]) + aside[1].value + rejected[1].value
    return [
        number,
        anchor_name(book.report, receipt["anchor_id"]),
        receipt["file_name"],
        receipt["rows_in_file"],
        receipt["used"]["rows"],
        aside[0],
        rejected[0],
        Formula(f"={at['Rows in the file']}-SUM({at['Rows used']}:{at['Rows rejected']})", missing),
        receipt["used"]["gbp"],
        aside[1],
        rejected[1],
        Formula(f"=SUM({at['Used £']}:{at['Rejected £']})", round(whole, 2)),
        receipt["first_date"],
        receipt["last_date"],
        receipt["encoding"],
        receipt["header_line"],
        "\n".join(receipt["warnings"]),
        "\n".join(receipt["decisions"]),
    ]


def _summed(receipt: ReceiptRow, outcome: str, number_cell: str, left_out_count: int) -> tuple[Formula, Formula]:
    """Return the rows and the pounds of one outcome, as sums over the sheet 'Left out'."""
    reasons = receipt["set_aside"] if outcome == SET_ASIDE else receipt["rejected"]
    values = (
        float(sum(left["rows"] for left in reasons.values())),
        float(sum((left["gbp"] for left in reasons.values()), Decimal(0))),
    )
    numbers = span(_LEFT_OUT_COLUMNS, "No.", left_out_count, sheet=LEFT_OUT)
    outcomes = span(_LEFT_OUT_COLUMNS, "Outcome", left_out_count, sheet=LEFT_OUT)
    rows, pounds = (
        Formula(
            f'=SUMIFS({span(_LEFT_OUT_COLUMNS, heading, left_out_count, sheet=LEFT_OUT)},{numbers},{number_cell},{outcomes},"{outcome}")',
            value,
        )
        for heading, value in zip(("Rows", "Signed £"), values, strict=True)
    )
    return rows, pounds
