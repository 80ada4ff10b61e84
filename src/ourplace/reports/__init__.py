"""The place report that an analyst puts in front of a board: a web page, a workbook and a committee paper."""

from ourplace.reports.page.writing import render_html, write_html
from ourplace.reports.paper.writing import write_docx
from ourplace.reports.report import Anchor, Band, Mode, Outcome, Period, ReceiptRow, Report, Source
from ourplace.reports.workbook.writing import write_xlsx

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
    "write_docx",
    "write_html",
    "write_xlsx",
]
