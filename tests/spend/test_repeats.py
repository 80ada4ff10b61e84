from decimal import Decimal
from pathlib import Path

from ourplace.spend import Receipt, find_repeated_content, list_sources, read_source

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


def test_the_same_file_under_two_names_is_noticed(tmp_path: Path) -> None:
    receipts, tables = read_all(tmp_path, {"a.csv": HEADER + month(4), "b.csv": HEADER + month(4)})

    (found,) = find_repeated_content(receipts, tables)

    assert (found.sort, found.file_names, found.row_count) == ("same_file", ("a.csv", "b.csv"), 12)


def test_a_month_published_in_two_quarters_is_noticed(tmp_path: Path) -> None:
    files = {"q1.csv": HEADER + month(4) + month(5) + month(6), "q2.csv": HEADER + month(6) + month(7)}
    receipts, tables = read_all(tmp_path, files)

    (found,) = find_repeated_content(receipts, tables)

    assert (found.sort, found.month, found.file_names, found.row_count) == (
        "same_month",
        "2024-06",
        ("q1.csv", "q2.csv"),
        12,
    )
    assert found.amount_gbp == Decimal("1269.00")


def test_months_with_little_in_common_are_not_repeats(tmp_path: Path) -> None:
    files = {"a.csv": HEADER + month(4), "b.csv": HEADER + month(4, count=5) + month(5)}
    receipts, tables = read_all(tmp_path, files)

    assert find_repeated_content(receipts, tables) == []
