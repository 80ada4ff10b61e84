"""The constabulary: one workbook, a sheet a month, titles above starred headings, dates as Excel keeps them."""

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter

from ourplace.examples.preston.records import Payment, pounds

HEADER = ("* Expenditure Category", "Date", "Total Invoice Amount", "* SUPPLIER FINAL")
TITLE_ROW = 0
HEADER_ROW = 2
# In this month's sheet nobody formatted the date column, so that it shows Excel's day numbers.
SERIAL_MONTH = "Sep 12"


def write_monthly_workbook(folder: Path, payments: Sequence[Payment]) -> None:
    """Write the year's workbook, the same bytes each time."""
    folder.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(folder / "expenditure-over-500-2012-13.xlsx") as workbook:
        workbook.set_properties({"created": dt.datetime(2013, 4, 30, tzinfo=dt.UTC).replace(tzinfo=None)})
        date_format = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for month, group in groupby(payments, key=lambda payment: f"{payment.date:%b %y}"):
            sheet = workbook.add_worksheet(month)
            sheet.write_string(TITLE_ROW, 0, f"Lancashire Constabulary: expenditure over £500, {month}")
            sheet.write_row(HEADER_ROW, 0, HEADER)
            _write_payments(sheet, list(group), date_format=None if month == SERIAL_MONTH else date_format)


def _write_payments(sheet: Any, payments: Sequence[Payment], *, date_format: Any) -> None:
    for place, payment in enumerate(payments, start=HEADER_ROW + 1):
        sheet.write_string(place, 0, payment.category)
        # Excel's day 0 is 30 December 1899.
        sheet.write_number(place, 1, (payment.date - dt.date(1899, 12, 30)).days, date_format)
        sheet.write_number(place, 2, float(pounds(payment.pennies)))
        sheet.write_string(place, 3, payment.payee_name)
