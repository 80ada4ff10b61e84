"""Writing delimited text in the encodings and line endings that finance systems and spreadsheets leave behind."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

Cells = Sequence[str | Decimal]


def write_delimited(
    path: Path, rows: Iterable[Cells], *, encoding: str = "utf-8", delimiter: str = ",", ending: str = "\r\n"
) -> None:
    """Write rows as one delimited file, quoting only where needed; the folder is made."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=ending).writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.getvalue().encode(encoding))


def with_thousands(amount: Decimal) -> str:
    """Return an amount as people print it: `-1,234.50`."""
    return f"{amount:,.2f}"


def in_brackets(amount: Decimal) -> str:
    """Return an amount with its minus sign as accountants write it: `(1,234.50)`."""
    return f"({-amount:,.2f})" if amount < 0 else f"{amount:,.2f}"


def with_credit_mark(amount: Decimal) -> str:
    """Return an amount with its minus sign as some ledgers write it: `1,234.50CR`."""
    return f"{-amount:,.2f}CR" if amount < 0 else f"{amount:,.2f}"
