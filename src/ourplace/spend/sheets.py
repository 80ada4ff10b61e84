"""Reading one sheet: find its header, settle its columns, sort its rows, write its tables, draw up its receipt."""

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from ourplace.exceptions import Where
from ourplace.parameters import parameter_value
from ourplace.spend.amounts import AmountPlan
from ourplace.spend.columns import dictionary
from ourplace.spend.date_order import OrderEvidence, Period
from ourplace.spend.grids import Grid, Sheet
from ourplace.spend.headers import Header, find_header, is_data_row
from ourplace.spend.mapping import Layout
from ourplace.spend.money import count_rounded
from ourplace.spend.notices import sheet_notices
from ourplace.spend.overrides import Overrides
from ourplace.spend.payments import NO_PAYMENTS, Masked, Origin, TablesWriter, payments_table, set_aside_table
from ourplace.spend.plan import Context, SheetPlan, continued, plan_sheet
from ourplace.spend.receipt import SheetReceipt
from ourplace.spend.repeats import RepeatCounter, SheetContents
from ourplace.spend.rows import (
    Sorted,
    as_truths,
    find_other_header,
    grid_amounts,
    set_aside_all,
    sort_rows,
    to_pence,
    unsigned_credits,
)
from ourplace.spend.sheet_receipts import SheetReading, sheet_receipt
from ourplace.spend.tally import Tally, pounds
from ourplace.spend.thousands import rejoin_thousands
from ourplace.spend.totals import RunningSum
from ourplace.spend.used_rows import used_rows

_FOOT_ROWS = 5
_PIVOT_HEADER = "row labels"
_PIVOT_ROWS = 10
_CARRY_ON_ROWS = 20
_MAY_BE_ROUNDED = {".": r"\.\d{3}|\d[eE]", ",": r",\d{3}|\d[eE]"}


@dataclass
class SheetReader:
    """Reads the sheets of one file, one after the other, into two open Parquet files."""

    file_id: str
    file_name: str
    overrides: Overrides
    period: Period | None
    layouts: tuple[Layout, ...]
    writer: TablesWriter
    masked: Masked
    repairs: Counter[str] = field(default_factory=Counter)
    amount_pence: int = 0
    previous: SheetPlan | None = None
    orders: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    repeats: RepeatCounter = field(default_factory=RepeatCounter)
    contents: SheetContents = field(default_factory=SheetContents)

    @property
    def amount_gbp(self) -> Decimal:
        """The signed sum of every amount read, whatever became of its row."""
        return pounds(self.amount_pence)

    def read(self, sheet: Sheet) -> SheetReceipt:
        """Write a sheet's rows and return its receipt."""
        first = next(sheet.grids, None)
        if self.overrides.sheets is not None and sheet.name and sheet.name not in self.overrides.sheets:
            return self._skip(sheet, first, "the study file does not choose it", "sheet_not_chosen")
        if first is None:
            return self._skip(sheet, first, sheet.skip_reason or "it is empty", "sheet_without_payments")
        header = self._header(first)
        plan, data, preamble = self._plan(sheet, first, header)
        why_not = "" if len(data) == 0 and header.rows else _why_no_payments(sheet, plan, first)
        if why_not:
            return self._skip(sheet, first, why_not, "sheet_without_payments")
        tally, running = Tally(), RunningSum()
        self.repeats.start_sheet()
        section = plan
        later = (rejoin_thousands(grid, header.names) for grid in sheet.grids)
        for grid in itertools.chain([data], later):
            section = self._take_sections(grid, section, sheet, tally, running)
        if not header.is_missing or self.previous is None:
            self.previous = plan
            self.orders.append((plan.dates.order, sheet.name, _filled(header.names)))
        lines = tuple(int(first.line_numbers[row].as_py()) for row in header.rows)
        return self._receipt(SheetReading(sheet, plan, header, lines, len(preamble), tally, "it holds payments"))

    def _header(self, first: Grid) -> Header:
        limit = int(parameter_value("reading_header_lines"))
        stated = self.overrides.header_line
        if stated == 0:
            return Header((), (), "the study file says that there is none")
        if stated is not None:
            places = [
                place for place, line in enumerate(first.line_numbers.to_pylist()[: 20 * limit]) if line <= stated
            ]
            row = places[-1] if places else 0
            return Header(tuple(cell.strip() for cell in first.row(row)), (row,), "the study file says so")
        foot_start = max(limit, len(first) - _FOOT_ROWS) if len(first) > limit else max(0, len(first) - _FOOT_ROWS)
        foot = list(enumerate(first.rows(foot_start), start=foot_start))
        return find_header(first.rows(0, limit), foot=foot)

    def _plan(self, sheet: Sheet, first: Grid, header: Header) -> tuple[SheetPlan, Grid, list[int]]:
        """Return how to read the sheet, its rows without header and preamble, and the places of the preamble."""
        context = self._context(sheet, header)
        preamble = _preamble(first, header)
        text = " ".join(cell for place in preamble for cell in first.row(place) if cell.strip())
        gone = set(preamble) | set(header.rows)
        data = rejoin_thousands(first.without(gone), header.names)
        if header.is_missing and self.previous is not None and _goes_on(first, self.previous):
            return continued(self.previous), data, preamble
        plan = plan_sheet(data, header, text, context)
        header_rows = [tuple(cell.strip() for cell in first.row(row)) for row in header.rows]
        return replace(plan, header_rows=(header.names, *header_rows)), data, preamble

    def _take_sections(
        self, grid: Grid, plan: SheetPlan, sheet: Sheet, tally: Tally, running: RunningSum
    ) -> SheetPlan:
        """Take a grid's rows, beginning a new plan wherever a row names the columns in another order."""
        amounts = grid_amounts(grid, plan)
        while (place := find_other_header(grid, plan, amounts)) is not None:
            self._take(
                sort_rows(grid.slice(0, place + 1), plan, running=running, period=self.period), plan, sheet.name, tally
            )
            names = tuple(cell.strip() for cell in grid.row(place))
            tally.other_headers.append(int(grid.line_numbers[place].as_py()))
            grid = grid.slice(place + 1)
            header = Header(names, (place,), "")
            plan = replace(plan_sheet(grid, header, "", self._context(sheet, header)), header_rows=(names,))
            amounts = grid_amounts(grid, plan)
        rows = sort_rows(grid, plan, running=running, period=self.period, amounts=amounts)
        self._take(rows, plan, sheet.name, tally)
        return plan

    def _context(self, sheet: Sheet, header: Header) -> Context:
        evidence = OrderEvidence(
            names=tuple(name for name in (sheet.name, self.file_name) if name),
            period=self.period,
            neighbours=self._neighbours(header),
        )
        return Context(Where(self.file_name, sheet=sheet.name), self.overrides, evidence, self.layouts)

    def _neighbours(self, header: Header) -> tuple[tuple[str, str], ...]:
        """Return the orders of dates shown by the sheets before and by other files with the same column names."""
        names = tuple(name for name in header.names if name)
        same = [(layout.date_order, layout.file_name) for layout in self.layouts if _filled(layout.headers) == names]
        return (*((order, f"sheet '{sheet}'") for order, sheet, before in self.orders if before == names), *same)

    def _take(self, rows: Sorted, plan: SheetPlan, sheet_name: str, tally: Tally) -> None:
        origin = Origin(self.file_id, sheet_name)
        used = used_rows(rows)
        self.writer.add(payments_table(used, plan, origin, self.masked), set_aside_table(rows, origin, self.masked))
        tally.add(rows)
        tally.add_unsigned_credits(rows, unsigned_credits(rows, plan))
        self.repeats.add(used)
        if sheet_name:
            self.contents.add(sheet_name, used)
        self.repairs.update(rows.repairs.values())
        if plan.amount is not None:
            self.repairs["amounts_rounded_to_the_penny"] += _rounded(rows, plan.amount)
        self.amount_pence += int(to_pence(rows.amounts).sum())

    def _skip(self, sheet: Sheet, first: Grid | None, why: str, reason: str) -> SheetReceipt:
        """Set aside every row of a sheet that is not read."""
        tally = Tally()
        for grid in itertools.chain([first] if first is not None else [], sheet.grids):
            rows = set_aside_all(grid, reason)
            self.writer.add(NO_PAYMENTS, set_aside_table(rows, Origin(self.file_id, sheet.name), self.masked))
            tally.add(rows)
        return sheet_receipt(SheetReading(sheet, None, Header((), (), ""), (), 0, tally, why))

    def _receipt(self, reading: SheetReading) -> SheetReceipt:
        repeated_rows, repeated_pence = self.repeats.sheet_totals()
        receipt = sheet_receipt(reading).model_copy(
            update={"repeated_row_count": repeated_rows, "repeated_gbp": pounds(repeated_pence)}
        )
        return receipt.model_copy(update={"warnings": sheet_notices(receipt, reading)})


def _rounded(rows: Sorted, plan: AmountPlan) -> int:
    """Return how many amounts had more than two decimals; only those that show three or an exponent are looked at."""
    texts = rows.grid.columns[plan.column]
    return count_rounded(
        texts.filter(pc.match_substring_regex(texts, _MAY_BE_ROUNDED[plan.style.decimal_mark])), style=plan.style
    )


def _why_no_payments(sheet: Sheet, plan: SheetPlan, first: Grid) -> str:
    """Return why a sheet holds no payments, or '' where it does: it has no money, or sums up what other sheets hold."""
    has_dates = plan.dates.source in {"column", "parts", "month", "financial_month"}
    if any(cell.strip().lower() == _PIVOT_HEADER for row in first.rows(0, _PIVOT_ROWS) for cell in row):
        return "it is a pivot table, which sums up other rows"
    if not plan.is_payments:
        return "no column of it can be money paid"
    if sheet.name and dictionary().other_sheets.search(sheet.name.strip()) and not has_dates:
        return "its name says that it holds no payments, and it has no dates"
    if sheet.name and dictionary().receipt_headings.match(sheet.name.strip()):
        return "its name says that it lists money received"
    if sheet.name and plan.payee is None and not has_dates:
        return "no column of it says who was paid, and none gives dates"
    return ""


def _filled(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name)


def _preamble(first: Grid, header: Header) -> list[int]:
    """Return the places of the rows above the header, unless they are payments: then the header stands among them."""
    above = list(range(min(header.rows, default=0)))
    if len(above) > int(parameter_value("reading_header_lines")) or any(
        is_data_row(first.row(place)) for place in above
    ):
        return []
    return above


def _goes_on(first: Grid, plan: SheetPlan) -> bool:
    """Say whether a sheet without a header is the sheet before, going on: amounts and names stand in the same columns."""
    if plan.amount is None or plan.payee is None or first.width < plan.amount.column + 1:
        return False
    trial = sort_rows(
        first.take(pa.array(range(min(_CARRY_ON_ROWS, len(first))))), plan, running=RunningSum(), period=None
    )
    is_like = trial.codes == 0
    if plan.dates.source == "column":
        is_like = is_like & as_truths(trial.dates.is_valid())
    good = int(is_like.sum())
    blank = sum(reason == "blank" for reason in trial.reason_names())
    return good > 0 and good >= 0.8 * (len(trial.codes) - blank)
