"""The published files of Oxford, against totals counted without OurPlace; tests/studies/test_lancashire.py has Lancashire's.

Every figure below was worked out with the csv module and openpyxl alone: rows that are neither blank nor a header, and
the sum of the amount column as written, with a minus after an amount read as a minus.
"""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from ourplace.spend import list_sources, read_source

pytestmark = [pytest.mark.real_data, pytest.mark.slow]

# Folder and pattern: files, payments, pounds, rows not used by reason, rows repaired.
EXPECTED = {
    "oxford/*.csv": (17, 61_528, "228210155.40", {"note_line": 1}, {}),
}


@pytest.mark.parametrize("pattern", EXPECTED)
def test_every_published_file_is_read_to_the_row_and_the_penny(pattern: str, real_data: Path, tmp_path: Path) -> None:
    sources = list_sources(sorted((real_data / "spend").glob(pattern)), work_folder=tmp_path)

    read = [read_source(source, output_folder=tmp_path / source.name) for source in sources]

    others: Counter[str] = Counter()
    repairs: Counter[str] = Counter()
    for receipt in read:
        others.update({total.reason: total.row_count for total in receipt.outcomes if total.outcome != "used"})
        repairs.update(receipt.repairs)
    rows = sum(receipt.row_count_of("used") for receipt in read)
    pounds = sum((receipt.amount_gbp_of("used") for receipt in read), Decimal(0))
    assert (len(read), rows, str(pounds), dict(others), dict(repairs)) == EXPECTED[pattern]
    assert all(receipt.is_balanced and not receipt.decisions for receipt in read)
