import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import xlsxwriter

from ourplace.spend import Receipt, Source, list_sources, read_source

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class ReadFile:
    """What became of one file: its receipt, the payments that were used and the rows that were not."""

    receipt: Receipt
    payments: Rows
    others: Rows

    @property
    def amounts(self) -> list[str]:
        return [str(row["amount_gbp"]) for row in self.payments]


@pytest.fixture
def sources(tmp_path: Path) -> Callable[..., list[Source]]:
    """List the sources of some files."""
    return lambda *paths: list_sources(paths, work_folder=tmp_path / "unpacked")


@pytest.fixture
def read(tmp_path: Path, sources: Callable[..., list[Source]]) -> Callable[[Path], ReadFile]:
    """Read one file that is not an archive."""

    def read_one(path: Path) -> ReadFile:
        (source,) = sources(path)
        output = tmp_path / f"read-{path.name}"
        output.mkdir()
        receipt = read_source(source, output_folder=output)
        assert receipt.is_balanced
        payments = pq.read_table(output / "payments.parquet").to_pylist()
        others = pq.read_table(output / "set_aside.parquet").to_pylist()
        return ReadFile(receipt, payments, others)

    return read_one


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a small ledger of rows of supplier, date, amount and purpose under the usual headings."""

    def write_ledger(rows: Sequence[Sequence[str]], name: str = "ledger.csv") -> Path:
        path = tmp_path / name
        lines = ["Supplier Name,Date,Amount,Purpose", *(",".join(f'"{cell}"' for cell in row) for row in rows)]
        path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")
        return path

    return write_ledger


@pytest.fixture
def ordinary_rows() -> list[tuple[str, str, str, str]]:
    """Rows that nobody could object to, so that one bad row among them stands out."""
    return [(f"Kelvumere Joinery {n} Ltd", f"{n:02d}/05/2023", f"{100 + n}.25", "Repairs") for n in range(13, 29)]


@pytest.fixture(scope="session")
def sound_workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound workbook of a few payments."""
    path = tmp_path_factory.mktemp("sound") / "sound.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("May 23")
        sheet.write_row(0, 0, ["Supplier Name", "Date", "Amount", "Purpose"])
        for n in range(1, 40):
            sheet.write_row(n, 0, [f"Kelvumere Joinery {n} Ltd", f"{n % 28 + 1:02d}/05/2023", n * 10.5, "Repairs"])
    return path


@pytest.fixture
def peak_megabytes() -> Callable[[], float]:
    """Return the largest resident memory of this process so far."""
    return lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
