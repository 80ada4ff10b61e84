"""Dates as finance systems and people write them, and whether a column puts the day or the month first."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pyarrow as pa

Order = Literal["dmy", "mdy", "ymd", "undecided"]
ExcelEpoch = Literal[1900, 1904]

FIRST_YEAR = 1990
LAST_YEAR = 2100
LAST_MONTH = 12
LONGEST_MONTH_DAYS = 31
FULL_YEAR_DIGITS = 4
SHORT_YEAR_DIGITS = 2
# Two figures of a year mean 1969 to 2068, as POSIX reads them.
SHORT_YEAR_PIVOT = 69
UTC_HOUR_OF_SUMMER_MIDNIGHT = 23
# A monthly file may straddle two months; the wrong reading spreads it over at least this many.
CLUSTER_MONTHS = 2
SPREAD_MONTHS = 3

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAME = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_SEPARATOR = r"[ \-/.,]*"
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[ ,.]+", re.IGNORECASE)
_TIME = re.compile(
    r"(?<=\d)(?:T| +|, *)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r" ?(?P<half>[ap]m)? ?(?P<zone>z|utc|gmt|bst|[+-]\d{2}(?::?\d{2})?)?$",
    re.IGNORECASE,
)
_NUMBERS = re.compile(r"^(?P<first>\d{1,4})(?P<mark>[/.\- ]) ?(?P<second>\d{1,2})(?P=mark) ?(?P<third>\d{1,4})$")
_RUN = re.compile(r"^\d{8}$")
_SERIAL = re.compile(r"^(?P<days>\d{5})(?:\.\d+)?$")
_NAMED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?{_SEPARATOR}{_MONTH_NAME}{_SEPARATOR}(?P<year>\d{{4}}|\d{{2}})$",
        rf"^{_MONTH_NAME}{_SEPARATOR}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ ,/\-]+(?P<year>\d{{4}}|\d{{2}})$",
        rf"^(?P<year>\d{{4}}){_SEPARATOR}{_MONTH_NAME}{_SEPARATOR}(?P<day>\d{{1,2}})$",
        rf"^{_MONTH_NAME}{_SEPARATOR}'?(?P<year>\d{{4}}|\d{{2}})$",
        rf"^(?P<year>\d{{4}}){_SEPARATOR}{_MONTH_NAME}$",
    )
)
# Day 0 of the two calendars of spreadsheets; the first counts a 29 February 1900 that never was.
_EXCEL_DAY_ZERO = {1900: dt.date(1899, 12, 30), 1904: dt.date(1904, 1, 1)}


@dataclass(frozen=True)
class DateOrder:
    """Which part of a column's dates comes first, the sentence that shows it, and how many dates depend on it."""

    order: Order
    evidence: str
    ambiguous_count: int = 0


def detect_date_order(sample: Iterable[str | None]) -> DateOrder:
    """Return the order of day and month that the dates themselves show.

    Three kinds of evidence, in turn: a first or second number above 12; a year in front; and clustering, because a
    monthly file read the right way falls into one or two months and read the wrong way spreads over the year.
    Where no date could be read two ways the order is `dmy`, since nothing depends on it.
    """
    triples = [triple for text in sample if text and (triple := _three_numbers(text))]
    year_first = sum(triple[0] > LONGEST_MONTH_DAYS for triple in triples)
    pairs = [triple for triple in triples if triple[0] <= LONGEST_MONTH_DAYS]
    day_first = sum(first > LAST_MONTH >= second for first, second, _ in pairs)
    day_second = sum(second > LAST_MONTH >= first for first, second, _ in pairs)
    open_dates = [triple for triple in pairs if max(triple[:2]) <= LAST_MONTH and triple[0] != triple[1]]
    counts = f"{day_first} dates have a first number over 12 and {day_second} a second number over 12"
    if not pairs:
        order: Order = "ymd" if year_first else "dmy"
        return DateOrder(order, f"{year_first} dates begin with the year and no date could be read two ways")
    if max(day_first, day_second) == 0:
        return _order_by_clustering(open_dates)
    if min(day_first, day_second) * 20 > max(day_first, day_second):
        return DateOrder("undecided", f"{counts}: the column mixes both orders", len(open_dates))
    return DateOrder("dmy" if day_first > day_second else "mdy", counts, len(open_dates))


def parse_date(text: str, *, order: Order = "dmy", excel_epoch: ExcelEpoch = 1900) -> dt.date | None:
    """Return the day that the text names, or None where it names none between 1990 and 2100.

    A month without a day is its first day (`April 2020`, `Apr-20`); a year alone, a time alone and a day without a year
    are no date. With `undecided` only dates that read the same either way are read. A number is a spreadsheet's serial
    day only where that falls between 1990 and 2100. A timestamp of 23:00 in summer is the next day: it is midnight in
    Britain written in UTC.
    """
    bare = _WEEKDAY.sub("", " ".join(text.replace("\u00a0", " ").split()).strip(" '\""))
    time = _TIME.search(bare)
    day = _read_day(bare[: time.start()] if time else bare, order, excel_epoch)
    if day is not None and time and _is_british_midnight_in_utc(day, time):
        day += dt.timedelta(days=1)
    return day if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR else None


def parse_date_column(
    values: pa.Array | pa.ChunkedArray, *, order: Order = "dmy", excel_epoch: ExcelEpoch = 1900
) -> pa.Array:
    """Return one `date32` per value, null where `parse_date` gives none; only distinct values are read."""
    array = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    if pa.types.is_null(array.type):
        return array.cast(pa.date32())
    encoded = array if pa.types.is_dictionary(array.type) else array.dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    parsed = [None if text is None else parse_date(text, order=order, excel_epoch=excel_epoch) for text in texts]
    return pa.array(parsed, pa.date32()).take(encoded.indices)


def _three_numbers(text: str) -> tuple[int, int, int] | None:
    """Return the three numbers of a date such as `01/04/2020`, whatever follows it."""
    bare = _TIME.sub("", " ".join(text.split()).strip(" '\""))
    found = _NUMBERS.match(bare)
    return (int(found["first"]), int(found["second"]), int(found["third"])) if found else None


def _order_by_clustering(open_dates: list[tuple[int, int, int]]) -> DateOrder:
    """Return the order under which the dates fall into at most two months, where the other spreads them over three or more.

    Dates that are all the first of a month look clustered when read month first, so they stay undecided.
    """
    ambiguous = len(open_dates)
    if ambiguous == 0:
        return DateOrder("dmy", "no date could be read two ways")
    months_dmy = {(second, year) for _, second, year in open_dates}
    months_mdy = {(first, year) for first, _, year in open_dates}
    counts = f"no number is over 12; read day first they fall into {len(months_dmy)} months, month first into {len(months_mdy)}"
    if _is_clustered(months_dmy, months_mdy):
        return DateOrder("dmy", counts, ambiguous)
    days_if_dmy = {first for first, _, _ in open_dates}
    if _is_clustered(months_mdy, months_dmy) and 1 not in days_if_dmy:
        return DateOrder("mdy", counts, ambiguous)
    return DateOrder("undecided", counts, ambiguous)


def _is_clustered(months: set[tuple[int, int]], other_months: set[tuple[int, int]]) -> bool:
    return len(months) <= CLUSTER_MONTHS and len(other_months) >= max(SPREAD_MONTHS, 2 * len(months))


def _read_day(text: str, order: Order, excel_epoch: ExcelEpoch) -> dt.date | None:
    if found := _NUMBERS.match(text):
        return _day_of_numbers(found["first"], found["second"], found["third"], order)
    if _RUN.match(text):
        return _calendar_day(text[:4], text[4:6], text[6:]) or _day_of_numbers(text[:2], text[2:4], text[4:], order)
    if found := _SERIAL.match(text):
        return _EXCEL_DAY_ZERO[excel_epoch] + dt.timedelta(days=int(found["days"]))
    for pattern in _NAMED:
        if found := pattern.match(text):
            parts = found.groupdict()
            month = _MONTHS.index(parts["month"][:3].lower()) + 1
            return _calendar_day(parts["year"], str(month), parts.get("day") or "1")
    return None


def _day_of_numbers(first: str, second: str, third: str, order: Order) -> dt.date | None:
    if len(first) == FULL_YEAR_DIGITS or (order == "ymd" and len(third) <= SHORT_YEAR_DIGITS):
        return _calendar_day(first, second, third)
    day_first, month_first = _calendar_day(third, second, first), _calendar_day(third, first, second)
    if order == "mdy":
        return month_first
    if order == "undecided" and day_first and month_first and day_first != month_first:
        return None
    return (day_first or month_first) if order == "undecided" else day_first


def _calendar_day(year: str, month: str, day: str) -> dt.date | None:
    """Return the day if there is one and its year is plausible."""
    if len(year) not in {SHORT_YEAR_DIGITS, FULL_YEAR_DIGITS}:
        return None
    full_year = int(year)
    if len(year) == SHORT_YEAR_DIGITS:
        full_year += 1900 if full_year >= SHORT_YEAR_PIVOT else 2000
    if not FIRST_YEAR <= full_year <= LAST_YEAR:
        return None
    try:
        return dt.date(full_year, int(month), int(day))
    except ValueError:
        return None


def _is_british_midnight_in_utc(day: dt.date, time: re.Match[str]) -> bool:
    """Say whether a timestamp is the start of the next British day, moved an hour back by an export in UTC.

    With a stated UTC zone any time from 23:00 in summer is; without a zone only 23:00 to the second, which no payment
    run keeps to by itself.
    """
    hour = int(time["hour"]) % 12 + 12 if (time["half"] or "").lower() == "pm" else int(time["hour"])
    zone = (time["zone"] or "").lower()
    is_exact = int(time["minute"]) == 0 and int(time["second"] or 0) == 0
    is_utc = zone in {"z", "utc", "gmt"} or (zone != "" and zone.strip("+-:0") == "")
    if hour != UTC_HOUR_OF_SUMMER_MIDNIGHT or not (is_utc or (zone == "" and is_exact)):
        return False
    return _last_sunday(day.year, 3) <= day < _last_sunday(day.year, 10)


def _last_sunday(year: int, month: int) -> dt.date:
    """Return the last Sunday of March or October, when British clocks change."""
    last = dt.date(year, month, 31)
    return last - dt.timedelta(days=last.isoweekday() % 7)
