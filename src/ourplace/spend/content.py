"""What the cells of a column look like: the evidence that a header's words are held against."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

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
    amounts = [_amount(value) for value in sample]
    count = len(sample)
    return Evidence(
        filled_share=len(filled) / len(values),
        money_share=sum(amount is not None for amount in amounts) / count,
        pence_share=sum(
            amount is not None and bool(_PENCE.search(value)) for amount, value in zip(amounts, sample, strict=True)
        )
        / count,
        negative_share=sum(amount is not None and amount < 0 for amount in amounts) / count,
        date_share=sum(looks_like_date(value) for value in sample) / count,
        serial_share=sum(_SERIAL_DAY.match(value) is not None and parse_date(value) is not None for value in sample)
        / count,
        postcode_share=sum(_POSTCODE.match(value) is not None for value in sample) / count,
        letters_share=sum(_LETTERS.search(value) is not None for value in sample) / count,
        code_share=sum(_CODE.match(value) is not None for value in sample) / count,
        organisation_share=sum(_ORGANISATION.search(value) is not None for value in sample) / count,
        capital_share=sum(_CAPITAL_OR_REVENUE.match(value) is not None for value in sample) / count,
        distinct_share=len(set(sample)) / count,
        mean_length=sum(len(value) for value in sample) / count,
        distinct_count=len(set(sample)),
        sample_count=count,
    )


def looks_like_money(text: str) -> bool:
    """Say whether a cell is an amount that shows itself as one: with pence or a pound sign."""
    return bool(text) and _PENCE.search(text) is not None and _amount(text) is not None


def looks_like_date(text: str) -> bool:
    """Say whether a cell names a day, in either order; a bare number does not, whatever a spreadsheet would make of it."""
    if len(text) > _LONGEST_DATE or not any(letter.isdigit() for letter in text) or _SERIAL_DAY.match(text):
        return False
    return parse_date(text, order="dmy") is not None or parse_date(text, order="mdy") is not None


def _amount(text: str) -> Decimal | None:
    if len(text) > _LONGEST_AMOUNT or not _FIGURE.search(text):
        return Decimal(0) if text in {"-", "£-", "£ -"} else None
    amount = parse_money(text)
    return parse_money(text, style=_COMMA) if amount is None else amount
