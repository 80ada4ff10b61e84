from decimal import Decimal
from pathlib import Path

from ourplace.spend import Receipt, list_sources, read_source

HEADER = "Supplier,Payment Date,Amount\n"


def month(number: int, count: int = 12) -> str:
    return "".join(f"FIRM {number}-{n} LTD,{n + 10}/{number:02}/2024,{100 + n}.25\n" for n in range(count))


def read_all(folder: Path, files: dict[str, str]) -> tuple[list[Receipt], list[Path]]:
    receipts, tables = [], []
    for name, text in files.items():
        (folder / name).write_text(text)
        (source,) = list_sources([folder / name], work_folder=folder)
        receipts.append(read_source(source, output_folder=folder / f"{name}.read"))
        tables.append(folder / f"{name}.read" / "payments.parquet")
    return receipts, tables


def test_a_row_that_repeats_another_in_every_cell_is_counted_and_kept(tmp_path: Path) -> None:
    twice = "ACORN FENCING,13/04/2024,10.00\n" * 3 + "ACORN FENCING,13/04/2024,10.01\n"

    receipts, _ = read_all(tmp_path, {"a.csv": HEADER + twice})

    assert receipts[0].row_count_of("used") == 4
    assert (receipts[0].repeated_row_count, receipts[0].repeated_gbp) == (2, Decimal("20.00"))
    assert [notice.code for notice in receipts[0].warnings] == ["repeated_rows"]
