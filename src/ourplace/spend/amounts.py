"""The amount of each row in pounds, made from the columns that a plan names."""

import re
from dataclasses import dataclass
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from ourplace.spend.columns import dictionary
from ourplace.spend.grids import Grid
from ourplace.spend.money import MONEY_TYPE, POINT_STYLE, MoneyStyle, parse_money_column
from ourplace.spend.overrides import VatBasis

_EXPONENTS = {1_000: 3, 1_000_000: 6}
_THOUSANDS = re.compile(r"(?<![\d,])(?:£|gbp)?\s?'?0{3}'?s?\b|£\s?k\b|\bthousands?\b(?! of)|\(k\)", re.IGNORECASE)
_MILLIONS = re.compile(r"£\s?m\b|\bmillions?\b(?! of)", re.IGNORECASE)


@dataclass(frozen=True)
class AmountPlan:
    """How the amount of each row is made: from one column, or debit less credit; its style, unit and VAT basis."""

    column: int
    credit_column: int | None = None
    marker_column: int | None = None
    currency_column: int | None = None
    vat_column: int | None = None
    gross_column: int | None = None
    style: MoneyStyle = POINT_STYLE
    scale: int = 1
    vat_basis: VatBasis = "unknown"
    vat_basis_why: str = "the file does not say whether VAT is in the amounts"


def amounts_of(grid: Grid, plan: AmountPlan) -> pa.Array:
    """Return one `DECIMAL(18,2)` of pounds per row, null where the row has none that can be read."""
    amounts = _column(grid, plan.column, plan)
    if plan.credit_column is not None:
        amounts = _less_credit(amounts, _column(grid, plan.credit_column, plan))
    if plan.marker_column is not None:
        markers = pc.utf8_lower(pc.utf8_trim_whitespace(grid.columns[plan.marker_column]))
        is_credit = pc.is_in(markers, pa.array(sorted(dictionary().credit_values)))
        turned = pc.and_(is_credit, pc.fill_null(pc.greater(amounts, pa.scalar(Decimal(0), MONEY_TYPE)), False))
        amounts = pc.if_else(turned, _money(pc.negate(amounts)), amounts)
    return amounts


def vat_of(grid: Grid, plan: AmountPlan) -> pa.Array:
    """Return the VAT stated for each row, in pounds, null where none is."""
    return pa.nulls(len(grid), MONEY_TYPE) if plan.vat_column is None else _column(grid, plan.vat_column, plan)


def scale_of(text: str) -> int:
    """Return the unit that a header or a title states: 1000 for `£000` or `£k`, a million for `£m`, else 1.

    >>> scale_of("Amount (£000)"), scale_of("Payments over £25,000"), scale_of("Amount £m")
    (1000, 1, 1000000)
    """
    if _THOUSANDS.search(text):
        return 1_000
    return 1_000_000 if _MILLIONS.search(text) else 1


def _column(grid: Grid, index: int, plan: AmountPlan) -> pa.Array:
    """Return one column's amounts, a unit such as £000 put in as an exponent so that no decimal is lost."""
    texts = pc.utf8_trim_whitespace(grid.columns[index])
    if plan.scale != 1:
        texts = pc.replace_substring_regex(texts, r"(\d)(\D*)$", rf"\1E{_EXPONENTS[plan.scale]}\2")
    return parse_money_column(texts, style=plan.style)


def _less_credit(debits: pa.Array, credit: pa.Array) -> pa.Array:
    """Return debits less credits, whichever sign the credits are written with; null where a row has neither."""
    zero = pa.scalar(Decimal("0.00"), MONEY_TYPE)
    both = _money(pc.subtract(pc.fill_null(debits, zero), pc.abs(pc.fill_null(credit, zero))))
    is_empty = pc.and_(pc.is_null(debits), pc.is_null(credit))
    return pc.if_else(is_empty, pa.scalar(None, MONEY_TYPE), both)


def _money(amounts: pa.Array) -> pa.Array:
    return amounts.cast(MONEY_TYPE)
