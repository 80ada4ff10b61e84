"""A first look at a file, for somebody who says which column is what."""

from pathlib import Path

import pytest

from ourplace.spend import NO_OVERRIDES, Overrides, list_sources, preview_sheets
from ourplace.spend.exceptions import SpendError

TEXT = "Payments of April\n\nWho,When,£\n" + "".join(
    f"Firm {number} Ltd,0{number}/04/2024,{number}.00\n" for number in range(1, 10)
)


def look(path: Path, overrides: Overrides = NO_OVERRIDES, **settings: int):
    """Return the look at a file."""
    (source,) = list_sources([path], work_folder=path.parent)
    return preview_sheets(source, overrides=overrides, **settings)


def test_the_rows_below_the_names_stand_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "april.csv"
    path.write_text("Supplier,Date,Amount\n\nA Ltd,03/04/2024,1.00\n,,\nB Ltd,04/04/2024,2.00\n")

    (sheet,) = look(path)

    assert sheet.headers == ("Supplier", "Date", "Amount")
    assert sheet.letters == ("A", "B", "C")
    assert sheet.rows == ((3, ("A Ltd", "03/04/2024", "1.00")), (5, ("B Ltd", "04/04/2024", "2.00")))


def test_no_more_rows_are_shown_than_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "april.csv"
    path.write_text(TEXT)

    assert [len(look(path, row_count=count)[0].rows) for count in (1, 3)] == [1, 3]


@pytest.mark.parametrize(("line", "headers", "first"), [(3, ("Who", "When", "£"), 4), (0, ("", "", ""), 1)])
def test_where_the_names_stand_is_for_a_person_to_say(line, headers, first, tmp_path: Path) -> None:
    path = tmp_path / "april.csv"
    path.write_text(TEXT)

    (sheet,) = look(path, Overrides(header_line=line))

    assert (sheet.headers, sheet.rows[0][0]) == (headers, first)


def test_what_is_no_table_says_so(tmp_path: Path) -> None:
    path = tmp_path / "letter.csv"
    path.write_bytes(b"%PDF-1.7")

    with pytest.raises(SpendError, match="The file is a PDF document"):
        look(path)


def test_rows_at_some_lines_can_be_looked_at_instead_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("Supplier,Date,Amount\n" + "".join(f"Firm {n} Ltd,03/04/2024,{n}.00\n" for n in range(1, 150_001)))

    (sheet,) = look(path, lines={2_500, 7, 149_000})

    assert [(line, cells[0]) for line, cells in sheet.rows] == [
        (7, "Firm 6 Ltd"), (2_500, "Firm 2499 Ltd"), (149_000, "Firm 148999 Ltd"),
    ]  # fmt: skip
