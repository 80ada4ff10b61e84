"""What a reader of the figures should know about a sheet, in sentences."""

from typing import TYPE_CHECKING

from ourplace.parameters import parameter_value
from ourplace.spend.plan import SheetPlan
from ourplace.spend.receipt import Notice, SheetReceipt

if TYPE_CHECKING:
    from ourplace.spend.sheets import Tally


def sheet_notices(receipt: SheetReceipt, plan: SheetPlan, tally: "Tally") -> tuple[Notice, ...]:
    """Return the warnings that a sheet's receipt gives rise to, the gravest first."""
    used = tally.rows[0]
    notices = [Notice(code="unit", message=note) for note in plan.notes]
    for reason in ("amount_not_a_number", "no_amount", "line_too_long", "other_currency"):
        if lines := tally.examples.get(reason):
            count = sum(total.row_count for total in receipt.outcomes if total.reason == reason)
            notices.append(
                Notice(code=reason, message=f"{count} rows: {reason.replace('_', ' ')}", line_numbers=tuple(lines))
            )
    if plan.dates.source == "none":
        notices.append(Notice(code="no_dates", message="no column gives a date, and no name gives a month"))
    elif tally.undated:
        message = f"{tally.undated} of {used} payments have no date that can be read between 1990 and 2100; they are used without one"
        notices.append(Notice(code="undated_rows", message=message, line_numbers=tuple(tally.undated_lines)))
    if tally.nameless_rows:
        message = f"{tally.nameless_rows} payments name no payee; they are counted with the redacted ones"
        notices.append(Notice(code="nameless_rows", message=message))
    if used >= int(parameter_value("reading_rows_without_credits")) and tally.negative_rows == 0:
        message = f"none of {used} payments is negative: credit notes may have been left out by the publisher"
        notices.append(Notice(code="no_negative_amounts", message=message))
    share = receipt.repeated_row_count / used if used else 0.0
    if share > float(parameter_value("reading_repeated_share")):
        message = (
            f"{receipt.repeated_row_count} of {used} payments repeat another row exactly ({share:.0%}); all are used"
        )
        notices.append(Notice(code="repeated_rows", message=message))
    return tuple(notices)
