"""Cardinal Newman College: a file a term without any headings, brackets or CR for credits, months in letters."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ourplace.examples.preston.layouts.csv_files import Cells, in_brackets, with_credit_mark, write_delimited
from ourplace.examples.preston.records import Payment, pounds

TERMS = (("summer", (4, 5, 6, 7)), ("autumn", (8, 9, 10, 11, 12)), ("spring", (1, 2, 3)))
CREDIT_MARK_TERM = "spring"


def write_headerless_terms(folder: Path, payments: Sequence[Payment]) -> None:
    """Write three files, one a term."""
    for term, months in TERMS:
        rows = _rows([payment for payment in payments if payment.date.month in months], term=term)
        write_delimited(folder / f"creditor-payments-{term}-term.csv", rows)


def _rows(payments: Sequence[Payment], *, term: str) -> Iterator[Cells]:
    write_amount = with_credit_mark if term == CREDIT_MARK_TERM else in_brackets
    for payment in payments:
        yield (
            f"{payment.date:%d-%b-%y}",
            payment.payee_name,
            payment.category,
            payment.description,
            payment.reference,
            write_amount(pounds(payment.pennies)),
        )
