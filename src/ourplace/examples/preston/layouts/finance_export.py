"""The housing association: its finance system's own export, with suppliers' postcodes and three amounts a line."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from ourplace.examples.preston.layouts.csv_files import Cells, write_delimited
from ourplace.examples.preston.payments import YEAR_START
from ourplace.examples.preston.records import Payment, pounds

HEADER = (
    "Supplier ID",
    "Supplier Name",
    "Supplier Postcode",
    "Invoice Number",
    "Invoice Date",
    "Payment Date",
    "Net Amount",
    "VAT Amount",
    "Gross Amount",
    "Nominal Description",
    "Line Description",
)
VAT_RATE = Decimal("0.20")
DAYS_TO_PAY = 28
# One supplier in this many was set up before the system asked for postcodes.
OLD_SUPPLIER_EVERY = 9


def write_finance_export(folder: Path, payments: Sequence[Payment]) -> None:
    """Write the year as one file."""
    write_delimited(folder / "purchase-ledger-export-2012-13.csv", _rows(payments))


def _rows(payments: Sequence[Payment]) -> Iterator[Cells]:
    yield HEADER
    for payment in payments:
        net = pounds(payment.pennies)
        vat = (net * VAT_RATE).quantize(Decimal("0.01"))
        invoiced = max(YEAR_START, payment.date - dt.timedelta(days=DAYS_TO_PAY))
        yield (
            "" if payment.supplier_number is None else f"S{payment.supplier_number:05d}",
            payment.payee_name,
            "" if _lost_its_postcode(payment) else payment.postcode,
            payment.reference,
            f"{invoiced:%d/%m/%Y}",
            f"{payment.date:%d/%m/%Y}",
            net,
            vat,
            net + vat,
            payment.category,
            payment.description,
        )


def _lost_its_postcode(payment: Payment) -> bool:
    return payment.supplier_number is not None and payment.supplier_number % OLD_SUPPLIER_EVERY == 0
