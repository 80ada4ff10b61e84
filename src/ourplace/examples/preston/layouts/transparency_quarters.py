"""The city council: three tidy quarters under the Transparency Code's headings, a fourth from a new system, and cards."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ourplace.examples.preston.layouts.csv_files import Cells, write_delimited
from ourplace.examples.preston.payments import YEAR_START
from ourplace.examples.preston.records import Payment, pounds

TIDY_HEADER = (
    "Body Name",
    "Service Area",
    "Expenditure Category",
    "Date",
    "Transaction Number",
    "Amount",
    "Supplier Name",
    "Purpose of Expenditure",
)
NEW_HEADER = (
    "Service Area",
    "",
    "Supplier Name",
    "",
    "Category",
    "",
    "Purpose",
    "",
    "Ref",
    "",
    "Date Paid",
    "Amount (£)",
    "",
)
CARD_HEADER = ("Service Area", "Merchant", "Merchant Category", "Transaction Date", "Amount", "Card Reference")
LAST_QUARTER = 4
REPEAT_HEADER_EVERY = 200
BLANK_EVERY = 97
SHIFT_EVERY = 61
SHIFTED_ROWS = 8


def write_transparency_quarters(folder: Path, payments: Sequence[Payment]) -> None:
    """Write four quarterly files and one of purchase cards."""
    invoices = [payment for payment in payments if payment.kind != "card"]
    for quarter in range(1, LAST_QUARTER):
        rows = _tidy_rows(payment for payment in invoices if _quarter(payment) == quarter)
        write_delimited(folder / f"spend-over-500-2012-13-q{quarter}.csv", rows)
    last = [payment for payment in invoices if _quarter(payment) == LAST_QUARTER]
    write_delimited(folder / "spend-over-500-2012-13-q4.csv", _interleaved_rows(last), encoding="utf-8-sig")
    cards = [payment for payment in payments if payment.kind == "card"]
    write_delimited(folder / "purchase-cards-2012-13.csv", _card_rows(cards))


def _quarter(payment: Payment) -> int:
    months = (payment.date.year - YEAR_START.year) * 12 + payment.date.month - YEAR_START.month
    return min(LAST_QUARTER, months // 3 + 1)


def _tidy_rows(payments: Iterator[Payment]) -> Iterator[Cells]:
    yield TIDY_HEADER
    for place, payment in enumerate(payments, start=1):
        if place % BLANK_EVERY == 0:
            yield ("",) * len(TIDY_HEADER)
        yield (
            "Preston City Council",
            payment.department,
            payment.category,
            f"{payment.date:%d/%m/%Y}",
            payment.reference,
            pounds(payment.pennies),
            payment.payee_name,
            payment.description,
        )


def _interleaved_rows(payments: Sequence[Payment]) -> Iterator[Cells]:
    """Yield rows with empty columns between the full ones; in a few the amount has slipped into the empty column."""
    for place, payment in enumerate(payments):
        if place % REPEAT_HEADER_EVERY == 0:
            yield NEW_HEADER
        cells = [
            payment.department,
            payment.payee_name,
            payment.category,
            payment.description,
            f"PI/{payment.reference}",
        ]
        is_shifted = place % SHIFT_EVERY == SHIFT_EVERY - 1 and place // SHIFT_EVERY < SHIFTED_ROWS
        amount = pounds(payment.pennies)
        spaced = (cell for full in cells for cell in (full, ""))
        yield (*spaced, f"{payment.date:%d/%m/%Y}", *(("", amount) if is_shifted else (amount, "")))


def _card_rows(payments: Sequence[Payment]) -> Iterator[Cells]:
    yield CARD_HEADER
    for payment in payments:
        yield (
            payment.department,
            f"{payment.payee_name} {payment.town}".strip().upper(),
            payment.category,
            f"{payment.date:%d/%m/%Y}",
            pounds(payment.pennies),
            f"P-CARD {payment.date:%b %y}".upper(),
        )
