"""Rows whose cells have slipped sideways, put back only where the row itself proves where they belong."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ourplace.spend.content import looks_like_date, looks_like_money
from ourplace.spend.money import parse_money
from ourplace.spend.plan import SheetPlan

AMOUNT_BESIDE = "amount_beside"
NET_OF_GROSS = "net_of_gross"
SHIFTED_RIGHT = "shifted_right"
SHIFTED_LEFT = "shifted_left"
_FARTHEST = 3
_ROW_DATE = "row date"


@dataclass(frozen=True)
class Repaired:
    """A row's cells put back where the columns expect them, and which repair it was."""

    cells: list[str]
    repair_id: str


def repair_row(cells: Sequence[str], plan: SheetPlan) -> Repaired | None:
    """Return the row put right, or None where it is sound, or where it could be put right in more than one way.

    Four slips are known: the net amount is left out where its gross stands; the amount alone stands in a neighbouring column of words; a comma inside an unquoted name
    pushed everything after it to the right; a missing cell let everything after it slip to the left.
    """
    if plan.amount is None or plan.payee is None or plan.amount.credit_column is not None:
        return None
    row = [*cells, *[""] * (plan.width + _FARTHEST - len(cells))]
    found = [
        repaired
        for repair in (_net_of_gross, _amount_beside, _pushed_right, _slipped_left)
        if (repaired := repair(row, plan))
    ]
    return found[0] if len(found) == 1 else None


def _net_of_gross(row: list[str], plan: SheetPlan) -> Repaired | None:
    """Put in a net amount that was left out, where other rows prove that it and the VAT make the gross."""
    amount = plan.amount
    if amount is None or amount.gross_column is None or amount.vat_column is None or row[amount.column].strip():
        return None
    if amount.scale != 1 or not _is_amount(row[amount.gross_column], plan) or not _date_in_place(row, plan, 0):
        return None
    gross = parse_money(row[amount.gross_column], style=amount.style)
    vat_text = row[amount.vat_column].strip()
    vat = parse_money(vat_text, style=amount.style) if vat_text else Decimal(0)
    if gross is None or vat is None or not _is_name(row[_payee_column(plan)]):
        return None
    fixed = list(row)
    fixed[amount.column] = str(gross - vat).replace(".", amount.style.decimal_mark)
    return Repaired(fixed[: plan.width], NET_OF_GROSS)


def _amount_beside(row: list[str], plan: SheetPlan) -> Repaired | None:
    """Put back an amount that stands in a near column where only words or nothing should be, all else in place."""
    amount = _amount_column(plan)
    if row[amount].strip() or not _date_in_place(row, plan, 0) or not _is_name(row[_payee_column(plan)]):
        return None
    near = [
        place
        for place in range(amount - _FARTHEST, amount + _FARTHEST + 1)
        if place != amount and 0 <= place < len(row)
    ]
    expected = {
        place for place in near if place in plan.text_columns or place in plan.spare_columns or place >= plan.width
    }
    holders = [place for place in near if place in expected and _is_amount(row[place], plan)]
    if len(holders) != 1 or _payee_column(plan) in holders:
        return None
    fixed = list(row)
    fixed[amount], fixed[holders[0]] = row[holders[0]], ""
    return Repaired(fixed[: plan.width], AMOUNT_BESIDE)


def _pushed_right(row: list[str], plan: SheetPlan) -> Repaired | None:
    amount = _amount_column(plan)
    if _is_amount(row[amount], plan) and looks_like_money(row[amount].strip()):
        return None
    for shift in range(1, _FARTHEST + 1):
        if amount + shift in plan.money_columns or not _shows_amount(row[amount + shift], plan):
            continue
        breaks = [place for place in range(amount) if _fits_right_shift(row, plan, place, shift)]
        place = _the_break(row, plan, breaks, shift)
        if place is None:
            return None
        merged = ",".join(row[place : place + shift + 1])
        fixed = [*row[:place], merged, *row[place + shift + 1 :]]
        return Repaired([*fixed, *[""] * plan.width][: plan.width], SHIFTED_RIGHT)
    return None


def _fits_right_shift(row: list[str], plan: SheetPlan, place: int, shift: int) -> bool:
    """Say whether everything typed agrees with a break at one column: what stands before it in place, after it moved."""
    if place not in plan.text_columns and place not in plan.spare_columns:
        return False
    date = _date_column(plan)
    if date is not None:
        if date == place or not looks_like_date(row[date + (shift if date > place else 0)].strip()):
            return False
        if date > place and looks_like_date(row[date].strip()):
            return False
    return _is_name(row[_payee_column(plan) + (shift if _payee_column(plan) > place else 0)])


def _the_break(row: list[str], plan: SheetPlan, breaks: list[int], shift: int) -> int | None:
    """Return the one column that a comma broke apart: the only possible one, or the only one followed by a space."""
    spaced = [place for place in breaks if all(row[place + step].startswith(" ") for step in range(1, shift + 1))]
    if len(spaced) == 1:
        return spaced[0]
    if len(breaks) == 1:
        return breaks[0]
    payee = _payee_column(plan)
    return max(breaks) if breaks and min(breaks) > payee else None


def _slipped_left(row: list[str], plan: SheetPlan) -> Repaired | None:
    """Put back cells that slipped to the left past a missing one; both the day and the amount must show it."""
    amount, date, payee = _amount_column(plan), _date_column(plan), _payee_column(plan)
    if date is None or row[amount].strip():
        return None
    for shift in range(1, min(_FARTHEST, amount, date) + 1):
        if not _shows_amount(row[amount - shift], plan) or not looks_like_date(row[date - shift].strip()):
            continue
        if looks_like_date(row[date].strip()):
            continue
        first = min(date, amount) - shift
        place = 0 if payee > first or _is_name(row[max(0, payee - shift)]) else first
        if place and not _is_name(row[payee]):
            return None
        if not place and payee >= shift and _is_name(row[payee]) and payee < first:
            return None
        fixed = [*row[:place], *[""] * shift, *row[place:]]
        return Repaired(fixed[: plan.width], SHIFTED_LEFT) if _is_name(fixed[payee]) else None
    return None


def _amount_column(plan: SheetPlan) -> int:
    if plan.amount is None:
        raise ValueError(_ROW_DATE)
    return plan.amount.column


def _payee_column(plan: SheetPlan) -> int:
    return -1 if plan.payee is None else plan.payee


def _date_column(plan: SheetPlan) -> int | None:
    return plan.dates.columns[0] if plan.dates.source == "column" else None


def _date_in_place(row: list[str], plan: SheetPlan, shift: int) -> bool:
    date = _date_column(plan)
    return date is None or looks_like_date(row[date + shift].strip())


def _is_amount(cell: str, plan: SheetPlan) -> bool:
    return bool(cell.strip()) and plan.amount is not None and parse_money(cell, style=plan.amount.style) is not None


def _shows_amount(cell: str, plan: SheetPlan) -> bool:
    return looks_like_money(cell.strip()) and _is_amount(cell, plan)


def _is_name(cell: str) -> bool:
    return sum(letter.isalpha() for letter in cell) > 1 and not looks_like_date(cell.strip())
