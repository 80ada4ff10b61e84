"""What a reader of the figures should know about a sheet, in sentences."""

import re
from collections.abc import Sequence

from ourplace.parameters import parameter_value
from ourplace.spend.columns import simplify_header
from ourplace.spend.dates import FIRST_YEAR, LAST_YEAR
from ourplace.spend.plan import SheetPlan
from ourplace.spend.receipt import Choice, Decision, Notice, SheetReceipt
from ourplace.spend.rows import USED
from ourplace.spend.sheet_receipts import SheetReading
from ourplace.spend.tally import Tally, pounds

_LOST = {
    "amount_not_a_number": "the amount is not a number",
    "no_amount": "there is no amount",
    "nothing_but_an_amount": "there is an amount and nothing else, and it is not the sum of the rows above",
    "line_too_long": "the line is too long to be a row",
    "amount_in_pieces": "commas without quotes took the amount apart, and it can be put together in more than one way",
    "other_currency": "the amount is not in pounds",
}

SAME_ROWS = "nearly all of its rows stand in {others} too, with the same payee, date and amount"
SAME_SUMS = "it has no dates, and nearly all of its amounts are what {others} pay to the same payee together"
_ORDERS = re.compile(r"\b(order|orders|po|commitment)( line)? ?(value|amount|total|cost)\b")
_MOSTLY = 0.9
_ENOUGH = 20
_FAR_YEARS = 3
_HARDLY_ANY = 0.05


def sheet_notices(receipt: SheetReceipt, reading: SheetReading) -> tuple[Notice, ...]:
    """Return the warnings that a sheet's receipt gives rise to, the gravest first."""
    plan, tally = reading.plan, reading.tally
    if receipt.row_count == 0:
        return (Notice(code="no_rows", message="it names its columns and has no rows below them"),)
    if plan is None:
        return ()
    notes = [Notice(code="unit", message=note) for note in plan.notes]
    if tally.other_headers:
        message = "the columns are named again in another order; the rows below are read by the new names"
        notes.append(Notice(code="other_header", message=message, line_numbers=tuple(tally.other_headers)))
    lost, undated, nameless = _lost_rows(tally), _undated_rows(plan, tally), _nameless_rows(tally)
    notes += [*_no_payments(plan, tally), *_orders(receipt), *_mostly_negative(tally)]
    return (
        *notes,
        *lost,
        *_unsigned_credits(tally),
        *undated,
        *_dates_far_off(tally),
        *nameless,
        *_repeats(receipt, tally),
    )


def _lost_rows(tally: Tally) -> list[Notice]:
    return [
        Notice(
            code=reason,
            message=f"{_count(tally.rows[reason], 'row', 'rows')}: {sentence}",
            line_numbers=tuple(tally.examples[reason]),
        )
        for reason, sentence in _LOST.items()
        if tally.rows[reason]
    ]


def _no_payments(plan: SheetPlan, tally: Tally) -> list[Notice]:
    if tally.rows[USED] or plan.is_blocked:
        return []
    return [Notice(code="no_payments", message="it names its columns, and none of its rows is a payment")]


def _orders(receipt: SheetReceipt) -> list[Notice]:
    header = receipt.roles.get("amount", "")
    if not _ORDERS.search(simplify_header(header)):
        return []
    message = f"the amounts are in '{header}': this may be a list of what was ordered, not of what was paid"
    return [Notice(code="orders", message=message)]


def _mostly_negative(tally: Tally) -> list[Notice]:
    used, negative = tally.rows[USED], tally.negative_rows
    if used < _ENOUGH or negative < _MOSTLY * used:
        return []
    message = f"{negative:,} of {used:,} payments are negative: a ledger may write what is paid with a minus; used as written"
    return [Notice(code="mostly_negative", message=message)]


def _undated_rows(plan: SheetPlan, tally: Tally) -> list[Notice]:
    if plan.dates.source == "none":
        return [Notice(code="no_dates", message="no column gives a date, and no name gives a month")]
    if not tally.undated_rows:
        return []
    which = _count(tally.undated_rows, "payment has", "payments have")
    message = f"{which} no date that can be read between {FIRST_YEAR} and {LAST_YEAR}; used without one, of {tally.rows[USED]:,}"
    return [Notice(code="undated_rows", message=message, line_numbers=tuple(tally.examples["undated"]))]


def _dates_far_off(tally: Tally) -> list[Notice]:
    """Point out years with hardly any payments, three years or more from the year with the most: slips of typing."""
    main = max(tally.years, key=lambda year: tally.years[year], default=0)
    odd = {year: count for year, count in sorted(tally.years.items()) if abs(year - main) >= _FAR_YEARS}
    if not odd or sum(odd.values()) > _HARDLY_ANY * sum(tally.years.values()):
        return []
    which = _count(sum(odd.values()), "payment is", "payments are")
    message = f"{which} dated in {', '.join(map(str, odd))}, far from {main}, the year of most; used as written"
    return [Notice(code="dates_far_off", message=message)]


def _unsigned_credits(tally: Tally) -> list[Notice]:
    if not tally.unsigned_credits:
        return []
    which = _count(
        tally.unsigned_credits, "row is called a credit note and is", "rows are called credit notes and are"
    )
    message = f"{which} not negative (£{pounds(tally.unsigned_credit_pence):,} together); used as written, so spending may be overstated"
    return [Notice(code="unsigned_credits", message=message, line_numbers=tuple(tally.examples["unsigned_credit"]))]


def _nameless_rows(tally: Tally) -> list[Notice]:
    if not tally.nameless_rows:
        return []
    which = _count(tally.nameless_rows, "payment names", "payments name")
    message = f"{which} no payee (£{pounds(tally.nameless_pence):,} together); counted with the redacted ones"
    return [Notice(code="nameless_rows", message=message, line_numbers=tuple(tally.examples["nameless"]))]


def _repeats(receipt: SheetReceipt, tally: Tally) -> list[Notice]:
    used = tally.rows[USED]
    share = receipt.repeated_row_count / used if used else 0.0
    if share <= float(parameter_value("reading_repeated_share")):
        return []
    message = (
        f"{receipt.repeated_row_count:,} of {used:,} payments repeat another row exactly ({share:.0%}); all are used"
    )
    return [Notice(code="repeated_rows", message=message)]


def file_notices(sheets: Sequence[SheetReceipt]) -> tuple[Notice, ...]:
    """Return the warnings of a whole file: those of its sheets, and what only all of them together show."""
    notices = [notice for sheet in sheets for notice in sheet.warnings]
    used = sum(total.row_count for sheet in sheets for total in sheet.outcomes if total.outcome == "used")
    negative = sum(sheet.negative_row_count for sheet in sheets)
    if used >= int(parameter_value("reading_rows_without_credits")) and negative == 0:
        message = f"none of {used:,} payments is negative: credit notes may have been left out by the publisher"
        notices.append(Notice(code="no_negative_amounts", message=message))
    return tuple(notices)


def _count(number: int, one: str, many: str) -> str:
    """Return a number with the word that goes with it."""
    return f"{number:,} {one if number == 1 else many}"


def repeated_sheet_decision(
    sheet_name: str, others: Sequence[str], all_sheets: Sequence[str], why: str = SAME_ROWS
) -> Decision:
    """Return the question whether a sheet that holds again what other sheets hold is to be counted."""
    kept = ", ".join(f'"{name}"' for name in all_sheets if name != sheet_name)
    both = ", ".join(f'"{name}"' for name in all_sheets)
    return Decision(
        question=f"Does sheet '{sheet_name}' repeat the payments of other sheets?",
        evidence=why.format(others=", ".join(others)),
        choices=(
            Choice(
                answer="it repeats them: leave it out",
                evidence="they would be counted twice",
                setting=f"sheets = [{kept}]",
            ),
            Choice(
                answer="they are different payments",
                evidence="the ledger may repeat itself",
                setting=f"sheets = [{both}]",
            ),
        ),
        is_blocking=False,
    )
