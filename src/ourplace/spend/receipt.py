"""The receipt of a file: what was read, how it was understood, and where every row and every penny went."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict

from ourplace.spend.overrides import DateBasis, VatBasis

RECEIPT_VERSION = 1

Outcome = Literal["used", "set_aside", "rejected"]
ColumnUse = Literal["used", "ignored", "unknown", "empty"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ColumnReceipt(_Frozen):
    """One column: where it stands (counted from 1), what it is called, what it was used for and why."""

    position: int
    letter: str
    header: str
    use: ColumnUse
    role: str | None
    reason: str
    filled_share: float


class OutcomeTotal(_Frozen):
    """The rows of one outcome and reason, and the signed sum of those that have an amount."""

    outcome: Outcome
    reason: str
    row_count: int
    amount_gbp: Decimal


class Choice(_Frozen):
    """One way to answer a decision, what speaks for it, and the line that says so in the file's settings."""

    answer: str
    evidence: str
    setting: str


class Decision(_Frozen):
    """A question that the file does not answer; its rows are set aside, or used with care, until a person does."""

    question: str
    evidence: str
    choices: tuple[Choice, ...]
    is_blocking: bool = True


class Notice(_Frozen):
    """Something a reader of the figures should know: a code for programs, a sentence for people, a few lines to look at."""

    code: str
    message: str
    line_numbers: tuple[int, ...] = ()


class SheetReceipt(_Frozen):
    """What was found in one sheet; a text file has a single one, named ''."""

    sheet_name: str
    is_visible: bool
    is_read: bool
    reason: str
    header_lines: tuple[int, ...]
    header_why: str
    preamble_row_count: int
    row_count: int
    columns: tuple[ColumnReceipt, ...]
    outcomes: tuple[OutcomeTotal, ...]
    date_order: str
    date_order_why: str
    decimal_mark: str
    decimal_mark_why: str
    vat_basis: VatBasis
    vat_basis_why: str
    date_basis: DateBasis
    date_basis_why: str
    first_date: dt.date | None
    last_date: dt.date | None
    undated_row_count: int
    negative_row_count: int
    negative_gbp: Decimal
    repeated_row_count: int
    repeated_gbp: Decimal
    warnings: tuple[Notice, ...]
    decisions: tuple[Decision, ...]

    @property
    def roles(self) -> dict[str, str]:
        """The header of the column used for each role: the mapping, ready to be saved as settings."""
        return {
            column.role: column.header or f"column {column.position}"
            for column in self.columns
            if column.use == "used" and column.role
        }


class Receipt(_Frozen):
    """What became of one file. Rows used, set aside and rejected add up to its rows, and their sums to its sum."""

    version: int = RECEIPT_VERSION
    file_id: str
    file_name: str
    content_sha256: str
    size_bytes: int
    file_format: str
    encoding: str
    encoding_why: str
    delimiter: str
    delimiter_why: str
    row_count: int
    amount_gbp: Decimal
    outcomes: tuple[OutcomeTotal, ...]
    sheets: tuple[SheetReceipt, ...]
    first_date: dt.date | None
    last_date: dt.date | None
    negative_row_count: int
    negative_gbp: Decimal
    repeated_row_count: int
    repeated_gbp: Decimal
    masked: Mapping[str, int]
    repairs: Mapping[str, int]
    warnings: tuple[Notice, ...]
    decisions: tuple[Decision, ...]

    def row_count_of(self, outcome: Outcome) -> int:
        """Return the number of rows that ended so."""
        return sum(total.row_count for total in self.outcomes if total.outcome == outcome)

    def amount_gbp_of(self, outcome: Outcome) -> Decimal:
        """Return the signed sum, in pounds, of the rows that ended so."""
        return sum((total.amount_gbp for total in self.outcomes if total.outcome == outcome), Decimal("0.00"))

    @property
    def is_balanced(self) -> bool:
        """Whether every row and every penny of the file is in exactly one outcome."""
        rows = sum(total.row_count for total in self.outcomes)
        pounds = sum((total.amount_gbp for total in self.outcomes), Decimal(0))
        return rows == self.row_count and pounds == self.amount_gbp

    @property
    def needs_decision(self) -> bool:
        """Whether a person has to answer a question before all of the file can be used."""
        return bool(self.decisions)

    def to_json(self) -> str:
        """Return the receipt as JSON, amounts as text so that no program rounds them."""
        return self.model_dump_json(indent=2)

    @classmethod
    def from_json(cls, text: str) -> "Receipt":
        """Return the receipt that was written as JSON."""
        return cls.model_validate_json(text)


def added_up(totals: list[OutcomeTotal]) -> tuple[OutcomeTotal, ...]:
    """Return one total per outcome and reason, in the order used, set aside, rejected."""
    sums: dict[tuple[Outcome, str], tuple[int, Decimal]] = {}
    for total in totals:
        rows, pounds = sums.get((total.outcome, total.reason), (0, Decimal("0.00")))
        sums[total.outcome, total.reason] = (rows + total.row_count, pounds + total.amount_gbp)
    order: dict[str, int] = {"used": 0, "set_aside": 1, "rejected": 2}
    return tuple(
        OutcomeTotal(outcome=outcome, reason=reason, row_count=rows, amount_gbp=pounds)
        for (outcome, reason), (rows, pounds) in sorted(sums.items(), key=lambda item: (order[item[0][0]], item[0][1]))
    )


def column_letter(index: int) -> str:
    """Return a column's letter as a spreadsheet shows it, counted from 0.

    >>> column_letter(0), column_letter(25), column_letter(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    number = index + 1
    while number:
        number, remainder = divmod(number - 1, 26)
        letters = chr(65 + remainder) + letters
    return letters
