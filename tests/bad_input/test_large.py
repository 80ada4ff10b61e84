"""Files as large as spreadsheets allow."""

import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

ROWS = 1_048_575
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEADER = ("Supplier Name", "Date", "Amount")


def sheet_xml() -> bytes:
    header = "".join(f'<c t="inlineStr"><is><t>{name}</t></is></c>' for name in HEADER)
    row = '<row><c t="inlineStr"><is><t>Kelvumere Joinery Ltd</t></is></c><c><v>45000</v></c><c><v>12.5</v></c></row>'
    return f"<worksheet {NAMESPACE}><sheetData><row>{header}</row>{row * ROWS}</sheetData></worksheet>".encode()


@pytest.mark.slow
def test_a_full_sheet_of_a_million_rows_is_read(
    tmp_path: Path, sound_workbook: Path, read: Callable[[Path], Any]
) -> None:
    path = tmp_path / "full.xlsx"
    with (
        zipfile.ZipFile(sound_workbook) as sound,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as full,
    ):
        for info in sound.infolist():
            full.writestr(info.filename, sheet_xml() if "sheet1.xml" in info.filename else sound.read(info))

    found = read(path)

    assert found.receipt.row_count_of("used") == ROWS
    assert found.receipt.amount_gbp_of("used") == ROWS * Decimal("12.50")
