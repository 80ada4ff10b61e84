from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq

from ourplace.spend import find_repeated_months, list_sources, read_source, repeated_rows

HEADER = "Supplier,Payment Date,Amount\n"


def month(number: int, count: int = 12) -> str:
    return "".join(f"FIRM {number}-{n} LTD,{n + 10}/{number:02}/2024,{100 + n}.25\n" for n in range(count))


def payments_of(folder: Path, *texts: str) -> list[Path]:
    tables = []
    for place, text in enumerate(texts):
        path = folder / f"{place}.csv"
        path.write_text(HEADER + text)
        (source,) = list_sources([path], work_folder=folder)
        read_source(source, output_folder=folder / f"{place}.read")
        tables.append(folder / f"{place}.read" / "payments.parquet")
    return tables


def test_a_month_published_in_two_quarters_is_noticed_in_the_later(tmp_path: Path) -> None:
    tables = payments_of(tmp_path, month(4) + month(5) + month(6), month(6) + month(7))

    (found,) = find_repeated_months(tables)

    assert (found.month, found.file, found.earlier, found.row_count) == ("2024-06", 1, 0, 12)
    assert (found.amount_gbp, found.share) == (Decimal("1269.00"), 1.0)


def test_months_with_little_in_common_are_not_repeats(tmp_path: Path) -> None:
    tables = payments_of(tmp_path, month(4), month(4, count=5) + month(5))

    assert find_repeated_months(tables) == []


def test_a_payment_is_repeated_as_often_as_it_stands_in_the_earlier_file(tmp_path: Path) -> None:
    twice = "FIRM 6-0 LTD,10/06/2024,100.25\n"
    tables = payments_of(tmp_path, month(6) + twice, month(6) + twice * 3)

    (found,) = find_repeated_months(tables)
    rows = repeated_rows(tables[1], "2024-06", [tables[0]])

    assert (found.row_count, found.amount_gbp) == (13, Decimal("1369.25"))
    assert rows["line_number"].to_pylist() == [*range(2, 15)]
    assert sum(rows["amount_gbp"].to_pylist()) == found.amount_gbp


def test_a_payment_in_two_earlier_files_is_one_payment(tmp_path: Path) -> None:
    tables = payments_of(tmp_path, month(6), month(6), month(6) + "FIRM NEW LTD,30/06/2024,9.00\n")

    rows = repeated_rows(tables[2], "2024-06", tables[:2])

    assert len(rows) == 12
    assert len(pq.read_table(tables[2])) == 13
