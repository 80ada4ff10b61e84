"""What becomes of every row: used, set aside with a reason, or rejected with a reason; never nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.spend.amounts import amounts_of
from ourplace.spend.columns import dictionary
from ourplace.spend.date_order import Period
from ourplace.spend.grids import Grid
from ourplace.spend.headers import header_roles
from ourplace.spend.payment_dates import dates_of, swapped_rows
from ourplace.spend.plan import SheetPlan
from ourplace.spend.receipt import Outcome
from ourplace.spend.repairs import repair_row
from ourplace.spend.sections import receipt_runs, summary_runs
from ourplace.spend.totals import MAY_SAY_TOTAL, RunningSum, may_say_total, says_total

USED = "used"
DATE_SWAPPED_BACK = "date_swapped_back"
# Each reason with the outcome it belongs to; a row has exactly one.
REASONS: Mapping[str, Outcome] = {
    USED: "used",
    "blank": "set_aside",
    "repeated_header": "set_aside",
    "total_line": "set_aside",
    "note_line": "set_aside",
    "receipt_not_payment": "set_aside",
    "commitment_not_payment": "set_aside",
    "cancelled_payment": "set_aside",
    "other_currency": "set_aside",
    "outside_period": "set_aside",
    "undated_in_a_period": "set_aside",
    "decision_needed": "set_aside",
    "sheet_without_payments": "set_aside",
    "sheet_not_chosen": "set_aside",
    "no_amount": "rejected",
    "amount_not_a_number": "rejected",
    "nothing_but_an_amount": "rejected",
    "line_too_long": "rejected",
    "amount_in_pieces": "rejected",
}
_CODES = {reason: code for code, reason in enumerate(REASONS)}
_NAMES = tuple(REASONS)
_MATCHES_OF_HEADER = 3
_NOTE_CELLS = 2
_ODD_ROWS_TRIED = 20_000
_HEADERS_LOOKED_FOR = 500

Codes = npt.NDArray[np.int16]
Truths = npt.NDArray[np.bool_]


@dataclass
class Sorted:
    """A grid's rows with what became of each, and the values that deciding it needed."""

    grid: Grid
    codes: Codes
    amounts: pa.Array
    dates: pa.Array
    payees: pa.Array
    repairs: dict[int, str]

    def reason_names(self) -> list[str]:
        """Return the reason of every row."""
        return [_NAMES[code] for code in self.codes]


def sort_rows(
    grid: Grid, plan: SheetPlan, *, running: RunningSum, period: Period | None, amounts: pa.Array | None = None
) -> Sorted:
    """Return every row of a grid with its one reason.

    Ordinary rows are told in whole columns; only rows without an amount or a payee, or that speak of totals, are looked
    at one by one. `amounts` are those of `grid_amounts` where they are known already.
    """
    grid = grid.widened(plan.width)
    codes = np.zeros(len(grid), np.int16)
    for row, reason in grid.broken_rows.items():
        codes[row] = _CODES[reason]
    if plan.amount is None or plan.payee is None:
        return _blocked(grid, codes)
    blank = _blank_rows(grid, plan)
    codes[blank & (codes == 0)] = _CODES["blank"]
    amounts = amounts_of(grid, plan.amount) if amounts is None else amounts
    fixed, repairs = _repaired(grid, plan, (codes == 0) & as_truths(pc.is_null(amounts)))
    if fixed:
        grid = grid.patched(fixed)
        amounts = amounts_of(grid, plan.amount)
    dates = dates_of(grid, plan.dates)
    for row in swapped_rows(grid, plan.dates):
        repairs.setdefault(row, DATE_SWAPPED_BACK)
    payees = pc.utf8_trim_whitespace(grid.columns[plan.payee])
    sorted_rows = Sorted(grid, codes, amounts, dates, payees, repairs)
    _sort_odd_rows(sorted_rows, plan, running)
    _sort_sections(sorted_rows, plan, running)
    _sort_by_columns(sorted_rows, plan)
    _sort_by_period(sorted_rows, plan, period)
    if plan.is_blocked:
        codes[codes == 0] = _CODES["decision_needed"]
    return sorted_rows


def set_aside_all(grid: Grid, reason: str) -> Sorted:
    """Return a grid with every row set aside for one reason, blank ones as blank."""
    codes = np.full(len(grid), _CODES[reason], np.int16)
    codes[_all_empty(grid, np.ones(len(grid), bool))] = _CODES["blank"]
    return _without_values(grid, codes)


def grid_amounts(grid: Grid, plan: SheetPlan) -> pa.Array | None:
    """Return the pounds of each row, null where a row has none that can be read; None where no column is the amount."""
    return None if plan.amount is None else amounts_of(grid.widened(plan.width), plan.amount)


def find_other_header(grid: Grid, plan: SheetPlan, amounts: pa.Array | None) -> int | None:
    """Return the first row that names the columns in another order, below which the rows are another table.

    `amounts` are those of `grid_amounts`.

    A header in the same order is only repeated, and one that moves the amount alone is left to the repair of rows.
    """
    if amounts is None or plan.payee is None:
        return None
    grid = grid.widened(plan.width)
    wordless = as_truths(pc.is_null(amounts))
    wordless &= as_truths(pc.not_equal(pc.utf8_trim_whitespace(grid.columns[plan.payee]), ""))
    for row in np.flatnonzero(wordless)[:_HEADERS_LOOKED_FOR].tolist():
        roles = header_roles([cell.strip() for cell in grid.row(row)])
        moved = [
            role
            for role, column in (("payee", plan.payee), ("date", _date_column(plan)))
            if roles.get(role, column) != column
        ]
        if moved and "amount" in roles:
            return int(row)
    return None


def to_pence(amounts: pa.Array) -> npt.NDArray[np.int64]:
    """Return decimal pounds as whole pence, null as nought."""
    words = np.frombuffer(amounts.buffers()[1], np.int64)[2 * amounts.offset : 2 * (amounts.offset + len(amounts)) : 2]
    return np.where(as_truths(amounts.is_valid()), words, 0) if amounts.null_count else words


def as_truths(values: pa.Array | pa.ChunkedArray) -> Truths:
    """Return Arrow's truths as NumPy's, null as false."""
    filled = pc.fill_null(values, False) if values.null_count else values
    truths: Truths = np.asarray(filled.to_numpy(zero_copy_only=False), bool)
    return truths


def code_of(reason: str) -> int:
    """Return the number that stands for a reason in `Sorted.codes`."""
    return _CODES[reason]


def reason_of(code: int) -> str:
    """Return the reason that a number in `Sorted.codes` stands for."""
    return _NAMES[code]


def _date_column(plan: SheetPlan) -> int | None:
    return plan.dates.columns[0] if plan.dates.source == "column" else None


def _without_values(grid: Grid, codes: Codes) -> Sorted:
    nothing: dict[str, Any] = {
        "amounts": pa.nulls(len(grid), pa.decimal128(18, 2)),
        "dates": pa.nulls(len(grid), pa.date32()),
        "payees": pa.repeat("", len(grid)),
    }
    return Sorted(grid, codes, repairs={}, **nothing)


def _blocked(grid: Grid, codes: Codes) -> Sorted:
    codes[_all_empty(grid, codes == 0)] = _CODES["blank"]
    codes[codes == 0] = _CODES["decision_needed"]
    return _without_values(grid, codes)


def _blank_rows(grid: Grid, plan: SheetPlan) -> Truths:
    suspects = np.ones(len(grid), bool)
    for index in (plan.payee, plan.amount.column if plan.amount else None):
        if index is None:
            continue
        suspects &= as_truths(pc.equal(pc.utf8_trim_whitespace(grid.columns[index]), ""))
    return _all_empty(grid, suspects)


def _all_empty(grid: Grid, suspects: Truths) -> Truths:
    """Return which of the suspected rows have nothing in any cell."""
    places = np.flatnonzero(suspects)
    empty = np.ones(len(places), bool)
    for column in grid.columns:
        if not empty.any():
            break
        empty &= as_truths(pc.equal(pc.utf8_trim_whitespace(column.take(pa.array(places))), ""))
    found = np.zeros(len(grid), bool)
    found[places[empty]] = True
    return found


def _repaired(grid: Grid, plan: SheetPlan, broken: Truths) -> tuple[dict[int, list[str]], dict[int, str]]:
    """Return the cells of the broken rows that prove how they are to be put right, and every repair of the grid."""
    fixed: dict[int, list[str]] = {}
    repairs = dict(grid.repaired_rows)
    for row in np.flatnonzero(broken).tolist():
        repaired = repair_row(grid.row(row), plan)
        if repaired is not None:
            fixed[row], repairs[row] = repaired.cells, repaired.repair_id
    return fixed, repairs


def _sort_odd_rows(rows: Sorted, plan: SheetPlan, running: RunningSum) -> None:
    """Tell the rows that are no ordinary payments, in order, since a total depends on the rows above it.

    They are gone through twice where they may be totals with dates: what proves the total of several payments to be one
    also tells the total of a single payment.
    """
    has_amount = as_truths(rows.amounts.is_valid())
    unnamed = as_truths(pc.match_substring_regex(rows.payees, rf"^$|{MAY_SAY_TOTAL}|^vat$"))
    odd = np.flatnonzero((~has_amount | unnamed) & (rows.codes == 0)).tolist()
    if len(odd) <= _ODD_ROWS_TRIED and bool((unnamed & has_amount & (rows.codes == 0)).any()):
        trial = running.copy()
        _go_through(replace(rows, codes=rows.codes.copy()), plan, trial, odd)
        running.proven |= trial.proven
    _go_through(rows, plan, running, odd)


def _go_through(rows: Sorted, plan: SheetPlan, running: RunningSum, odd: list[int]) -> None:
    pence = to_pence(rows.amounts)
    done = 0
    for row in [*odd, len(rows.codes)]:
        used = rows.codes[done:row] == 0
        running.add(int(pence[done:row][used].sum()), int(used.sum()))
        if row == len(rows.codes):
            return
        done = row
        reason = _odd_reason(rows, plan, running, row)
        rows.codes[row] = _CODES[reason]
        if reason == "total_line":
            running.close()


def _sort_sections(rows: Sorted, plan: SheetPlan, running: RunningSum) -> None:
    """Set aside what stands below the list of payments: summaries of it, and lists of money received."""
    pence = np.where(rows.codes == 0, to_pence(rows.amounts), 0)
    before = running.sheet_pence - int(pence.sum())
    undated = as_truths(pc.is_null(rows.dates)) & (plan.dates.source == "column")
    notes = rows.codes == _CODES["note_line"]
    sections = [
        *(("total_line", run) for run in summary_runs((rows.codes == 0) & undated, pence, before)),
        *(
            ("receipt_not_payment", run)
            for run in receipt_runs(rows.grid, notes, rows.codes == _CODES["repeated_header"])
        ),
    ]
    for reason, run in sections:
        running.add(-int(pence[run].sum()), -int((rows.codes[run] == 0).sum()))
        rows.codes[run] = np.where(rows.codes[run] == 0, _CODES[reason], rows.codes[run])


def _odd_reason(rows: Sorted, plan: SheetPlan, running: RunningSum, row: int) -> str:
    cells = [cell.strip() for cell in rows.grid.row(row)]
    filled = [cell for cell in cells if cell]
    if _is_header(cells, plan):
        return "repeated_header"
    if not rows.amounts[row].is_valid:
        return _reason_without_amount(cells, filled, plan)
    if plan.amount is None or plan.payee is None:
        return USED
    is_dated = plan.dates.source == "column" and rows.dates[row].is_valid
    if _is_total(rows, plan, running, row, is_dated=is_dated):
        return "total_line"
    has_labels = any(cell and index != plan.amount.column for index, cell in enumerate(cells))
    return USED if has_labels else "nothing_but_an_amount"


def _is_total(rows: Sorted, plan: SheetPlan, running: RunningSum, row: int, *, is_dated: bool) -> bool:
    """Say whether a row is the sum of rows above it: by its label alone where it has no date, else by its amount."""
    cells = [cell.strip() for cell in rows.grid.row(row)]
    label = cells[plan.payee] if plan.payee is not None else ""
    labels = [cell for index, cell in enumerate(cells) if cell and plan.amount and index != plan.amount.column]
    is_called_so = any(says_total(text) for text in labels) and len(labels) <= max(_NOTE_CELLS, len(plan.header_rows))
    if is_called_so and not is_dated:
        return True
    is_below_total = running.sheet_rows > 0 and running.since_total_rows == 0
    if label.lower() == "vat" and is_below_total and plan.dates.source == "column" and not is_dated:
        return True
    if label and not may_say_total(label):
        return False
    pence = int(to_pence(rows.amounts.slice(row, 1))[0])
    is_told_by_sum = not is_dated and (label == "" or plan.dates.source == "column")
    return running.is_total(pence) if is_told_by_sum else running.is_proven_total(pence, label)


def _reason_without_amount(cells: list[str], filled: list[str], plan: SheetPlan) -> str:
    if any(says_total(cell) for cell in filled):
        return "total_line"
    if len(filled) < _NOTE_CELLS:
        return "note_line"
    return "amount_not_a_number" if plan.amount is not None and cells[plan.amount.column] else "no_amount"


def _is_header(cells: list[str], plan: SheetPlan) -> bool:
    """Say whether a row says again what the header said."""
    for header in plan.header_rows:
        named = [(index, name) for index, name in enumerate(header) if name]
        same = sum(index < len(cells) and cells[index].lower() == name.lower() for index, name in named)
        if named and same >= min(_MATCHES_OF_HEADER, len(named)):
            return True
    return "amount" in header_roles(cells)


def _sort_by_columns(rows: Sorted, plan: SheetPlan) -> None:
    """Set aside what a kind, status or currency column says is no payment in pounds."""
    kind = plan.texts.get("stated_kind")
    if kind is not None:
        words = pc.utf8_lower(pc.utf8_trim_whitespace(rows.grid.columns[kind]))
        for value in pc.unique(words).to_pylist():
            reason = dictionary().not_payments.get(value)
            if reason is not None:
                rows.codes[as_truths(pc.equal(words, value)) & (rows.codes == 0)] = _CODES[reason]
    currency = plan.amount.currency_column if plan.amount else None
    if currency is not None:
        stated = pc.utf8_upper(pc.utf8_trim_whitespace(rows.grid.columns[currency]))
        foreign = as_truths(
            pc.invert(pc.is_in(stated, pa.array(["", "GBP", "£", "UKP", "STERLING", "POUNDS", "GB", "UK"])))
        )
        foreign &= rows.codes == 0
        if foreign.any():
            rows.codes[foreign] = _CODES["other_currency"]
            rows.amounts = pc.if_else(pa.array(foreign), pa.scalar(None, rows.amounts.type), rows.amounts)


def unsigned_credits(rows: Sorted, plan: SheetPlan) -> Truths:
    """Return the used rows that a kind or type column calls credit notes and whose amounts are not negative."""
    kind = plan.texts.get("stated_kind")
    if kind is None:
        return np.zeros(len(rows.codes), bool)
    words = pc.utf8_lower(pc.utf8_trim_whitespace(rows.grid.columns[kind]))
    is_credit = as_truths(pc.is_in(words, pa.array(sorted(dictionary().credit_notes))))
    found: Truths = is_credit & (rows.codes == 0) & (to_pence(rows.amounts) > 0)
    return found


def _sort_by_period(rows: Sorted, plan: SheetPlan, period: Period | None) -> None:
    """Set aside rows dated outside the period.

    A row without a date goes where the month in the file's or sheet's name puts it; where that says nothing it stays if
    every dated row around it is inside.
    """
    if period is None:
        return
    used = rows.codes == 0
    dated = as_truths(rows.dates.is_valid())
    inside = as_truths(pc.and_(pc.greater_equal(rows.dates, period[0]), pc.less_equal(rows.dates, period[1])))
    outside = used & dated & ~inside
    rows.codes[outside] = _CODES["outside_period"]
    undated = used & ~dated
    if not undated.any() or plan.dates.source == "none":
        return
    span = plan.named_span
    if span is not None and (span[1] < period[0] or span[0] > period[1]):
        rows.codes[undated] = _CODES["outside_period"]
        return
    is_named_inside = span is not None and period[0] <= span[0] and span[1] <= period[1]
    is_surrounded = bool((used & dated).any()) and not outside.any()
    if not is_named_inside and not is_surrounded:
        rows.codes[undated] = _CODES["undated_in_a_period"]
