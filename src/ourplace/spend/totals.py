"""Lines that are the sum of other lines: they must be proven to be, because setting one aside takes money away."""

from ourplace.spend.columns import dictionary

# What a total's label always holds: one pass of Arrow finds the few cells worth holding against every label.
MAY_SAY_TOTAL = r"(?i)total|forward|\b[cb]/f\b|^\W*(sum|overall|count)\b|cyfanswm"
_SHORT_LABEL = 60


def says_total(text: str) -> bool:
    """Say whether a cell calls its row a total.

    >>> says_total("Grand Total"), says_total("Total for April 2024:"), says_total("TOTAL GAS & POWER LTD")
    (True, True, False)
    """
    bare = " ".join(text.split()).strip(" *_\"'")
    return 0 < len(bare) <= _SHORT_LABEL and any(label.match(bare) for label in dictionary().total_labels)


class RunningSum:
    """Sums of the payments seen so far, in pence: since the sheet began and since the last total line."""

    def __init__(self) -> None:
        """Begin at nothing."""
        self.sheet_pence = 0
        self.since_total_pence = 0

    def add(self, pence: int) -> None:
        """Count payments."""
        self.sheet_pence += pence
        self.since_total_pence += pence

    def is_total(self, pence: int) -> bool:
        """Say whether an amount is the sum of all payments above it, or of those since the last total."""
        return pence != 0 and pence in {self.sheet_pence, self.since_total_pence}

    def close(self) -> None:
        """Note a total line: the next subtotal counts from here."""
        self.since_total_pence = 0
