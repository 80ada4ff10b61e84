"""The place report that an analyst puts in front of a board: a web page, a workbook and a committee paper."""

from ourplace.reports.page.writing import render_html, write_html
from ourplace.reports.report import Anchor, Band, Mode, Outcome, Period, ReceiptRow, Report, Source

__all__ = [
    "Anchor",
    "Band",
    "Mode",
    "Outcome",
    "Period",
    "ReceiptRow",
    "Report",
    "Source",
    "render_html",
    "write_html",
]
