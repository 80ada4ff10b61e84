"""The receipt of one sheet, drawn up from how it was read and what was counted."""

from dataclasses import dataclass
from decimal import Decimal

from ourplace.spend.grids import Sheet
from ourplace.spend.headers import Header
from ourplace.spend.plan import SheetPlan
from ourplace.spend.receipt import SheetReceipt
from ourplace.spend.tally import Tally, pounds


@dataclass(frozen=True)
class SheetReading:
    """How one sheet was read; without a plan it was not, and `reason` says why."""

    sheet: Sheet
    plan: SheetPlan | None
    header: Header
    header_lines: tuple[int, ...]
    preamble_rows: int
    tally: Tally
    reason: str


def sheet_receipt(reading: SheetReading) -> SheetReceipt:
    """Return the receipt, without warnings and repeats, which need a look at all of it."""
    plan, tally = reading.plan, reading.tally
    amount = plan.amount if plan else None
    dates = plan.dates if plan else None
    return SheetReceipt(
        sheet_name=reading.sheet.name,
        is_visible=reading.sheet.is_visible,
        is_read=plan is not None,
        reason=reading.reason,
        header_lines=reading.header_lines,
        header_why=reading.header.why,
        preamble_row_count=reading.preamble_rows,
        row_count=tally.row_count,
        columns=tuple(column.receipt() for column in plan.columns) if plan else (),
        outcomes=tally.outcomes(),
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
        undated_row_count=tally.undated_rows,
        negative_row_count=tally.negative_rows,
        negative_gbp=pounds(tally.negative_pence),
        repeated_row_count=0,
        repeated_gbp=Decimal("0.00"),
        warnings=(),
        decisions=plan.decisions if plan else (),
    )
