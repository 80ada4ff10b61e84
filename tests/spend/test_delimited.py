import csv
import io
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import example, given, settings

from ourplace.spend.delimited import LINE_TOO_LONG, open_delimited, read_regular
from ourplace.spend.grids import Grid, joined

CELLS = st.text(st.sampled_from("ab é£\"',;\n1.-"), max_size=6)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=12)
LINES = st.lists(st.text(st.sampled_from('ab£",;'), min_size=1, max_size=10), min_size=1, max_size=8)


def read(path: Path, *, is_exact: bool = False) -> Grid:
    file = open_delimited(path)
    file.has_fast_path = not is_exact
    return joined(list(file.grids()))


def write(folder: Path, content: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(content)
    return path


def exact_rows(content: bytes, folder: Path) -> tuple[list[list[str]], list[int]]:
    file = open_delimited(write(folder, content), delimiter=",", encoding="utf-8")
    file.has_fast_path = False
    grid = joined(list(file.grids()))
    return grid.rows(), grid.line_numbers.to_pylist()


@given(rows=ROWS, end=st.sampled_from(["\n", "\r\n"]))
@settings(max_examples=150)
def test_what_the_csv_writer_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], end: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows(rows)
    folder = tmp_path_factory.mktemp("csv")

    read_rows, _ = exact_rows(text.getvalue().encode(), folder)

    assert read_rows == rows


@given(lines=LINES, end=st.sampled_from(["\n", "\r\n"]))
@example(lines=[';","'], end="\n")
@settings(max_examples=300)
def test_the_fast_path_agrees_with_the_exact_one_or_declines(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], end: str
) -> None:
    content = end.join(lines).encode()
    folder = tmp_path_factory.mktemp("csv")
    rows, numbers = exact_rows(content, folder)

    fast = read_regular(content, ",", len(rows[0]), 1)

    assert fast is None or (fast.rows(), fast.line_numbers.to_pylist()) == (rows, numbers)


def test_a_long_regular_file_takes_the_fast_path_with_the_same_result(tmp_path: Path) -> None:
    lines = [
        "Title only",
        "",
        "Supplier,Date,Amount",
        *(f'"Firm, no {n}",0{1 + n % 9}/04/2024,{n}.50' for n in range(1000)),
    ]
    path = write(tmp_path, "\r\n".join(lines).encode())

    fast, exact = read(path), read(path, is_exact=True)

    assert fast.rows() == exact.rows()
    assert fast.line_numbers.to_pylist() == exact.line_numbers.to_pylist() == list(range(1, 1004))


def test_rows_over_several_lines_keep_the_first_line(tmp_path: Path) -> None:
    path = write(tmp_path, b'a,b\n"one\ntwo\nthree",2\nlast,3\n')

    grid = read(path)

    assert grid.rows() == [["a", "b"], ["one\ntwo\nthree", "2"], ["last", "3"]]
    assert grid.line_numbers.to_pylist() == [1, 2, 5]


@pytest.mark.parametrize("block_bytes", [64, 100, 4096])
def test_a_row_over_the_edge_of_a_block_is_whole(block_bytes: int, tmp_path: Path) -> None:
    lines = [f'"row {n}\nwith a second line",{n}' for n in range(500)]
    path = write(tmp_path, "\n".join(["name,number", *lines]).encode())

    file = open_delimited(path)
    file.block_bytes = block_bytes
    grid = joined(list(file.grids()))

    assert grid.line_numbers.to_pylist() == [1, *range(2, 1002, 2)]
    assert grid.rows()[1:] == [[f"row {n}\nwith a second line", str(n)] for n in range(500)]


def test_an_unclosed_quote_spoils_only_its_own_row(tmp_path: Path) -> None:
    lines = ["a,b,c", *(f"x{n},y,z" for n in range(300)), 'bad,"open,z', *(f'"x, {n}",y,z' for n in range(300))]
    path = write(tmp_path, "\n".join(lines).encode())

    grid = read(path)

    assert len(grid) == 602
    assert grid.rows()[301] == ["bad", "open", "z"]


def test_an_endless_line_is_cut_and_marked(tmp_path: Path) -> None:
    path = write(tmp_path, b"a,b\n1,2\n" + b"x" * 40_000_000 + b",9\n3,4\n")

    grid = read(path)

    assert [row[0][:3] for row in grid.rows()] == ["a", "1", "xxx", "3"]
    assert grid.line_numbers.to_pylist() == [1, 2, 3, 4]
    assert grid.broken_rows == {2: LINE_TOO_LONG}


def test_old_macintosh_line_ends_part_rows(tmp_path: Path) -> None:
    grid = read(write(tmp_path, b"a,b\r1,2\r3,4"))

    assert grid.rows() == [["a", "b"], ["1", "2"], ["3", "4"]]


def test_blank_lines_are_rows(tmp_path: Path) -> None:
    grid = read(write(tmp_path, b"a,b\n\n1,2\n\n"))

    assert grid.rows() == [["a", "b"], ["", ""], ["1", "2"], ["", ""]]
