"""Dates are read as the column writes them, and the column's order is argued from evidence."""

import datetime as dt
from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ourplace.spend.dates import DateOrder, Order, detect_date_order, parse_date, parse_date_column

days = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2100, 12, 31))
short_year_days = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2068, 12, 31))

LONG_WRITERS: dict[str, tuple[Order, Callable[[dt.date], str]]] = {
    "British": ("dmy", lambda day: f"{day:%d/%m/%Y}"),
    "no zeros": ("dmy", lambda day: f"{day.day}/{day.month}/{day.year}"),
    "points": ("dmy", lambda day: f"{day:%d.%m.%Y}"),
    "dashes": ("dmy", lambda day: f"{day:%d-%m-%Y}"),
    "American": ("mdy", lambda day: f"{day:%m/%d/%Y}"),
    "ISO": ("dmy", lambda day: day.isoformat()),
    "ISO, month first column": ("mdy", lambda day: day.isoformat()),
    "ISO in a column without order": ("undecided", lambda day: day.isoformat()),
    "run": ("dmy", lambda day: f"{day:%Y%m%d}"),
    "month name": ("dmy", lambda day: f"{day.day} {day:%B} {day.year}"),
    "short name": ("mdy", lambda day: f"{day:%d-%b-%Y}"),
    "American name": ("dmy", lambda day: f"{day:%B} {day.day}, {day.year}"),
    "weekday": ("dmy", lambda day: f"{day:%A}, {day.day} {day:%b} {day.year}"),
    "midnight": ("dmy", lambda day: f"{day:%d/%m/%Y} 00:00:00"),
    "one o'clock": ("dmy", lambda day: f"{day.isoformat()} 01:00:00"),
    "stamped": ("dmy", lambda day: f"{day.isoformat()}T09:30:15.123Z"),
    "serial": ("dmy", lambda day: str((day - dt.date(1899, 12, 30)).days)),
    "serial with time": ("dmy", lambda day: f"{(day - dt.date(1899, 12, 30)).days}.041666"),
}
SHORT_WRITERS: dict[str, tuple[Order, Callable[[dt.date], str]]] = {
    "British": ("dmy", lambda day: f"{day:%d/%m/%y}"),
    "points": ("dmy", lambda day: f"{day:%d.%m.%y}"),
    "ledger": ("dmy", lambda day: f"{day:%d-%b-%y}".upper()),
    "American": ("mdy", lambda day: f"{day:%m/%d/%y}"),
    "year first": ("ymd", lambda day: f"{day:%y-%m-%d}"),
}


@pytest.mark.parametrize(("order", "writer"), LONG_WRITERS.values(), ids=LONG_WRITERS)
@given(day=days)
def test_every_way_of_writing_a_day_reads_back(order: Order, writer: Callable[[dt.date], str], day: dt.date) -> None:
    assert parse_date(writer(day), order=order) == day


@pytest.mark.parametrize(("order", "writer"), SHORT_WRITERS.values(), ids=SHORT_WRITERS)
@given(day=short_year_days)
def test_years_of_two_figures_read_back(order: Order, writer: Callable[[dt.date], str], day: dt.date) -> None:
    assert parse_date(writer(day), order=order) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1st April 2020", dt.date(2020, 4, 1)),
        ("3rd Sept 2021", dt.date(2021, 9, 3)),
        ("April 2020", dt.date(2020, 4, 1)),
        ("Apr-20", dt.date(2020, 4, 1)),
        ("Sept 21", dt.date(2021, 9, 1)),
        ("01042020", dt.date(2020, 4, 1)),
        ("'01/04/2020", dt.date(2020, 4, 1)),
        ("\u00a001/04/2020 ", dt.date(2020, 4, 1)),
    ],
)
def test_habits_of_spreadsheets(text: str, day: dt.date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "N/A",
        "00:00:00",
        "0",
        "2020",
        "2020/21",
        "1 Apr",
        "20-Apr",
        "31/02/2020",
        "25/13/2020",
        "04/25/2020",
        "31/12/1899",
        "01/01/2204",
        "01/01/1989",
        "30/12/1899 00:00:00",
        "12345",
        "99999",
        "123456",
        "Q1 2020",
    ],
)
def test_what_names_no_plausible_day_is_none(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-03-31T23:00:00Z", dt.date(2020, 4, 1)),
        ("2020-03-31 23:00:00", dt.date(2020, 4, 1)),
        ("31/03/2020 11:00:00 PM", dt.date(2020, 4, 1)),
        ("2020-06-30T23:30:00+00:00", dt.date(2020, 7, 1)),
        ("2020-06-30 23:30:00", dt.date(2020, 6, 30)),
        ("2020-07-01T00:00:00+01:00", dt.date(2020, 7, 1)),
        ("2020-12-31T23:00:00Z", dt.date(2020, 12, 31)),
        ("2020-03-28T23:00:00Z", dt.date(2020, 3, 28)),
        ("2020-03-29T23:00:00Z", dt.date(2020, 3, 30)),
        ("2020-10-24T23:00:00Z", dt.date(2020, 10, 25)),
        ("2020-10-25T23:00:00Z", dt.date(2020, 10, 25)),
    ],
)
def test_summer_midnight_written_in_utc_is_the_next_day(text: str, day: dt.date) -> None:
    assert parse_date(text) == day


def test_the_other_calendar_of_spreadsheets() -> None:
    assert parse_date("42460", excel_epoch=1904) == parse_date("43922") == dt.date(2020, 4, 1)


def test_without_an_order_only_what_reads_one_way_is_read() -> None:
    texts = pa.array(["03/04/2020", "03/03/2020", "13/04/2020", "04/13/2020", "1 May 2020"])

    assert parse_date_column(texts, order="undecided").to_pylist() == [
        None,
        dt.date(2020, 3, 3),
        dt.date(2020, 4, 13),
        dt.date(2020, 4, 13),
        dt.date(2020, 5, 1),
    ]


@settings(deadline=None)
@given(texts=st.lists(st.one_of(st.none(), st.text(max_size=10), days.map(str)), max_size=12))
def test_the_column_reads_what_the_function_reads(texts: list[str | None]) -> None:
    expected = [None if text is None else parse_date(text) for text in texts]

    assert parse_date_column(pa.array(texts, pa.string())).to_pylist() == expected


def test_columns_of_several_chunks_and_of_nothing_are_read() -> None:
    chunked = pa.chunked_array([["01/04/2020", None], ["x"]])

    assert parse_date_column(chunked).to_pylist() == [dt.date(2020, 4, 1), None, None]
    assert parse_date_column(pa.nulls(1)).to_pylist() == [None]
    assert parse_date_column(pa.array([], pa.string())).type == pa.date32()


@pytest.mark.parametrize(
    ("sample", "order"),
    [
        (["01/04/2020", "25/04/2020", None], "dmy"),
        (["04/01/2020", "04/25/2020"], "mdy"),
        (["01/04/2020 00:00", "25/04/2020 00:00"], "dmy"),
        (["01/04/2020", "03/04/2020", "08/04/2020"], "dmy"),
        (["04/02/2020", "04/03/2020", "04/08/2020"], "mdy"),
        (["2020-04-01", "2020-04-02"], "ymd"),
        (["1 April 2020", "43922"], "dmy"),
        ([], "dmy"),
        (["25/04/2020"] * 30 + ["04/25/2020"], "dmy"),
        (["25/04/2020", "04/25/2020"], "undecided"),
        (["03/04/2020"], "undecided"),
        (["01/01/2020", "01/02/2020", "01/03/2020", "01/04/2020"], "undecided"),
    ],
)
def test_the_order_is_seen_in_the_dates(sample: list[str | None], order: str) -> None:
    assert detect_date_order(sample).order == order


def test_the_evidence_counts_what_it_saw() -> None:
    assert detect_date_order(["01/04/2020", "25/04/2020", "26/04/2020"]) == DateOrder(
        "dmy", "2 dates have a first number over 12 and 0 a second number over 12", ambiguous_count=1
    )
    assert detect_date_order(["01/04/2020", "03/04/2020", "08/04/2020"]) == DateOrder(
        "dmy",
        "no number is over 12; read day first they fall into 1 months, month first into 3",
        ambiguous_count=3,
    )


@given(month=st.dates(min_value=dt.date(1995, 1, 1), max_value=dt.date(2060, 1, 1)), count=st.integers(4, 12))
def test_a_monthly_file_without_a_day_over_twelve_is_still_read_day_first(month: dt.date, count: int) -> None:
    sample = [f"{day:02}/{month:%m/%Y}" for day in range(1, count + 1)]

    assert detect_date_order(sample).order == "dmy"
