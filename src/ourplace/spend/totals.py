"""Lines that are the sum of other lines: they must be proven to be, because setting one aside takes money away."""

import re
from collections.abc import Iterable

from ourplace.spend.columns import dictionary

# What a total's label always holds: one pass of Arrow finds the few cells worth holding against every label.
MAY_SAY_TOTAL = r"(?i)total|forward|\b[cb]/f\b|^\W*(sum|overall|count|average|mean|maximum|minimum)\b|cyfanswm"
_MAY_SAY_TOTAL = re.compile(MAY_SAY_TOTAL)
_SHORT_LABEL = 60
_SEVERAL = 2


def says_total(text: str) -> bool:
    """Say whether a cell calls its row a total.

    >>> says_total("Grand Total"), says_total("Total for April 2024:"), says_total("TOTAL GAS & POWER LTD")
    (True, True, False)
    """
    bare = " ".join(text.split()).strip(" *_\"'")
    return 0 < len(bare) <= _SHORT_LABEL and any(label.match(bare) for label in dictionary().total_labels)


def may_say_total(text: str) -> bool:
    """Say whether a cell has a word that totals have; so have some suppliers."""
    return _MAY_SAY_TOTAL.search(text) is not None


class RunningSum:
    """Sums of the payments seen so far, in pence: since the sheet began and since the last total line."""

    def __init__(self, proven: Iterable[str] = ()) -> None:
        """Begin at nothing; `proven` are labels that were seen on totals before."""
        self.sheet_pence = 0
        self.since_total_pence = 0
        self.sheet_rows = 0
        self.since_total_rows = 0
        self.proven = set(proven)

    def add(self, pence: int, rows: int = 0) -> None:
        """Count payments."""
        self.sheet_pence += pence
        self.since_total_pence += pence
        self.sheet_rows += rows
        self.since_total_rows += rows

    def is_total(self, pence: int) -> bool:
        """Say whether an amount is the sum of all payments above it, or of those since the last total."""
        return pence != 0 and pence in {self.sheet_pence, self.since_total_pence}

    def is_proven_total(self, pence: int, label: str) -> bool:
        """Say whether an amount is such a sum of two payments or more, or has a label that was found on one before."""
        key = label.casefold()
        of_all = pence == self.sheet_pence and self.sheet_rows >= _SEVERAL
        since = pence == self.since_total_pence and self.since_total_rows >= _SEVERAL
        if pence != 0 and (of_all or since):
            self.proven.add(key)
            return True
        return self.is_total(pence) and key in self.proven

    def copy(self) -> "RunningSum":
        """Return the same sums, to try something out with."""
        other = RunningSum(self.proven)
        other.sheet_pence, other.since_total_pence = self.sheet_pence, self.since_total_pence
        other.sheet_rows, other.since_total_rows = self.sheet_rows, self.since_total_rows
        return other

    def close(self) -> None:
        """Note a total line: the next subtotal counts from here."""
        self.since_total_pence = 0
        self.since_total_rows = 0
