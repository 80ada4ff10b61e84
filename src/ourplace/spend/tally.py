"""Counting rows and pence while a sheet is read."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.spend.receipt import OutcomeTotal, added_up
from ourplace.spend.rows import REASONS, Sorted, Truths, as_truths, reason_of, to_pence

_EXAMPLES = 10


@dataclass
class Tally:
    """What is counted over the grids of one sheet; `examples` holds the first few lines of each reason."""

    row_count: int = 0
    rows: Counter[str] = field(default_factory=Counter)
    pence: Counter[str] = field(default_factory=Counter)
    first_date: dt.date | None = None
    last_date: dt.date | None = None
    undated_rows: int = 0
    negative_rows: int = 0
    negative_pence: int = 0
    nameless_rows: int = 0
    nameless_pence: int = 0
    unsigned_credits: int = 0
    unsigned_credit_pence: int = 0
    examples: dict[str, list[int]] = field(default_factory=dict)
    years: Counter[int] = field(default_factory=Counter)
    other_headers: list[int] = field(default_factory=list)

    def add(self, rows: Sorted) -> None:
        """Count the rows of a grid."""
        pence = to_pence(rows.amounts)
        self.row_count += len(rows.codes)
        for code in np.unique(rows.codes).tolist():
            mask, reason = rows.codes == code, reason_of(code)
            self.rows[reason] += int(mask.sum())
            self.pence[reason] += int(pence[mask].sum())
            if code != 0:
                self._note_lines(reason, rows, mask)
        used = rows.codes == 0
        negative = used & (pence < 0)
        self.negative_rows += int(negative.sum())
        self.negative_pence += int(pence[negative].sum())
        nameless = used & as_truths(pc.equal(rows.payees, ""))
        self.nameless_rows += int(nameless.sum())
        self.nameless_pence += int(pence[nameless].sum())
        self._note_lines("nameless", rows, nameless)
        self._add_dates(rows, used)

    def add_unsigned_credits(self, rows: Sorted, mask: Truths) -> None:
        """Count rows that are called credit notes and are not negative."""
        self.unsigned_credits += int(mask.sum())
        self.unsigned_credit_pence += int(to_pence(rows.amounts)[mask].sum())
        self._note_lines("unsigned_credit", rows, mask)

    def outcomes(self) -> tuple[OutcomeTotal, ...]:
        """Return the rows and pounds of every outcome and reason."""
        return added_up(
            [
                OutcomeTotal(
                    outcome=REASONS[reason], reason=reason, row_count=count, amount_gbp=pounds(self.pence[reason])
                )
                for reason, count in self.rows.items()
            ]
        )

    def _add_dates(self, rows: Sorted, used: Truths) -> None:
        undated = used & as_truths(pc.is_null(rows.dates))
        self.undated_rows += int(undated.sum())
        self._note_lines("undated", rows, undated)
        dates = rows.dates.filter(pa.array(used))
        span = pc.min_max(dates).as_py()
        counts = pc.value_counts(pc.year(dates.drop_null()))
        self.years.update(
            dict(zip(counts.field("values").to_pylist(), counts.field("counts").to_pylist(), strict=True))
        )
        if span["min"] is not None:
            self.first_date = min(filter(None, (self.first_date, span["min"])))
            self.last_date = max(filter(None, (self.last_date, span["max"])))

    def _note_lines(self, reason: str, rows: Sorted, mask: Truths) -> None:
        lines = self.examples.setdefault(reason, [])
        places = np.flatnonzero(mask)[: _EXAMPLES - len(lines)]
        lines.extend(rows.grid.line_numbers.take(pa.array(places)).to_pylist())


def pounds(pence: int) -> Decimal:
    """Return whole pence as pounds.

    >>> pounds(-1234)
    Decimal('-12.34')
    """
    return Decimal(pence).scaleb(-2).quantize(Decimal("0.01"))
