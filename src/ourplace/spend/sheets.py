"""Reading one sheet: find its header, settle its columns, sort its rows, write its tables, draw up its receipt."""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.exceptions import Where
from ourplace.parameters import parameter_value
from ourplace.spend.columns import dictionary
from ourplace.spend.grids import Grid, Sheet, joined
from ourplace.spend.headers import Header, find_header, is_data_row
from ourplace.spend.mapping import Layout
from ourplace.spend.money import count_rounded
from ourplace.spend.notices import sheet_notices
from ourplace.spend.overrides import Overrides
from ourplace.spend.payment_dates import Period
from ourplace.spend.payments import Masked, payments_table, set_aside_table
from ourplace.spend.plan import Context, SheetPlan, continued, plan_sheet
from ourplace.spend.receipt import OutcomeTotal, SheetReceipt, added_up
from ourplace.spend.repeats import RepeatCounter
from ourplace.spend.rows import REASONS, Sorted, as_truths, reason_of, set_aside_all, sort_rows, to_pence
from ourplace.spend.totals import RunningSum

_FOOT_ROWS = 5
_CARRY_ON_ROWS = 20


@dataclass
class Tally:
    """What is counted over the grids of one sheet."""

    row_count: int = 0
    rows: Counter[int] = field(default_factory=Counter)
    pence: Counter[int] = field(default_factory=Counter)
    first_date: dt.date | None = None
    last_date: dt.date | None = None
    undated: int = 0
    undated_lines: list[int] = field(default_factory=list)
    unread_dates: int = 0
    negative_rows: int = 0
    negative_pence: int = 0
    nameless_rows: int = 0
    nameless_pence: int = 0
    examples: dict[str, list[int]] = field(default_factory=dict)


@dataclass
class SheetReader:
    """Reads the sheets of one file, one after the other, into two open Parquet files."""

    file_id: str
    file_name: str
    overrides: Overrides
    period: Period | None
    layouts: tuple[Layout, ...]
    payments: pq.ParquetWriter
    set_aside: pq.ParquetWriter
    masked: Masked
    repairs: Counter[str] = field(default_factory=Counter)
    amount_pence: int = 0
    previous: SheetPlan | None = None
    repeats: RepeatCounter = field(default_factory=lambda: RepeatCounter())

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
        if not plan.is_payments:
            kind = (
                "its name says it holds no payments"
                if dictionary().other_sheets.search(sheet.name)
                else "no column of it can be money paid"
            )
            return self._skip(sheet, first, kind, "sheet_without_payments")
        tally, running = Tally(), RunningSum()
        self.repeats.start_sheet()
        for grid in itertools.chain([data], sheet.grids):
            self._take(sort_rows(grid, plan, running=running, period=self.period), plan, sheet.name, tally)
        if not header.is_missing or self.previous is None:
            self.previous = plan
        return self._receipt(sheet, plan, header, first, preamble, tally)

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
        context = Context(
            where=Where(self.file_name, sheet=sheet.name),
            names=tuple(name for name in (sheet.name, self.file_name) if name),
            overrides=self.overrides,
            period=self.period,
            layouts=self.layouts,
        )
        preamble = _preamble(first, header)
        text = " ".join(cell for place in preamble for cell in first.row(place) if cell.strip())
        gone = set(preamble) | set(header.rows)
        data = (
            first.take(pa.array([place for place in range(len(first)) if place not in gone], pa.int64()))
            if gone
            else first
        )
        if header.is_missing and self.previous is not None and _goes_on(first, self.previous):
            return continued(self.previous), data, preamble
        plan = plan_sheet(data, header, text, context)
        header_rows = [tuple(cell.strip() for cell in first.row(row)) for row in header.rows]
        return replace(plan, header_rows=(header.names, *header_rows)), data, preamble

    def _take(self, rows: Sorted, plan: SheetPlan, sheet_name: str, tally: Tally) -> None:
        names = {"file_id": self.file_id, "sheet_name": sheet_name, "masked": self.masked}
        self.payments.write_table(payments_table(rows, plan, **names))
        self.set_aside.write_table(set_aside_table(rows, **names))
        _count(rows, plan, tally)
        self.repeats.add(rows)
        self.repairs.update(rows.repairs.values())
        if plan.amount is not None:
            self.repairs["amounts_rounded_to_the_penny"] += count_rounded(
                pc.utf8_trim_whitespace(rows.grid.columns[plan.amount.column]), style=plan.amount.style
            )
        self.amount_pence += int(to_pence(rows.amounts).sum())

    def _skip(self, sheet: Sheet, first: Grid | None, why: str, reason: str) -> SheetReceipt:
        """Set aside every row of a sheet that is not read."""
        tally = Tally()
        for grid in itertools.chain([first] if first is not None else [], sheet.grids):
            rows = set_aside_all(grid, reason)
            self.set_aside.write_table(
                set_aside_table(rows, file_id=self.file_id, sheet_name=sheet.name, masked=self.masked)
            )
            _count(rows, None, tally)
        return _sheet_receipt(sheet, None, Header((), (), ""), (), 0, tally, is_read=False, reason=why)

    def _receipt(
        self, sheet: Sheet, plan: SheetPlan, header: Header, first: Grid, preamble: list[int], tally: Tally
    ) -> SheetReceipt:
        lines = tuple(int(first.line_numbers[row].as_py()) for row in header.rows)
        receipt = _sheet_receipt(
            sheet, plan, header, lines, len(preamble), tally, is_read=True, reason="it holds payments"
        )
        repeated_rows, repeated_pence = self.repeats.sheet_totals()
        receipt = receipt.model_copy(
            update={"repeated_row_count": repeated_rows, "repeated_gbp": pounds(repeated_pence)}
        )
        return receipt.model_copy(update={"warnings": sheet_notices(receipt, plan, tally)})


def pounds(pence: int) -> Decimal:
    """Return whole pence as pounds.

    >>> pounds(-1234)
    Decimal('-12.34')
    """
    return Decimal(pence).scaleb(-2).quantize(Decimal("0.01"))


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
    good = int((trial.codes == 0).sum())
    blank = sum(reason == "blank" for reason in trial.reason_names())
    return good > 0 and good >= 0.8 * (len(trial.codes) - blank)


def _count(rows: Sorted, plan: SheetPlan | None, tally: Tally) -> None:
    pence = to_pence(rows.amounts)
    tally.row_count += len(rows.codes)
    for code in np.unique(rows.codes).tolist():
        mask = rows.codes == code
        tally.rows[code] += int(mask.sum())
        tally.pence[code] += int(pence[mask].sum())
        if code != 0:
            lines = tally.examples.setdefault(reason_of(code), [])
            places = np.flatnonzero(mask)[: 10 - len(lines)]
            lines.extend(rows.grid.line_numbers.take(pa.array(places)).to_pylist())
    if plan is None:
        return
    used = rows.codes == 0
    negative = used & (pence < 0)
    tally.negative_rows += int(negative.sum())
    tally.negative_pence += int(pence[negative].sum())
    nameless = used & as_truths(pc.equal(rows.payees, ""))
    tally.nameless_rows += int(nameless.sum())
    tally.nameless_pence += int(pence[nameless].sum())
    undated = np.flatnonzero(used & as_truths(pc.is_null(rows.dates)))
    tally.undated += len(undated)
    tally.undated_lines.extend(
        rows.grid.line_numbers.take(pa.array(undated[: max(0, 10 - len(tally.undated_lines))])).to_pylist()
    )
    span = pc.min_max(rows.dates.filter(pa.array(used))).as_py()
    if span["min"] is not None:
        tally.first_date = min(filter(None, (tally.first_date, span["min"])))
        tally.last_date = max(filter(None, (tally.last_date, span["max"])))


def _sheet_receipt(
    sheet: Sheet,
    plan: SheetPlan | None,
    header: Header,
    header_lines: tuple[int, ...],
    preamble_rows: int,
    tally: Tally,
    *,
    is_read: bool,
    reason: str,
) -> SheetReceipt:
    totals = [
        OutcomeTotal(
            outcome=REASONS[reason_of(code)],
            reason=reason_of(code),
            row_count=count,
            amount_gbp=pounds(tally.pence[code]),
        )
        for code, count in tally.rows.items()
    ]
    amount = plan.amount if plan else None
    dates = plan.dates if plan else None
    return SheetReceipt(
        sheet_name=sheet.name,
        is_visible=sheet.is_visible,
        is_read=is_read,
        reason=reason,
        header_lines=header_lines,
        header_why=header.why,
        preamble_row_count=preamble_rows,
        row_count=tally.row_count,
        columns=tuple(column.receipt() for column in plan.columns) if plan else (),
        outcomes=added_up(totals),
        date_order=dates.order if dates else "",
        date_order_why=dates.order_why if dates else "",
        decimal_mark=amount.style.decimal_mark if amount else "",
        decimal_mark_why=amount.style.evidence if amount else "",
        vat_basis=amount.vat_basis if amount else "unknown",
        vat_basis_why=amount.vat_basis_why if amount else "",
        date_basis=dates.basis if dates else "unknown",
        date_basis_why=dates.basis_why if dates else "",
        first_date=tally.first_date,
        last_date=tally.last_date,
        undated_row_count=tally.undated,
        negative_row_count=tally.negative_rows,
        negative_gbp=pounds(tally.negative_pence),
        repeated_row_count=0,
        repeated_gbp=Decimal("0.00"),
        warnings=(),
        decisions=plan.decisions if plan else (),
    )
