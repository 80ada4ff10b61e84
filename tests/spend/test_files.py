import io
import pickle
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ourplace.spend import SpendError, list_sources, read_source
from ourplace.spend.exceptions import NotATableError, NotPaymentsError, UnreadableWorkbookError, UnsafeArchiveError

GOOD = b"Supplier,Payment Date,Amount\nACORN FENCING,13/04/2024,10.00\n"


def read_error(content: bytes, name: str, folder: Path) -> SpendError:
    path = folder / name
    path.write_bytes(content)
    (source,) = list_sources([path], work_folder=folder / "unpacked")
    with pytest.raises(SpendError) as caught:
        read_source(source, output_folder=folder / "read")
    return caught.value


def archive(folder: Path, members: dict[str, bytes]) -> Path:
    path = folder / "files.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return path


def empty_workbook() -> bytes:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "error", "what"),
    [
        (b"", "a.csv", NotATableError, "The file is empty"),
        (b"\n,,,\n  \n", "a.csv", NotATableError, "The file is empty"),
        (b"%PDF-1.7 ...", "a.csv", NotATableError, "The file is a PDF document"),
        (b"\x89PNG\r\n", "a.csv", NotATableError, "The file is a picture"),
        (
            b"\xef\xbb\xbf<!DOCTYPE html><html>Not found</html>",
            "a.csv",
            NotATableError,
            "The file is a web page, not a table",
        ),
        (b"<?xml version='1.0'?><Workbook/>", "a.xls", NotATableError, "The file is XML, not a table"),
        (b"PK\x03\x04 and then nothing", "a.xlsx", UnreadableWorkbookError, "The workbook or archive is damaged"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            UnreadableWorkbookError,
            "The workbook is locked with a password",
        ),
        (
            b"\xd0\xcf\x11\xe0" + "WordDocument".encode("utf-16-le"),
            "a.xls",
            NotATableError,
            "The file is a Word document",
        ),
        (
            b"\xd0\xcf\x11\xe0" + b"\0" * 600,
            "a.xls",
            UnreadableWorkbookError,
            "The workbook is damaged or not what its name says",
        ),
        (
            b'{"releases": [{"ocid": "ocds-1"}]}',
            "a.json",
            NotPaymentsError,
            "The file is about tenders and contracts, not payments",
        ),
        (
            b'[{"ocid": "ocds-1", "tender": {}}]',
            "a.json",
            NotPaymentsError,
            "The file is about tenders and contracts, not payments",
        ),
        (b'{"broken":', "a.json", NotATableError, "The JSON file cannot be read as a table"),
        (b'[{"a": {"b": 1}}]', "a.json", NotATableError, "The JSON file cannot be read as a table"),
        (b"Name,Town\nA,Leeds\n", "a.csv", NotPaymentsError, "The file holds no payments that OurPlace can find"),
        (
            b"Dear all,\nplease find\nthe files\n",
            "a.csv",
            NotPaymentsError,
            "The file holds no payments that OurPlace can find",
        ),
        (empty_workbook(), "a.xlsx", NotPaymentsError, "The file holds no payments that OurPlace can find"),
    ],
)
def test_what_is_no_table_of_payments_is_refused_by_name(
    content: bytes, name: str, error: type[SpendError], what: str, tmp_path: Path
) -> None:
    raised = read_error(content, name, tmp_path)

    assert (type(raised), raised.what) == (error, what)
    assert raised.where is not None
    assert raised.where.file == name


def test_a_word_document_in_a_zip_container_is_no_archive(tmp_path: Path) -> None:
    path = archive(tmp_path, {"word/document.xml": b"<w/>", "[Content_Types].xml": b"<x/>"})

    (source,) = list_sources([path], work_folder=tmp_path / "unpacked")

    assert source.problem is not None
    assert source.problem.what == "The file is a document, not a spreadsheet"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    (source,) = list_sources([tmp_path / "gone.csv"], work_folder=tmp_path)

    assert source.problem is not None
    assert source.problem.what == "The file cannot be opened"


def test_members_of_an_archive_keep_its_name_and_their_own(tmp_path: Path) -> None:
    path = archive(tmp_path, {"2024/april.csv": GOOD, "__MACOSX/x": b"x", "Thumbs.db": b"x", "notes.pdf": b"%PDF"})

    sources = list_sources([path], work_folder=tmp_path / "unpacked")

    assert [(source.name, source.problem is None) for source in sources] == [
        ("files.zip/2024/april.csv", True),
        ("files.zip/notes.pdf", False),
    ]
    assert read_source(sources[0], output_folder=tmp_path / "read").row_count == 1


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../../escape.csv", "its name would place it outside the folder it is unpacked to"),
        ("/etc/escape.csv", "its name would place it outside the folder it is unpacked to"),
        ("C:/escape.csv", "its name would place it outside the folder it is unpacked to"),
        ("inner.zip", "archives within archives hide their size"),
    ],
)
def test_a_dangerous_member_is_refused_and_the_others_go_on(name: str, why: str, tmp_path: Path) -> None:
    path = archive(tmp_path, {name: GOOD, "fine.csv": GOOD})

    refused, fine = list_sources([path], work_folder=tmp_path / "unpacked")

    assert isinstance(refused.problem, UnsafeArchiveError)
    assert refused.problem.why == why
    assert fine.problem is None
    assert not list(tmp_path.rglob("escape.csv"))


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = archive(tmp_path, {"big.csv": b"\0" * 150_000_000})

    (source,) = list_sources([path], work_folder=tmp_path / "unpacked")

    assert isinstance(source.problem, UnsafeArchiveError)
    assert not (tmp_path / "unpacked").exists()


def test_errors_can_be_sent_between_processes(tmp_path: Path) -> None:
    raised = read_error(b"", "a.csv", tmp_path)

    assert str(pickle.loads(pickle.dumps(raised))) == str(raised)  # noqa: S301 - made on the line itself
