"""Archives that lie: nothing leaves the folder it is unpacked to, nothing unpacks without end."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ourplace.spend import Source
from ourplace.spend.exceptions import SpendError, UnreadableWorkbookError, UnsafeArchiveError

LEDGER = b"Supplier Name,Date,Amount\r\nKelvumere Joinery Ltd,13/05/2023,12.00\r\n"
Sources = Callable[..., list[Source]]


def write_archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def test_the_members_of_a_sound_archive_are_sources(tmp_path: Path, sources: Sources) -> None:
    path = write_archive(tmp_path / "year.zip", {"april.csv": LEDGER, "more/may.csv": LEDGER})

    found = sources(path)

    assert [(source.name, source.problem) for source in found] == [
        ("year.zip/april.csv", None),
        ("year.zip/more/may.csv", None),
    ]


@pytest.mark.parametrize(
    "name", ["../../escaped.csv", "/escaped.csv", "..\\..\\escaped.csv", "C:\\escaped.csv", "a/../../escaped.csv"]
)
def test_a_member_that_would_leave_the_folder_is_refused_and_the_others_are_read(
    name: str, tmp_path: Path, sources: Sources
) -> None:
    path = write_archive(tmp_path / "year.zip", {name: LEDGER, "april.csv": LEDGER})
    before = set(tmp_path.parent.rglob("escaped.csv"))

    refused, kept = sources(path)

    assert isinstance(refused.problem, UnsafeArchiveError)
    assert kept.problem is None
    assert set(tmp_path.parent.rglob("escaped.csv")) == before


def test_a_bomb_is_not_unpacked(tmp_path: Path, sources: Sources) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("big.csv", "w") as member,
    ):
        for _ in range(300):
            member.write(bytes(2**20))

    (source,) = sources(path)

    assert isinstance(source.problem, UnsafeArchiveError)
    unpacked = sum(file.stat().st_size for file in (tmp_path / "unpacked").rglob("*") if file.is_file())
    assert unpacked < 2**20


def test_a_bomb_that_lies_about_its_size_is_stopped(tmp_path: Path, sources: Sources) -> None:
    path = write_archive(tmp_path / "liar.zip", {"big.csv": bytes(2**22)})
    content = path.read_bytes()
    true_size, stated = (2**22).to_bytes(4, "little"), (50).to_bytes(4, "little")
    path.write_bytes(content.replace(true_size, stated))

    (source,) = sources(path)

    assert source.problem is not None
    unpacked = sum(file.stat().st_size for file in (tmp_path / "unpacked").rglob("*") if file.is_file())
    assert unpacked < 2**22


def test_a_link_in_an_archive_is_refused(tmp_path: Path, sources: Sources) -> None:
    path = tmp_path / "links.zip"
    with zipfile.ZipFile(path, "w") as archive:
        member = zipfile.ZipInfo("passwords.csv")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")

    (found,) = sources(path)

    assert isinstance(found.problem, UnsafeArchiveError)
    assert "it is a link to another file" in str(found.problem)


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path, sources: Sources) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("april.csv", LEDGER)
    path = write_archive(tmp_path / "outer.zip", {"inner.zip": inner.getvalue()})

    (source,) = sources(path)

    assert isinstance(source.problem, UnsafeArchiveError)


def test_a_damaged_archive_says_so(tmp_path: Path, sources: Sources) -> None:
    path = write_archive(tmp_path / "year.zip", {"april.csv": LEDGER * 100})
    path.write_bytes(path.read_bytes()[:60])

    (source,) = sources(path)

    assert isinstance(source.problem, UnreadableWorkbookError)


def test_a_workbook_of_two_hundred_megabytes_of_nothing_holds_no_payments(
    tmp_path: Path, sound_workbook: Path, read: Callable[[Path], object]
) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(sound_workbook) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb:
        for info in whole.infolist():
            if "sheet1.xml" not in info.filename:
                bomb.writestr(info.filename, whole.read(info))
                continue
            with bomb.open(info.filename, "w") as member:
                member.write(
                    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                )
                for _ in range(200):
                    member.write(b" " * 2**20)
                member.write(b"</sheetData></worksheet>")

    with pytest.raises(SpendError):
        read(path)
