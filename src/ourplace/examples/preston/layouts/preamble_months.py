"""The county council: twelve months in an old Windows encoding, with titles above, totals below and empty columns beside."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from ourplace.examples.preston.layouts.csv_files import Cells, with_thousands, write_delimited
from ourplace.examples.preston.records import Payment, pounds

HEADER = ("Directorate", "Account Detail", "Description", "Ref No", "Supplier", "Payment date", "Net Amount(£)")
EMPTY_COLUMNS = ("",) * 6
OLD_MAC_MONTH = "2012-07"
REPEATED_HEADER_MONTH = "2012-11"
PUBLISHED_TWICE = "2013-02"


def write_preamble_months(folder: Path, payments: Sequence[Payment]) -> None:
    """Write one file a month; February is on the website twice, under two names."""
    for month, group in groupby(payments, key=lambda payment: f"{payment.date:%Y-%m}"):
        rows = list(_rows(list(group), month=month))
        ending = "\r" if month == OLD_MAC_MONTH else "\r\n"
        write_delimited(folder / f"payments-{month}.csv", rows, encoding="cp1252", ending=ending)
        if month == PUBLISHED_TWICE:
            write_delimited(folder / f"payments-{month}-amended.csv", rows, encoding="cp1252", ending=ending)


def _rows(payments: Sequence[Payment], *, month: str) -> Iterator[Cells]:
    blank = ("",) * len(HEADER) + EMPTY_COLUMNS
    yield ("Lancashire County Council", *blank[1:])
    yield (f"Payments to suppliers of £500 and over, {payments[0].date:%B %Y}", *blank[1:])
    yield blank
    yield (*HEADER, *EMPTY_COLUMNS)
    for place, payment in enumerate(payments):
        if month == REPEATED_HEADER_MONTH and place == len(payments) // 2:
            yield (*HEADER, *EMPTY_COLUMNS)
        yield (
            payment.department.upper(),
            payment.category,
            payment.description,
            f"B{payment.reference}",
            payment.payee_name,
            f"{payment.date:%d/%m/%y}",
            with_thousands(pounds(payment.pennies)),
            *EMPTY_COLUMNS,
        )
    yield blank
    total = with_thousands(pounds(sum(payment.pennies for payment in payments)))
    yield ("Total", "", "", "", "", "", total, *EMPTY_COLUMNS)
