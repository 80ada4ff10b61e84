"""Whether the day or the month comes first: from the dates themselves, else from what else is known of the file."""

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ourplace.spend.dates import Order, detect_date_order, parse_date
from ourplace.spend.receipt import Choice, Decision

Period = tuple[dt.date, dt.date]

# A day that a spreadsheet holds as a day, not as text; see `workbooks.cell_text`.
SPREADSHEET_DAY = r"^(\d{4})-(\d{2})-(\d{2})$"

_MONTH = (
    r"(?<![a-z])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_NAMED_MONTH = re.compile(rf"{_MONTH}[ _.'\-]*(?:(20\d\d)|(\d\d))(?!\d)", re.IGNORECASE)
_MONTH_ALONE = re.compile(_MONTH, re.IGNORECASE)
_NUMBERED_MONTH = re.compile(r"(?<!\d)(20[0-4]\d)[ _.\-]?(0[1-9]|1[0-2])(?!\d)")
_FINANCIAL_YEAR = re.compile(r"(?<!\d)(?:20)?(\d\d)[ _/\-]+(?:20)?(\d\d)(?!\d)")
_YEARLESS = re.compile(r"^\d{1,2}[ \-/.][a-z]{3,9}$", re.IGNORECASE)
_DAYS_OF_A_YEAR = 366
_HALF = 0.5
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPREADSHEET_DAY = re.compile(SPREADSHEET_DAY)
_LAST_MONTH = 12
_LEAST_DAYS = 5
_FITS = 0.9
_MISSES = 0.6
_STATED_IN_HEADER: tuple[tuple[Literal["dmy", "mdy"], re.Pattern[str]], ...] = (
    ("dmy", re.compile(r"\bdd?[/. -]mm?[/. -]yy", re.IGNORECASE)),
    ("mdy", re.compile(r"\bmm?[/. -]dd?[/. -]yy", re.IGNORECASE)),
)
_READINGS: tuple[Literal["dmy", "mdy"], ...] = ("dmy", "mdy")
_SLACK = dt.timedelta(days=7)


@dataclass(frozen=True)
class OrderEvidence:
    """What speaks for an order besides the dates: the names of sheet and file, the study's period, files beside it.

    `neighbours` are orders that other sheets or files with the same columns showed, with where.
    """

    names: tuple[str, ...] = ()
    period: Period | None = None
    neighbours: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DecidedOrder:
    """The order, why, and the question where nothing decides."""

    order: Order
    why: str
    decision: Decision | None = None


def decide_order(
    texts: Sequence[str], *, stated: Literal["dmy", "mdy", "ymd"] | None, evidence: OrderEvidence, label: str
) -> DecidedOrder:
    """Return the order of a column's distinct dates.

    A person's word first, then the dates themselves, then the month that the sheet's or file's name gives, the study's
    period, and at last what neighbours with the same columns showed. Otherwise a question.
    """
    if stated is not None:
        return DecidedOrder(stated, "the study file says so")
    found = detect_date_order(texts)
    if found.order != "undecided":
        return DecidedOrder(found.order, found.evidence)
    for stated_order, pattern in _STATED_IN_HEADER:
        if pattern.search(label):
            return DecidedOrder(stated_order, f"{found.evidence}; the header {label} says so")
    spans = [(span, f"the name '{name}'") for name in evidence.names if (span := months_named(name))]
    if evidence.period is not None:
        spans.append((evidence.period, "the study's period"))
    for span, source in spans:
        shares = {order: _share_within(texts, order, span) for order in _READINGS}
        best, other = sorted(_READINGS, key=lambda order: -shares[order])
        if shares[best] >= _FITS and shares[other] < _MISSES:
            why = f"{shares[best]:.0%} of the dates fall within {source} when read so, {shares[other]:.0%} when read the other way"
            return DecidedOrder(best, f"{found.evidence}; {why}")
    for order, where in evidence.neighbours:
        if order in _READINGS:
            return DecidedOrder(order, f"{found.evidence}; {where}, with the same columns, shows this order")
    return DecidedOrder("undecided", found.evidence, _which_order(texts, found.evidence, label))


def are_swapped(texts: Sequence[str], names: Sequence[str] = ()) -> bool:
    """Say whether a spreadsheet exchanged day and month wherever it could.

    Opened under American settings, a column of British dates comes apart: days up to the 12th become real days with day
    and month exchanged, later ones stay text. So every real day has a day up to 12, every text a first number over 12,
    and the real days fall into the texts' months only when exchanged back. Where no day is left as text, the month in
    the sheet's or file's name must prove it: nearly all days fall into it when exchanged, and few as they are held.
    """
    held = [found for text in texts if (found := _SPREADSHEET_DAY.match(text))]
    written = [day for text in texts if not _SPREADSHEET_DAY.match(text) and (day := parse_date(text, order="dmy"))]
    if len(held) >= _LEAST_DAYS and len(held) == len(texts):
        return _fit_the_name_when_exchanged(held, names)
    if len(held) < _LEAST_DAYS or len(written) < _LEAST_DAYS:
        return False
    if any(int(found[3]) > _LAST_MONTH for found in held) or any(day.day <= _LAST_MONTH for day in written):
        return False
    months = {(day.year, day.month) for day in written}
    as_held = sum((int(found[1]), int(found[2])) in months for found in held)
    exchanged = sum((int(found[1]), int(found[3])) in months for found in held)
    return exchanged >= _FITS * len(held) and as_held < exchanged


def _fit_the_name_when_exchanged(held: Sequence[re.Match[str]], names: Sequence[str]) -> bool:
    span = next((span for name in names if (span := months_named(name))), None)
    if span is None or any(int(found[3]) > _LAST_MONTH for found in held):
        return False
    as_held = [dt.date(*map(int, found.groups())) for found in held]
    exchanged = [day.replace(month=day.day, day=day.month) for day in as_held]
    share_exchanged, share_held = (
        sum(span[0] <= day <= span[1] for day in days) / len(days) for days in (exchanged, as_held)
    )
    return share_exchanged >= _FITS and share_held < _HALF


def years_named(texts: Sequence[str], names: Sequence[str]) -> tuple[tuple[tuple[str, int], ...], str]:
    """Return the year of each month for dates such as `13-Apr`, where the sheet's or file's name gives it, and why.

    Spreadsheets show a day of the current year so, and save what they show.
    """
    if not texts or sum(_YEARLESS.match(text) is not None for text in texts) < _HALF * len(texts):
        return (), ""
    for name in names:
        span = months_named(name)
        if span is not None and (span[1] - span[0]).days <= _DAYS_OF_A_YEAR:
            months = [
                (span[0].year + (span[0].month + step - 1) // 12, (span[0].month + step - 1) % 12)
                for step in range(12)
            ]
            within = [(_MONTHS[month], year) for year, month in months if dt.date(year, month + 1, 1) <= span[1]]
            return tuple(within), f"; the dates give no year, and the name '{name}' does"
    return (), ""


def months_named(text: str) -> Period | None:
    """Return the span of days that a file's or sheet's name speaks of, or None.

    `2011-12` may be a December or a financial year: the span is the year, which holds both.

    >>> months_named("April-2023.csv")
    (datetime.date(2023, 4, 1), datetime.date(2023, 4, 30))
    >>> months_named("expenditure-over-500-apr-jun-2014")[1]
    datetime.date(2014, 6, 30)
    """
    months = [
        (_year(found[2], found[3]), _MONTHS.index(found[1][:3].lower()) + 1) for found in _NAMED_MONTH.finditer(text)
    ]
    if not months:
        numbered = list(_NUMBERED_MONTH.finditer(text))
        months = [(int(found[1]), int(found[2])) for found in numbered if not _may_be_a_year(found)]
        if numbered and not months:
            year = int(numbered[0][1])
            return dt.date(year, 4, 1), dt.date(year + 1, 3, 31)
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


def month_within(name: str, names: Sequence[str]) -> Period | None:
    """Return the month that a name such as `April` means, where another name gives a span of at most a year that holds it."""
    found = [_MONTHS.index(month[1][:3].lower()) + 1 for month in _MONTH_ALONE.finditer(name)]
    span = next((span for other in names if other != name and (span := months_named(other))), None)
    if len(found) != 1 or span is None or (span[1] - span[0]).days > _DAYS_OF_A_YEAR:
        return None
    year = span[0].year if found[0] >= span[0].month else span[0].year + 1
    first = dt.date(year, found[0], 1)
    return (first, _month_end(year, found[0])) if span[0] <= first <= span[1] else None


def _may_be_a_year(found: re.Match[str]) -> bool:
    """Say whether `2011-12` may be the financial year that begins in 2011 as well as a December."""
    return int(found[2]) == (int(found[1]) + 1) % 100


def _year(full: str | None, short: str | None) -> int:
    return int(full) if full else 2000 + int(short or 0)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


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
