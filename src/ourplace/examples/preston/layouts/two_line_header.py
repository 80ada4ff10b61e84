"""Preston's College: half a year with semicolons and a heading over two lines, half a year with tabs after an upgrade."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ourplace.examples.preston.layouts.csv_files import Cells, write_delimited
from ourplace.examples.preston.records import Payment, pounds

FIRST_LINE = ("Supplier", "Payment", "Payment", "Net", "Expense", "Expense")
SECOND_LINE = ("Name", "Date", "Reference", "Amount", "Category", "Narrative")
TAB_HEADER = ("Vendor", "Pay Date", "Voucher", "Amount GBP", "Expense Type", "Narrative")


def write_two_line_header(folder: Path, payments: Sequence[Payment]) -> None:
    """Write April to September with semicolons and October to March with tabs."""
    first = [payment for payment in payments if (payment.date.year, payment.date.month) < (2012, 10)]
    second = payments[len(first) :]
    write_delimited(folder / "payments-apr-sep-2012.csv", _semicolon_rows(first), delimiter=";")
    write_delimited(folder / "payments-oct-mar-2013.txt", _tab_rows(second), delimiter="\t", ending="\n")


def _semicolon_rows(payments: Sequence[Payment]) -> Iterator[Cells]:
    yield FIRST_LINE
    yield SECOND_LINE
    for payment in payments:
        yield _cells(payment, date=f"{payment.date:%d.%m.%Y}")


def _tab_rows(payments: Sequence[Payment]) -> Iterator[Cells]:
    yield TAB_HEADER
    for payment in payments:
        yield _cells(payment, date=payment.date.isoformat())


def _cells(payment: Payment, *, date: str) -> Cells:
    return (
        payment.payee_name,
        date,
        payment.reference,
        pounds(payment.pennies),
        payment.category,
        payment.description,
    )
