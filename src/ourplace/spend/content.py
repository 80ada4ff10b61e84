"""What the cells of a column look like: the evidence that a header's words are held against."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ourplace.spend.dates import parse_date
from ourplace.spend.money import MoneyStyle, parse_money

SAMPLE_SIZE = 300

_POSTCODE = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_PENCE = re.compile(r"[.,]\d{1,2}\)?-?(?: ?CR)?$|£", re.IGNORECASE)
_SERIAL_DAY = re.compile(r"^\d{5}(?:\.\d+)?$")
_ORGANISATION = re.compile(
    r"\b(ltd|limited|plc|llp|council|trust|university|college|school|services?|group|solutions|association|society|inc|gmbh|co|company|&|bros|sons|dr|mr|mrs|ms|hmrc|nhs|uk)\b\.?",
    re.IGNORECASE,
)
_CAPITAL_OR_REVENUE = re.compile(
    r"^([a-z]{2,5} ?- ?)?(cap|capital|rev|revenue|hra|balance sheet|bs)( expenditure| spend)?$", re.IGNORECASE
)
_CODE = re.compile(r"^(?=\S*\d)[\w\-/.]{2,14}$")
_FIGURE = re.compile(r"\d")
_LONGEST_AMOUNT = 30
_LONGEST_DATE = 40
_MOST = 0.5
_SOME = 0.3
_COMMA = MoneyStyle(",")


@dataclass(frozen=True)
class Evidence:
    """Shares (0 to 1) of a column's filled cells that look like one thing or another; `filled_share` is of all rows."""

    filled_share: float
    money_share: float = 0.0
    pence_share: float = 0.0
    negative_share: float = 0.0
    date_share: float = 0.0
    serial_share: float = 0.0
    postcode_share: float = 0.0
    letters_share: float = 0.0
    code_share: float = 0.0
    organisation_share: float = 0.0
    capital_share: float = 0.0
    distinct_share: float = 0.0
    mean_length: float = 0.0
    distinct_count: int = 0
    sample_count: int = 0

    @property
    def is_money(self) -> bool:
        """Whether most cells can be read as money."""
        return self.money_share >= _MOST

    @property
    def is_date(self) -> bool:
        """Whether most cells can be read as days, counting the serial numbers of spreadsheets."""
        return self.date_share + self.serial_share >= _MOST

    @property
    def is_text(self) -> bool:
        """Whether many cells hold words."""
        return self.letters_share >= _SOME


def column_evidence(values: Sequence[str]) -> Evidence:
    """Return what a column's cells look like, from up to 300 filled cells spread evenly over it."""
    filled = [value for value in values if value]
    if not filled:
        return Evidence(0.0)
    step = max(1, len(filled) // SAMPLE_SIZE)
    sample = filled[::step][:SAMPLE_SIZE]
    counts = Counter(sample)
    amounts = {value: amount for value in counts if (amount := _amount(value)) is not None}

    def share(is_so: Callable[[str], Any]) -> float:
        return sum(count for value, count in counts.items() if is_so(value)) / len(sample)

    return Evidence(
        filled_share=len(filled) / len(values),
        money_share=share(amounts.__contains__),
        pence_share=share(lambda value: value in amounts and _PENCE.search(value)),
        negative_share=share(lambda value: value in amounts and amounts[value] < 0),
        date_share=share(looks_like_date),
        serial_share=share(lambda value: _SERIAL_DAY.match(value) and parse_date(value) is not None),
        postcode_share=share(_POSTCODE.match),
        letters_share=share(_LETTERS.search),
        code_share=share(_CODE.match),
        organisation_share=share(_ORGANISATION.search),
        capital_share=share(_CAPITAL_OR_REVENUE.match),
        distinct_share=len(counts) / len(sample),
        mean_length=sum(map(len, sample)) / len(sample),
        distinct_count=len(counts),
        sample_count=len(sample),
    )


def looks_like_money(text: str) -> bool:
    """Say whether a cell is an amount that shows itself as one: with pence or a pound sign."""
    return bool(text) and _PENCE.search(text) is not None and _amount(text) is not None


def looks_like_date(text: str) -> bool:
    """Say whether a cell names a day, in either order; a bare number does not, whatever a spreadsheet would make of it."""
    if len(text) > _LONGEST_DATE or not _FIGURE.search(text) or _SERIAL_DAY.match(text):
        return False
    return parse_date(text, order="dmy") is not None or parse_date(text, order="mdy") is not None


def _amount(text: str) -> Decimal | None:
    if len(text) > _LONGEST_AMOUNT or not _FIGURE.search(text):
        return Decimal(0) if text in {"-", "£-", "£ -"} else None
    amount = parse_money(text)
    return parse_money(text, style=_COMMA) if amount is None else amount
