"""What people do to dates: in names of files, in headers, in months, and by a spreadsheet's slip."""

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ourplace.spend import Receipt, list_sources, read_source


def read(name: str, content: str, folder: Path) -> Receipt:
    (folder / name).write_text(content, encoding="utf-8")
    (source,) = list_sources([folder / name], work_folder=folder)
    return read_source(source, output_folder=folder / "read")


def payments(folder: Path) -> list[dict[str, Any]]:
    return pq.read_table(folder / "read" / "payments.parquet").to_pylist()


def test_days_without_a_year_take_it_from_the_name_of_the_file(tmp_path: Path) -> None:
    read("Spend Q4 2023-24.csv", "Supplier,Date,Amount\nACORN LTD,13-Dec,10.00\nBIRCH LTD,14-Feb,20.00\n", tmp_path)

    assert [row["payment_date"] for row in payments(tmp_path)] == [dt.date(2023, 12, 13), dt.date(2024, 2, 14)]


def test_a_financial_year_in_the_name_is_not_taken_for_a_december(tmp_path: Path) -> None:
    receipt = read("2011-12-P05.csv", "Supplier,Amount\nACORN LTD,10.00\nBIRCH LTD,20.00\n", tmp_path)

    assert [notice.code for notice in receipt.warnings] == ["no_dates"]


@pytest.mark.parametrize("name", ["Market Place 2024.csv", "Mayor 2019.csv", "Decision 12.csv"])
def test_words_that_begin_like_a_month_are_none(name: str, tmp_path: Path) -> None:
    receipt = read(name, "Supplier,Amount\nACORN LTD,10.00\nBIRCH LTD,20.00\n", tmp_path)

    assert receipt.first_date is None


def test_months_of_a_financial_year_fall_into_its_two_calendar_years(tmp_path: Path) -> None:
    content = (
        "Financial Year,Month,Supplier,Amount\n2023/24,December,ACORN LTD,10.00\n2023/24,January,BIRCH LTD,20.00\n"
    )

    receipt = read("file.csv", content, tmp_path)

    assert [row["payment_date"] for row in payments(tmp_path)] == [dt.date(2023, 12, 1), dt.date(2024, 1, 1)]
    assert "April to March" in receipt.sheets[0].date_basis_why


def test_days_that_a_spreadsheet_exchanged_one_and_all_are_told_by_the_month_in_the_name(tmp_path: Path) -> None:
    rows = "".join(f"ACORN LTD,2023-{day:02}-07,10.00\n" for day in range(1, 13))

    receipt = read("spend july 2023.csv", f"Supplier,Date,Amount\n{rows}", tmp_path)

    assert (receipt.first_date, receipt.last_date) == (dt.date(2023, 7, 1), dt.date(2023, 7, 12))
    assert receipt.repairs == {"date_swapped_back": 12}


def test_a_payment_a_month_is_not_taken_for_exchanged_days(tmp_path: Path) -> None:
    rows = "".join(f"ACORN LTD,2023-{month:02}-07,10.00\n" for month in range(1, 13))

    receipt = read("spend 2023.csv", f"Supplier,Date,Amount\n{rows}", tmp_path)

    assert (receipt.first_date, receipt.last_date) == (dt.date(2023, 1, 7), dt.date(2023, 12, 7))


def test_a_timestamp_with_a_zone_of_hours_alone_is_a_day(tmp_path: Path) -> None:
    receipt = read("file.csv", "Supplier,Date,Amount\nACORN LTD,2021/05/04 00:00:00+00,10.00\n", tmp_path)

    assert receipt.first_date == dt.date(2021, 5, 4)


@pytest.mark.parametrize("months", [("2024-12", "2025-01"), ("12/2024", "01/2025")])
def test_months_in_figures_are_months_where_the_column_says_so(months: tuple[str, str], tmp_path: Path) -> None:
    content = f"Supplier,Month Paid,Amount\nACORN LTD,{months[0]},10.00\nBIRCH LTD,{months[1]},20.00\n"

    read("file.csv", content, tmp_path)

    assert [row["payment_date"] for row in payments(tmp_path)] == [dt.date(2024, 12, 1), dt.date(2025, 1, 1)]


@pytest.mark.parametrize(
    ("header", "day"),
    [("Date (dd/mm/yyyy)", dt.date(2024, 4, 5)), ("Date (mm/dd/yy)", dt.date(2024, 5, 4))],
)
def test_a_header_that_says_the_order_of_dates_is_believed(header: str, day: dt.date, tmp_path: Path) -> None:
    receipt = read("file.csv", f"Supplier,{header},Amount\nACORN LTD,05/04/2024,10.00\n", tmp_path)

    assert (receipt.first_date, receipt.decisions) == (day, ())


def test_two_date_columns_of_one_name_are_asked_about(tmp_path: Path) -> None:
    content = (
        "Supplier,Date,Date,Amount\nACORN LTD,13/04/2024,20/04/2024,10.00\nBIRCH LTD,14/04/2024,21/04/2024,20.00\n"
    )

    receipt = read("file.csv", content, tmp_path)

    assert [choice.setting for choice in receipt.decisions[0].choices] == [
        'columns.date = "column 2"',
        'columns.date = "column 3"',
    ]
    assert receipt.row_count_of("used") == 2


def test_a_year_far_from_the_others_is_pointed_out(tmp_path: Path) -> None:
    rows = "".join(f"FIRM {n} LTD,{n:02}/04/2024,10.00\n" for n in range(1, 25))

    receipt = read("file.csv", f"Supplier,Date,Amount\n{rows}FIRM X LTD,25/04/2042,10.00\n", tmp_path)

    assert [notice.code for notice in receipt.warnings] == ["dates_far_off"]


def test_a_period_that_gives_no_day_is_ignored_with_its_reason(tmp_path: Path) -> None:
    receipt = read("file.csv", "Fin Year,Period,Supplier,Amount\n2023-24,P01,ACORN LTD,10.00\n", tmp_path)

    assert [(column.use, column.reason) for column in receipt.sheets[0].columns[:2]] == [
        ("ignored", "it gives no day or month by itself")
    ] * 2
