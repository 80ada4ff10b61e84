"""What the page of a file shows: its receipt, and the lines to look at. Nothing that the file says of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.reports.wording import word_for
from ourplace.spend import Receipt
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.storage import reading_folder

LINES_SHOWN = 10


@dataclass(frozen=True)
class Lines:
    """A few lines of a file to look at, and how many more there are."""

    sheet_name: str
    numbers: Sequence[int]
    more_count: int


@dataclass(frozen=True)
class ReasonTotal:
    """The rows of one outcome and reason: how many, their signed pounds, and where they are."""

    outcome: str
    reason: str
    words: str
    row_count: int
    amount_gbp: Decimal
    lines: Sequence[Lines]


@dataclass(frozen=True)
class ShownReceipt:
    """A receipt as its page lays it out."""

    receipt: Receipt
    totals: Sequence[ReasonTotal]


def receipt_of(upload: Upload) -> ShownReceipt | None:
    """Return the receipt of a file that was read, or None where the cache no longer holds it."""
    folder = reading_folder(upload)
    if not upload.reading_key or not (folder / "receipt.json").is_file():
        return None
    receipt = Receipt.from_json((folder / "receipt.json").read_text("utf-8"))
    rows = pq.read_table(folder / "set_aside.parquet", columns=["reason", "sheet_name", "line_number"])
    totals = [
        ReasonTotal(
            outcome=total.outcome,
            reason=total.reason,
            words=word_for("reasons", total.reason),
            row_count=total.row_count,
            amount_gbp=total.amount_gbp,
            lines=lines_of(rows.filter(pc.equal(rows["reason"], total.reason))),
        )
        for total in receipt.outcomes
        if total.outcome != "used"
    ]
    return ShownReceipt(receipt=receipt, totals=totals)


def lines_of(rows: pa.Table) -> list[Lines]:
    """Return the first lines of each sheet in a table of rows."""
    found = []
    for sheet_name in pc.unique(rows["sheet_name"]).to_pylist():
        numbers = rows.filter(pc.equal(rows["sheet_name"], sheet_name))["line_number"].to_pylist()
        found.append(Lines(sheet_name, numbers[:LINES_SHOWN], max(0, len(numbers) - LINES_SHOWN)))
    return found
