"""The day of each payment: which column says it, in which order, or what else in the file does."""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc

from ourplace.spend.columns import Meaning
from ourplace.spend.dates import Order, detect_date_order, parse_date, parse_date_column
from ourplace.spend.grids import Grid
from ourplace.spend.mapping import Column, candidates, choose_single
from ourplace.spend.overrides import DateBasis, Overrides
from ourplace.spend.receipt import Choice, Decision

Period = tuple[dt.date, dt.date]
DateSource = Literal["column", "parts", "month", "name", "none"]

_NAMED_MONTH = re.compile(
    r"(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ _.'\-]*(?:(20\d\d)|(\d\d))(?!\d)",
    re.IGNORECASE,
)
_MONTH_ALONE = re.compile(r"(?<![a-z])(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?![a-z])", re.IGNORECASE)
_NUMBERED_MONTH = re.compile(r"(?<!\d)(20[0-4]\d)[ _.\-]?(0[1-9]|1[0-2])(?!\d)")
_FINANCIAL_YEAR = re.compile(r"(?<!\d)(?:20)?(\d\d)[ _/\-]+(?:20)?(\d\d)(?!\d)")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FITS = 0.9
_MISSES = 0.6
_SLACK = dt.timedelta(days=31)


@dataclass(frozen=True)
class DatePlan:
    """How the day of each row is made, and what kind of day it is."""

    source: DateSource
    columns: tuple[int, ...] = ()
    order: Order = "dmy"
    order_why: str = ""
    basis: DateBasis = "unknown"
    basis_why: str = "the file does not say what its dates are"
    fixed_date: dt.date | None = None


@dataclass(frozen=True)
class DateChoice:
    """The plan and the question that stands in its way, if any."""

    plan: DatePlan
    decision: Decision | None = None


def choose_dates(
    columns: Sequence[Column], grid: Grid, *, names: Sequence[str], overrides: Overrides, period: Period | None
) -> DateChoice:
    """Return how to make the days: from a date column, from day, month and year, from a month, or from a name.

    `names` are the sheet's and the file's names, the nearer first.
    """
    column = choose_single(columns, "date") or _by_content(columns)
    if column is not None:
        basis, why = _basis(column, overrides)
        texts = _distinct(grid, column.index)
        order, order_why, decision = _order(texts, names=names, overrides=overrides, period=period, label=column.label)
        for part in candidates(columns, "day", "month", "year", "period"):
            part.settle("ignored", f"{column.label} already gives the day")
        return DateChoice(DatePlan("column", (column.index,), order, order_why, basis, why), decision)
    return DateChoice(_from_parts(columns, grid) or _from_name(names, overrides))


def dates_of(grid: Grid, plan: DatePlan) -> pa.Array:
    """Return one `date32` per row, null where the row has no day that can be read."""
    if plan.source in {"none", "name"}:
        return pa.array([plan.fixed_date] * len(grid), pa.date32())
    texts = pc.utf8_trim_whitespace(grid.columns[plan.columns[0]])
    if plan.source in {"parts", "month"} and len(plan.columns) > 1:
        parts = [pc.utf8_trim_whitespace(grid.columns[index]) for index in plan.columns]
        texts = pc.binary_join_element_wise(*parts, " " if plan.source == "month" else "/")
        texts = pc.replace_substring_regex(texts, r"^(\d{1,2}) (\d{4})$", r"01/\1/\2")
    return parse_date_column(texts, order=plan.order)


def months_named(text: str) -> Period | None:
    """Return the span of days that a file's or sheet's name speaks of, or None.

    >>> months_named("April-2023.csv")
    (datetime.date(2023, 4, 1), datetime.date(2023, 4, 30))
    >>> months_named("expenditure-over-500-apr-jun-2014")[1]
    datetime.date(2014, 6, 30)
    """
    months = [
        (_year(found[2], found[3]), _MONTHS.index(found[1][:3].lower()) + 1) for found in _NAMED_MONTH.finditer(text)
    ]
    if not months:
        months = [(int(found[1]), int(found[2])) for found in _NUMBERED_MONTH.finditer(text)]
    if months:
        alone = [_MONTHS.index(found[1][:3].lower()) + 1 for found in _MONTH_ALONE.finditer(text)]
        year = months[-1][0]
        months += [(year - 1 if month > months[-1][1] else year, month) for month in alone]
        first, last = min(months), max(months)
        return dt.date(first[0], first[1], 1), _month_end(*last)
    for found in _FINANCIAL_YEAR.finditer(text):
        if int(found[2]) == int(found[1]) + 1:
            return dt.date(2000 + int(found[1]), 4, 1), dt.date(2000 + int(found[2]), 3, 31)
    return None


def _year(full: str | None, short: str | None) -> int:
    return int(full) if full else 2000 + int(short or 0)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def _distinct(grid: Grid, index: int) -> list[str]:
    return [text for text in pc.unique(pc.utf8_trim_whitespace(grid.columns[index])).to_pylist() if text]


def _basis(column: Column, overrides: Overrides) -> tuple[DateBasis, str]:
    if overrides.date_basis is not None:
        return overrides.date_basis, "the study file says so"
    stated = column.meaning.basis if column.meaning else ""
    if stated in {"payment", "clearing", "posting", "invoice"}:
        return stated, f"the header {column.label} says so"  # type: ignore[return-value]
    return (
        "unknown",
        f"the header {column.label} does not say which date it is" if column.header else "the column has no name",
    )


def _order(
    texts: Sequence[str], *, names: Sequence[str], overrides: Overrides, period: Period | None, label: str
) -> tuple[Order, str, Decision | None]:
    if overrides.date_order is not None:
        return overrides.date_order, "the study file says so", None
    found = detect_date_order(texts)
    if found.order != "undecided":
        return found.order, found.evidence, None
    spans = [(span, f"the name '{name}'") for name in names if (span := months_named(name))]
    if period is not None:
        spans.append((period, "the study's period"))
    shares = {}
    for span, source in spans:
        shares = {order: _share_within(texts, order, span) for order in ("dmy", "mdy")}
        best, other = sorted(shares, key=lambda order: -shares[order])
        if shares[best] >= _FITS and shares[other] < _MISSES:
            why = f"{shares[best]:.0%} of the dates fall within {source} when read so, {shares[other]:.0%} when read the other way"
            return best, f"{found.evidence}; {why}", None
    return "undecided", found.evidence, _which_order(texts, found.evidence, label)


def _share_within(texts: Sequence[str], order: Literal["dmy", "mdy"], span: Period) -> float:
    days = [parse_date(text, order=order) for text in texts]
    known = [day for day in days if day is not None]
    inside = sum(span[0] - _SLACK <= day <= span[1] + _SLACK for day in known)
    return inside / len(texts) if texts else 0.0


def _which_order(texts: Sequence[str], evidence: str, label: str) -> Decision:
    example = next((text for text in texts if _reads_two_ways(text)), texts[0] if texts else "")
    day_first, month_first = parse_date(example, order="dmy"), parse_date(example, order="mdy")
    return Decision(
        question=f"Do the dates in {label} put the day or the month first?",
        evidence=evidence,
        choices=(
            Choice(
                answer="day first",
                evidence=f"{example} would be {day_first:%-d %B %Y}" if day_first else "",
                setting='date_order = "dmy"',
            ),
            Choice(
                answer="month first",
                evidence=f"{example} would be {month_first:%-d %B %Y}" if month_first else "",
                setting='date_order = "mdy"',
            ),
        ),
    )


def _reads_two_ways(text: str) -> bool:
    day_first, month_first = parse_date(text, order="dmy"), parse_date(text, order="mdy")
    return day_first is not None and month_first is not None and day_first != month_first


def _by_content(columns: Sequence[Column]) -> Column | None:
    """Return the one column without a known name whose cells are days; of two, none."""
    found = [
        column
        for column in columns
        if column.use == "unknown" and column.meaning is None and column.evidence.date_share >= 0.8
    ]
    if len(found) != 1:
        return None
    column = found[0]
    column.settle(
        "used",
        f"{column.evidence.date_share:.0%} of its cells are days",
        Meaning("date_by_content", "date", "date", 0, "unknown"),
    )
    return column


def _from_parts(columns: Sequence[Column], grid: Grid) -> DatePlan | None:
    day, month, year = (next(iter(candidates(columns, role)), None) for role in ("day", "month", "year"))
    if day and month and year:
        for part in (day, month, year):
            part.settle("used", "the day is put together from day, month and year")
        return DatePlan("parts", (day.index, month.index, year.index), "dmy", "the parts have columns of their own")
    if month and year and parse_date(f"{_first(grid, month.index)} {_first(grid, year.index)}") is not None:
        for part in (month, year):
            part.settle("used", "the file gives months, not days: each is dated to the first of its month")
        return DatePlan("month", (month.index, year.index), "dmy", "", "month", "the file gives months, not days")
    for part in (month, *candidates(columns, "period")):
        if part is not None and part.evidence.date_share >= 0.8:
            part.settle("used", "the file gives months, not days: each is dated to the first of its month")
            return DatePlan("month", (part.index,), "dmy", "", "month", "the file gives months, not days")
    return None


def _first(grid: Grid, index: int) -> str:
    return next((text for text in _distinct(grid, index)), "")


def _from_name(names: Sequence[str], overrides: Overrides) -> DatePlan:
    for name in names:
        span = months_named(name)
        if span is not None and span[0].month == span[1].month and span[0].year == span[1].year:
            why = f"there is no date column; the name '{name}' says the month, and each row is dated to its first day"
            return DatePlan("name", (), "dmy", "", overrides.date_basis or "month", why, span[0])
    return DatePlan("none", (), "dmy", "", overrides.date_basis or "unknown", "the file has no dates")
