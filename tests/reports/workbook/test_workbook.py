import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest

from ourplace.reports import Report, write_xlsx
from ourplace.reports.workbook import review

SHEETS = [
    "Summary",
    "Rings",
    "Receipt",
    "Suppliers",
    "Payments by category",
    "Kinds",
    "Review",
    "Left out",
    "Definitions & sources",
]


@pytest.fixture(scope="module", params=["imputed", "placed", "bounds_only"])
def books(
    request: pytest.FixtureRequest, make_report: Callable[..., Report], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    path = tmp_path_factory.mktemp("workbook") / "report.xlsx"
    write_xlsx(make_report(request.param, size=200), path)
    return openpyxl.load_workbook(path), openpyxl.load_workbook(path, data_only=True)


class Calculator:
    """Works out the few formulas that the workbook uses, from the cells and not from the cached values."""

    def __init__(self, book: Any) -> None:
        self.book = book

    def value(self, sheet: str, address: str) -> Any:
        cell = self.book[sheet][address.replace("$", "")].value
        return self.formula(sheet, cell) if isinstance(cell, str) and cell.startswith("=") else cell

    def cells(self, sheet: str, reference: str) -> Any:
        named = re.fullmatch(r"(?:'(.*?)'!)?(.*)", reference)
        where = named[1] or sheet
        found = self.book[where][named[2].replace("$", "")]
        rows = found if isinstance(found, tuple) else ((found,),)
        return [
            self.value(where, cell.coordinate) for row in rows for cell in (row if isinstance(row, tuple) else (row,))
        ]

    def formula(self, sheet: str, text: str) -> Any:
        body = text[1:]
        if body.startswith("SUMIFS("):
            wanted, *criteria = body[7:-1].split(",")
            rows = zip(
                *[self.cells(sheet, wanted), *(self.cells(sheet, range_) for range_ in criteria[::2])], strict=True
            )
            tests = [
                test.strip('"') if test.startswith('"') else self.cells(sheet, test)[0] for test in criteria[1::2]
            ]
            return sum(row[0] for row in rows if list(row[1:]) == tests)
        if match := re.fullmatch(r"SUM\((.*)\)", body):
            return sum(value or 0 for value in self.cells(sheet, match[1]))
        if match := re.fullmatch(r"(.+?)-SUM\((.*)\)", body):
            return self.cells(sheet, match[1])[0] - sum(self.cells(sheet, match[2]))
        if match := re.fullmatch(r"('[^']+'!\S+?|[^-/]+)([-/])('[^']+'!\S+|[^-/]+)", body):
            left, right = self.cells(sheet, match[1])[0], self.cells(sheet, match[3])[0]
            return left - right if match[2] == "-" else left / right
        return self.cells(sheet, body)[0]


def formulas(book: Any) -> Any:
    return [
        (sheet.title, cell) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]


def test_the_sheets_are_there_in_order(books: Any) -> None:
    assert books[0].sheetnames == SHEETS


def test_every_formula_gives_the_value_it_was_saved_with(books: Any) -> None:
    book, values = books
    calculator = Calculator(book)
    found = formulas(book)

    assert len(found) > 250
    for sheet, cell in found:
        assert calculator.formula(sheet, cell.value) == pytest.approx(
            values[sheet][cell.coordinate].value, abs=0.011
        ), (sheet, cell.coordinate)


def test_only_our_own_formulas_are_formulas(books: Any) -> None:
    assert all("HYPERLINK" not in cell.value for _, cell in formulas(books[0]))
    typed = [
        cell
        for sheet in books[0]
        for row in sheet.iter_rows()
        for cell in row
        if str(cell.value).startswith("=HYPERLINK")
    ]
    assert typed
    assert {cell.data_type for cell in typed} == {"s"}
    assert all(cell.hyperlink is None for sheet in books[0] for row in sheet.iter_rows() for cell in row)


def test_names_that_look_like_formulas_stay_words(books: Any) -> None:
    found = {
        cell.value: cell.data_type
        for cell in books[0]["Suppliers"]["A"]
        if str(cell.value).startswith(("+", "@", "<script", "=HYPERLINK"))
    }

    assert len(found) == 4
    assert set(found.values()) == {"s"}


def test_no_sheet_holds_a_macro_a_link_or_words_outside(make_report: Callable[..., Report], tmp_path: Path) -> None:
    write_xlsx(make_report(size=100), tmp_path / "r.xlsx")

    with zipfile.ZipFile(tmp_path / "r.xlsx") as parts:
        names = parts.namelist()
        assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
        for name in names:
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in parts.read(name)


def test_the_suppliers_print_without_their_reasons_on_the_width_of_one_page(books: Any) -> None:
    sheet = books[0]["Suppliers"]

    assert re.fullmatch(r"'Suppliers'!\$A\$1:\$K\$\d+", str(sheet.print_area))
    assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)


def test_the_suppliers_do_not_pass_for_the_analysed_spend(books: Any) -> None:
    sheet = books[0]["Suppliers"]

    assert "analysed" not in sheet["A1"].value
    assert "not the analysed spend" in sheet["A2"].value


def test_individuals_are_never_named(books: Any) -> None:
    words = [
        str(cell.value) for sheet in books[0] for row in sheet.iter_rows() for cell in row if cell.value is not None
    ]

    assert not [word for word in words if "secretname" in word.lower()]
    assert "Individual (name withheld)" in words


def test_headings_are_frozen_filtered_and_repeated(books: Any) -> None:
    for name in SHEETS[1:-1]:
        sheet = books[0][name]
        assert sheet.freeze_panes == "B6"
        assert sheet.auto_filter.ref.startswith("A5:")
        assert sheet.print_title_rows == "$5:$5"
        assert sheet.page_setup.orientation == "landscape"


def test_receipts_balance_to_the_row_and_the_penny(books: Any) -> None:
    sheet = books[1]["Receipt"]
    heads = {cell.value: cell.column for cell in sheet[5]}

    for line in range(6, sheet.max_row + 1):
        row = {head: sheet.cell(line, column).value for head, column in heads.items()}
        assert row["Rows missing"] == 0
        assert row["Rows in the file"] == row["Rows used"] + row["Rows set aside"] + row["Rows rejected"]
        assert row["All rows £"] == pytest.approx(row["Used £"] + row["Set aside £"] + row["Rejected £"], abs=0.005)
    assert (
        sheet.cell(4, heads["Rows in the file"]).value == 73_001 - 11
        or sheet.cell(4, heads["Rows missing"]).value == 0
    )


def test_cells_are_numbers_and_dates_with_formats(books: Any) -> None:
    suppliers, receipt = books[0]["Suppliers"], books[0]["Receipt"]

    assert isinstance(suppliers["B6"].value, int | float)
    assert suppliers["B6"].number_format == "#,##0.00;[Red]-#,##0.00"
    assert suppliers["C6"].number_format == "0.0%"
    assert receipt["M6"].value.date() == dt.date(2012, 4, 2)
    assert receipt["M6"].number_format == "dd/mm/yyyy"


def test_the_review_sheet_offers_its_answers(books: Any) -> None:
    checks = {str(check.sqref)[0]: check.formula1 for check in books[0]["Review"].data_validations.dataValidation}

    assert checks == {
        "M": '"yes,no,unsure"',
        "N": '"Preston,Rest of Lancashire,Rest of North West,Outside North West,Cannot tell"',
    }


def test_the_review_sheet_keeps_to_the_first_and_says_so(
    make_report: Callable[..., Report], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "MOST_REVIEWED", 3)
    write_xlsx(make_report("imputed", size=200), tmp_path / "report.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["Review"]

    assert [sheet.cell(row, 1).value for row in range(6, 11)] == [1, 2, 3, None, None]
    assert "of the first 3 at most" in sheet["A2"].value


def test_the_summary_says_what_made_it_and_that_it_is_invented(books: Any) -> None:
    words = "\n".join(str(cell.value) for row in books[0]["Summary"].iter_rows() for cell in row)

    for fact in (
        "Registered office",
        "1 April 2012 to 31 March 2013",
        "OurPlace 0.1.0",
        "ourplace run examples/preston/study.toml",
    ):
        assert fact in words
    assert all("invented" in sheet["A3"].value for sheet in books[0])
    assert books[0].properties.title == "Preston's anchor spend, 2012/13"


def test_file_names_with_wildcards_do_not_upset_the_sums(
    make_report: Callable[..., Report], report: Report, tmp_path: Path
) -> None:
    receipts = [{**report.receipts[0], "file_name": "*.csv"}, {**report.receipts[1], "file_name": "=1+1.csv"}]

    write_xlsx(make_report(size=100, receipts=receipts), tmp_path / "r.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["Receipt"]
    assert [sheet["C6"].value, sheet["C7"].value] == ["*.csv", "=1+1.csv"]
    assert [sheet["C6"].data_type, sheet["C7"].data_type] == ["s", "s"]
    assert Calculator(openpyxl.load_workbook(tmp_path / "r.xlsx")).value("Receipt", "F6") == 41


def test_payments_by_category_are_by_kind_where_the_study_says(
    make_report: Callable[..., Report], tmp_path: Path
) -> None:
    table = pa.table(
        {
            "anchor_id": ["police"], "need_category_code": ["45"], "need_category_name": ["Construction work"], "kind": ["works"],
            "is_analysed": [True], "amount_gbp": [1250.5], "payment_count": [3],
        }
    )  # fmt: skip
    write_xlsx(make_report(size=100, payments_by_category=table), tmp_path / "r.xlsx")

    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx", data_only=True)["Payments by category"]
    assert [cell.value for cell in sheet[6]] == [
        "Lancashire Constabulary",
        "45",
        "Construction work",
        "Building works",
        "yes",
        1250.5,
        3,
    ]
    assert [cell.value for cell in sheet[4]][5:] == [1250.5, 3]


def test_an_empty_study_is_still_a_workbook(
    make_report: Callable[..., Report], report: Report, tmp_path: Path
) -> None:
    empty = make_report(
        tables={"local_share": report.tables["local_share"]}, suppliers=report.suppliers.slice(0, 0), candidates=report.candidates.slice(0, 0),
        points=report.points.slice(0, 0), receipts=[], sources=[], sentences={},
    )  # fmt: skip

    write_xlsx(empty, tmp_path / "r.xlsx")

    assert openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames == SHEETS
