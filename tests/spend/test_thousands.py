"""Amounts that commas without quotes took apart."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from ourplace.spend import Receipt, list_sources, read_source


def read(content: str, folder: Path) -> tuple[Receipt, list[dict[str, Any]]]:
    (folder / "file.csv").write_text(content, encoding="utf-8")
    (source,) = list_sources([folder / "file.csv"], work_folder=folder)
    receipt = read_source(source, output_folder=folder / "read")
    assert receipt.is_balanced
    return receipt, pq.read_table(folder / "read" / "payments.parquet").to_pylist()


CASES = {
    "at the end": ("Supplier,Date,Amount\nACORN LTD,13/04/2024,1,234.00\nBIRCH LTD,14/04/2024,20.00\n", "1254.00"),
    "in the millions": ("Supplier,Date,Amount\nACORN LTD,13/04/2024,1,234,567.00\n", "1234567.00"),
    "in the middle": (
        "Supplier,Amount,Date,Service\nACORN LTD,1,234.00,13/04/2024,Parks\nBIRCH LTD,20.00,14/04/2024,Parks\n",
        "1254.00",
    ),
    "before a column that is often empty": (
        "Supplier,Date,Amount,Notes\nACORN LTD,13/04/2024,1,234.00,\nBIRCH LTD,14/04/2024,20.00,late\n",
        "1254.00",
    ),
    "with a pound sign and a minus": (
        "Supplier,Date,Amount\nACORN LTD,13/04/2024,-\u00a31,234.00\nBIRCH LTD,14/04/2024,20.00\n",
        "-1214.00",
    ),
    "in whole pounds": ("Supplier,Date,Amount\nACORN LTD,13/04/2024,1,234\nBIRCH LTD,14/04/2024,20\n", "1254.00"),
}


@pytest.mark.parametrize("case", CASES)
def test_an_amount_in_pieces_is_put_together(case: str, tmp_path: Path) -> None:
    content, pounds = CASES[case]

    receipt, rows = read(content, tmp_path)

    assert str(receipt.amount_gbp_of("used")) == pounds
    assert receipt.repairs == {"thousands_rejoined": 1}
    assert rows[0]["repair"] == "thousands_rejoined"
    assert all(row["payment_date"] for row in rows)


def test_an_amount_that_could_be_put_together_in_two_ways_is_rejected(tmp_path: Path) -> None:
    content = "Supplier,Date,Net,VAT\nACORN LTD,13/04/2024,1,234,567.00\nBIRCH LTD,14/04/2024,20.00,4.00\n"

    receipt, _ = read(content, tmp_path)

    assert str(receipt.amount_gbp_of("used")) == "20.00"
    assert [(notice.code, notice.line_numbers) for notice in receipt.warnings] == [("amount_in_pieces", (2,))]


def test_whole_pounds_beside_another_amount_are_left_alone(tmp_path: Path) -> None:
    content = "Supplier,Date,Net,VAT,\nACORN LTD,13/04/2024,100,200.00,\nBIRCH LTD,14/04/2024,500,100.00,x\n"

    receipt, _ = read(content, tmp_path)

    assert (str(receipt.amount_gbp_of("used")), dict(receipt.repairs)) == ("600.00", {})
