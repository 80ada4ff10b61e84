"""Files that hold no table: each is refused by name, with what to do, and without stopping the others."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ourplace.spend import Source
from ourplace.spend.exceptions import NotATableError, SpendError, UnreadableWorkbookError

HTML = b"<!DOCTYPE html>\n<html><head><title>404</title></head><body><h1>Page not found</h1></body></html>"
OLE_START = bytes.fromhex("d0cf11e0a1b11ae1")

NOT_TABLES = {
    "empty.csv": b"",
    "blank.csv": b"\r\n,,,\r\n,,,\r\n",
    "only-a-mark.csv": b"\xef\xbb\xbf",
    "page.csv": HTML,
    "page-after-a-mark.csv": b"\xef\xbb\xbf\r\n" + HTML,
    "letter.csv": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(100),
    "packed.csv": b"\x1f\x8b\x08\x00" + bytes(50),
    "program.csv": b"\x7fELF\x02\x01\x01" + bytes(100),
    "program-of-windows.csv": b"MZ\x90\x00" + bytes(100),
    "data.csv": b"<?xml version='1.0'?><payments><payment/></payments>",
    "word.xls": OLE_START + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(200),
}


@pytest.mark.parametrize("name", NOT_TABLES)
def test_what_is_not_a_table_is_refused_with_its_name_and_what_to_do(
    name: str, tmp_path: Path, sources: Callable[..., list[Source]]
) -> None:
    path = tmp_path / name
    path.write_bytes(NOT_TABLES[name])

    (source,) = sources(path)

    assert isinstance(source.problem, NotATableError)
    assert source.problem.where is not None
    assert source.problem.where.file == name
    assert source.problem.why
    assert source.problem.next_step


def test_a_workbook_locked_with_a_password_says_so(tmp_path: Path, sources: Callable[..., list[Source]]) -> None:
    path = tmp_path / "locked.xlsx"
    path.write_bytes(OLE_START + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(2000))

    (source,) = sources(path)

    assert isinstance(source.problem, UnreadableWorkbookError)
    assert "password" in source.problem.what


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.97])
def test_a_workbook_cut_short_is_damaged(
    kept: float, tmp_path: Path, sound_workbook: Path, sources: Callable[..., list[Source]]
) -> None:
    content = sound_workbook.read_bytes()
    path = tmp_path / "cut.xlsx"
    path.write_bytes(content[: int(len(content) * kept)])

    (source,) = sources(path)

    assert isinstance(source.problem, UnreadableWorkbookError)


def test_a_workbook_with_a_broken_sheet_is_damaged(
    tmp_path: Path, sound_workbook: Path, read: Callable[[Path], object]
) -> None:
    path = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(sound_workbook) as whole, zipfile.ZipFile(path, "w") as broken:
        for info in whole.infolist():
            content = whole.read(info)
            broken.writestr(info.filename, b"<worksheet><sheetData><row" if "sheet1.xml" in info.filename else content)

    with pytest.raises(SpendError):
        read(path)


def test_a_bad_file_does_not_keep_a_good_one_from_being_read(
    tmp_path: Path,
    ordinary_rows: list[tuple[str, ...]],
    write: Callable[..., Path],
    sources: Callable[..., list[Source]],
) -> None:
    bad = tmp_path / "moved.csv"
    bad.write_bytes(HTML)
    good = write(ordinary_rows)

    first, second, third = sources(bad, good, tmp_path / "absent.csv")

    assert isinstance(first.problem, NotATableError)
    assert second.problem is None
    assert isinstance(third.problem, NotATableError)


def test_records_of_another_standard_are_rejected_with_help(tmp_path: Path, read: Callable[[Path], object]) -> None:
    path = tmp_path / "release.json"
    path.write_text('{"releases": [{"ocid": "ocds-1", "tender": {"id": "1", "title": "Roads"}}]}', "utf-8")

    with pytest.raises(SpendError) as raised:
        read(path)

    assert raised.value.next_step
