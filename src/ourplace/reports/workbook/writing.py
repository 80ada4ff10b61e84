"""Writing the workbook: its sheets in order, without macros, links or text that turns into formulas."""

from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from ourplace.reports.output import written
from ourplace.reports.report import Report
from ourplace.reports.workbook.figures import write_categories, write_kinds, write_rings
from ourplace.reports.workbook.layout import open_book
from ourplace.reports.workbook.meanings import write_meanings
from ourplace.reports.workbook.receipts import write_left_out, write_receipts
from ourplace.reports.workbook.review import write_review
from ourplace.reports.workbook.summary import write_summary
from ourplace.reports.workbook.suppliers import write_suppliers

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_SHEETS = (
    write_summary,
    write_rings,
    write_receipts,
    write_suppliers,
    write_categories,
    write_kinds,
    write_review,
    write_left_out,
    write_meanings,
)


def write_xlsx(report: Report, path: Path) -> None:
    """Write the report as a workbook.

    Raises:
        NoHeadlineError: there is no local share for the headline ring.
        CannotWriteError: the file cannot be written there.
    """
    with written(path) as target:
        file = Workbook(str(target), _OPTIONS)
        book = open_book(file, report)
        for write_sheet in _SHEETS:
            write_sheet(book)
        try:
            file.close()
        except FileCreateError as error:
            raise OSError(str(error)) from error
