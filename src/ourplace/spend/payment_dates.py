"""The day of each payment: which column says it, in which order, or what else in the file does."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.spend.columns import Meaning
from ourplace.spend.date_order import (
    SPREADSHEET_DAY,
    OrderEvidence,
    are_swapped,
    decide_order,
    month_within,
    months_named,
    years_named,
)
from ourplace.spend.dates import Order, parse_date, parse_date_column
from ourplace.spend.grids import Grid
from ourplace.spend.mapping import Column, candidates, choose_single, trust_name
from ourplace.spend.overrides import DateBasis, Overrides
from ourplace.spend.receipt import Choice, Decision

DateSource = Literal["column", "parts", "month", "financial_month", "name", "none"]

_CLEARLY = 0.8
_HALF = 0.5
_TWO = 2
_FINANCIAL_YEAR_PARTS = r"^(?:FY ?)?(?P<first>(?:20)?\d\d) ?[/\-] ?(?P<second>(?:20)?\d\d)$"
_FINANCIAL_YEAR = re.compile(_FINANCIAL_YEAR_PARTS)
_MONTHS_ONLY = "the file gives months, not days"
_MONTH_OF_FINANCIAL_YEAR = "the file gives months of financial years, taken to run from April to March"
_NUMBERED_MONTH = re.compile(r"^(?:(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/.](?:19|20)\d\d)$")
_SWAPPED = "a spreadsheet program took the days up to the 12th for months; they were exchanged back"


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
    is_swapped: bool = False
    years: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class DateChoice:
    """The plan and the question that stands in its way, if any."""

    plan: DatePlan
    decision: Decision | None = None


def choose_dates(
    columns: Sequence[Column], grid: Grid, *, overrides: Overrides, evidence: OrderEvidence
) -> DateChoice:
    """Return how to make the days: from a date column, from day, month and year, from a month, or from a name.

    `evidence` is what else speaks for an order of day and month: names, the period, the files beside it.
    """
    rival = _rival(columns, grid)
    column = choose_single(columns, "date") or _by_content(columns) or trust_name(columns, "date")
    if column is not None:
        basis, why = _basis(column, overrides)
        texts = _distinct(grid, column.index)
        decided = decide_order(texts, stated=overrides.date_order, evidence=evidence, label=column.label)
        for part in candidates(columns, "day", "month", "year", "period"):
            part.settle("ignored", f"{column.label} already gives the day")
        is_swapped = (
            overrides.date_order is None and decided.order in {"dmy", "ymd"} and are_swapped(texts, evidence.names)
        )
        order_why = f"{decided.why}; {_SWAPPED}" if is_swapped else decided.why
        years, year_why = years_named(texts, evidence.names)
        plan = DatePlan(
            "column",
            (column.index,),
            decided.order,
            order_why + year_why,
            basis,
            why,
            is_swapped=is_swapped,
            years=years,
        )
        return DateChoice(plan, decided.decision or rival)
    plan = _from_parts(columns, grid) or _from_name(evidence.names, overrides)
    for part in candidates(columns, "day", "month", "year", "period"):
        if part.use == "unknown":
            part.settle("ignored", "it gives no day or month by itself")
    return DateChoice(plan)


def _rival(columns: Sequence[Column], grid: Grid) -> Decision | None:
    """Return the question which of two columns of one name is the date, where their days differ."""
    found = [column for column in candidates(columns, "date") if column.evidence.filled_share >= _HALF]
    same = [column for column in found if column.header.lower() == found[0].header.lower()]
    if (
        len(same) < _TWO
        or found[0].is_named_by_person
        or _distinct(grid, same[0].index) == _distinct(grid, same[1].index)
    ):
        return None
    return Decision(
        question=f"Which of the columns called {same[0].label} is the date of payment?",
        evidence="their days differ; the first is used until the study says otherwise",
        choices=tuple(
            Choice(
                answer=f"column {column.index + 1}",
                evidence=f"its first day is {_first(grid, column.index)}",
                setting=f'columns.date = "column {column.index + 1}"',
            )
            for column in same
        ),
        is_blocking=False,
    )


def dates_of(grid: Grid, plan: DatePlan) -> pa.Array:
    """Return one `date32` per row, null where the row has no day that can be read."""
    if plan.source in {"none", "name"}:
        return pa.array([plan.fixed_date] * len(grid), pa.date32())
    texts = pc.utf8_trim_whitespace(grid.columns[plan.columns[0]])
    if plan.source == "financial_month":
        texts = _in_calendar_years(texts, pc.utf8_trim_whitespace(grid.columns[plan.columns[1]]))
    if plan.source in {"parts", "month"} and len(plan.columns) > 1:
        parts = [pc.utf8_trim_whitespace(grid.columns[index]) for index in plan.columns]
        texts = pc.binary_join_element_wise(*parts, " " if plan.source == "month" else "/")
        texts = pc.replace_substring_regex(texts, r"^(\d{1,2}) (\d{4})$", r"01/\1/\2")
    if plan.source == "month":
        texts = pc.replace_substring_regex(texts, r"^(\d{4})[-/.](\d{1,2})$", r"\1-\2-01")
        texts = pc.replace_substring_regex(texts, r"^(\d{1,2})[-/.](\d{4})$", r"01/\1/\2")
    for month, year in plan.years:
        texts = pc.replace_substring_regex(texts, rf"(?i)^(\d{{1,2}}[ \-/.]{month}[a-z]*)$", rf"\1 {year}")
    if plan.is_swapped:
        texts = pc.replace_substring_regex(texts, SPREADSHEET_DAY, r"\1-\3-\2")
    return parse_date_column(texts, order=plan.order)


def _in_calendar_years(months: pa.Array, years: pa.Array) -> pa.Array:
    """Return `January 2024` for January of 2023/24: the months from January to March fall into the second year."""
    parts = pc.extract_regex(years, _FINANCIAL_YEAR_PARTS)
    is_second = pc.match_substring_regex(months, r"(?i)^(jan|feb|mar)")
    year = pc.if_else(is_second, pc.struct_field(parts, "second"), pc.struct_field(parts, "first"))
    return pc.fill_null(pc.binary_join_element_wise(months, year, " "), "")


def swapped_rows(grid: Grid, plan: DatePlan) -> list[int]:
    """Return the rows whose day and month a spreadsheet program had exchanged, and which were put back."""
    if not plan.is_swapped:
        return []
    texts = pc.utf8_trim_whitespace(grid.columns[plan.columns[0]])
    found: list[int] = np.flatnonzero(
        pc.match_substring_regex(texts, SPREADSHEET_DAY).to_numpy(zero_copy_only=False)
    ).tolist()
    return found


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


def _by_content(columns: Sequence[Column]) -> Column | None:
    """Return the one column without a known name whose cells are days; of two, none."""
    found = [
        column
        for column in columns
        if column.use == "unknown" and column.meaning is None and column.evidence.date_share >= _CLEARLY
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
        return _by_months((month, year))
    if month and year and _are_financial(grid, month.index, year.index):
        return _by_months((month, year), "financial_month", _MONTH_OF_FINANCIAL_YEAR)
    numbered = [part for part in candidates(columns, "month") if _are_numbered(grid, part.index)]
    named = [part for part in candidates(columns, "month", "period") if part.evidence.date_share >= _CLEARLY]
    found = next(iter((*numbered, *named)), None)
    return _by_months((found,)) if found else None


def _by_months(
    parts: Sequence[Column], source: Literal["month", "financial_month"] = "month", why: str = _MONTHS_ONLY
) -> DatePlan:
    for part in parts:
        part.settle("used", f"{why}: each is dated to the first of its month")
    return DatePlan(source, tuple(part.index for part in parts), "dmy", "", "month", why)


def _are_numbered(grid: Grid, index: int) -> bool:
    """Say whether a column holds months such as `2024-04` or `04/2024`."""
    return all(_NUMBERED_MONTH.match(text) for text in _distinct(grid, index))


def _are_financial(grid: Grid, month: int, year: int) -> bool:
    """Say whether two columns hold names of months and years such as 2023/24."""
    years = [_FINANCIAL_YEAR.match(text) for text in _distinct(grid, year)]
    return any(years) and all(_is_month_name(text) for text in _distinct(grid, month))


def _is_month_name(text: str) -> bool:
    return any(letter.isalpha() for letter in text) and parse_date(f"{text} 2000") is not None


def _first(grid: Grid, index: int) -> str:
    return next((text for text in _distinct(grid, index)), "")


def _from_name(names: Sequence[str], overrides: Overrides) -> DatePlan:
    for name in names:
        span = months_named(name) or month_within(name, names)
        if span is not None and span[0].month == span[1].month and span[0].year == span[1].year:
            why = f"there is no date column; the name '{name}' says the month, and each row is dated to its first day"
            return DatePlan("name", (), "dmy", "", overrides.date_basis or "month", why, span[0])
    return DatePlan("none", (), "dmy", "", overrides.date_basis or "unknown", "the file has no dates")
