"""Text that is damaged inside: the rows that can be read are read, the others are counted, none is lost."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ourplace.parameters import parameter_value

Read = Callable[[Path], Any]
Write = Callable[..., Path]
Rows = list[tuple[str, ...]]
ORDINARY_GBP = sum(Decimal(f"{100 + n}.25") for n in range(13, 29))


def test_a_line_too_long_to_be_a_row_is_rejected_and_the_rest_is_used(
    ordinary_rows: Rows, write: Write, read: Read
) -> None:
    longest = parameter_value("reading_longest_line_bytes")
    path = write([*ordinary_rows[:8], ("x" * (longest + 1), "01/05/2023", "5.00", ""), *ordinary_rows[8:]])

    found = read(path)

    assert len(found.payments) == len(ordinary_rows)
    assert found.receipt.row_count_of("rejected") == 1
    assert [row["line_number"] for row in found.others] == [10]
    assert max(len(row["excerpt"]) for row in found.others) <= 120


@pytest.mark.slow
def test_a_line_of_a_gigabyte_is_never_held_in_memory(
    ordinary_rows: Rows, write: Write, read: Read, peak_megabytes: Callable[[], float]
) -> None:
    path = write(ordinary_rows)
    before = peak_megabytes()
    with path.open("ab") as file:
        for _ in range(1024):
            file.write(b"x" * 2**20)
        file.write(b"\r\nKelvumere Joinery Ltd,29/05/2023,1.00,Repairs\r\n")

    found = read(path)

    assert len(found.payments) == len(ordinary_rows) + 1
    assert found.receipt.row_count_of("rejected") == 1
    assert peak_megabytes() - before < 400


def test_nul_bytes_inside_cells_are_removed_and_counted(ordinary_rows: Rows, write: Write, read: Read) -> None:
    path = write(ordinary_rows)
    path.write_bytes(path.read_bytes().replace(b"Joinery", b"Join\x00ery").replace(b"113.25", b"113\x00.25"))

    found = read(path)

    assert {row["payee_name"].rsplit(" ", 2)[0] for row in found.payments} == {"Kelvumere Joinery"}
    assert sum(row["amount_gbp"] for row in found.payments) == ORDINARY_GBP
    assert found.receipt.repairs or found.receipt.warnings


def test_a_file_of_nul_bytes_after_its_rows_keeps_its_rows(ordinary_rows: Rows, write: Write, read: Read) -> None:
    path = write(ordinary_rows)
    with path.open("ab") as file:
        file.write(bytes(5_000_000))

    found = read(path)

    assert len(found.payments) == len(ordinary_rows)


def test_a_stray_quote_does_not_swallow_the_rows_after_it(ordinary_rows: Rows, tmp_path: Path, read: Read) -> None:
    path = tmp_path / "stray.csv"
    lines = [",".join(row) for row in ordinary_rows]
    lines[3] = lines[3].replace("Repairs", 'Repairs 3" pipe')
    lines[7] = lines[7].replace("Kelvumere", '"Kelvumere')
    path.write_text("\n".join(["Supplier Name,Date,Amount,Purpose", *lines]), "utf-8")

    found = read(path)

    assert len(found.payments) == len(ordinary_rows)
    assert sum(row["amount_gbp"] for row in found.payments) == ORDINARY_GBP


def test_bytes_of_no_encoding_do_not_stop_the_file(ordinary_rows: Rows, write: Write, read: Read) -> None:
    path = write(ordinary_rows)
    path.write_bytes(path.read_bytes().replace(b"Kelvumere Joinery 20", b"Kelv\x81mere Joiner\x9d 20"))

    found = read(path)

    assert len(found.payments) == len(ordinary_rows)


def test_a_truncated_last_line_is_kept_or_rejected_but_never_lost(
    ordinary_rows: Rows, write: Write, read: Read
) -> None:
    path = write(ordinary_rows)
    path.write_bytes(path.read_bytes()[:-25])

    found = read(path)

    assert found.receipt.row_count == len(ordinary_rows)


def test_a_header_without_rows_has_a_receipt_of_nothing(write: Write, read: Read) -> None:
    found = read(write([]))

    assert found.payments == []
    assert found.receipt.row_count == 0
    assert found.receipt.warnings
