"""What sort of file somebody has handed over, told by its content and never by its name."""

import hashlib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ourplace.exceptions import Where
from ourplace.spend.archives import Member, expand_archive
from ourplace.spend.exceptions import NotATableError, SpendError, UnreadableWorkbookError

FileFormat = Literal["delimited", "workbook", "json", "archive"]

_SNIFF_BYTES = 65_536
_HASH_BLOCK = 1 << 20
_LARGEST_OLD_WORKBOOK = 1 << 28
_BLANKS = b'\x00\r\n\t ,;|"\xef\xbb\xbf\xff\xfe'
_SPREADSHEET_BEHIND = "ask the publisher for the spreadsheet behind it"

_REFUSED_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document", "ask the publisher for the spreadsheet behind it; tables in a PDF lose their columns"),
    (b"\x89PNG", "a picture", "find the spreadsheet it was made from"),
    (b"\xff\xd8\xff", "a picture", "find the spreadsheet it was made from"),
    (b"GIF8", "a picture", "find the spreadsheet it was made from"),
    (b"{\\rtf", "a word processor's document", _SPREADSHEET_BEHIND),
    (b"\x1f\x8b", "a gzip archive", "unpack it first (gunzip), then give the file inside"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it first, then give the files inside"),
    (b"Rar!", "a RAR archive", "unpack it first, then give the files inside"),
    (b"\x7fELF", "a program", _SPREADSHEET_BEHIND),
    (b"MZ\x90\x00", "a program", _SPREADSHEET_BEHIND),
    (b"PAR1", "a Parquet file", "export it as CSV first"),
    (b"SQLite format 3", "a database", "export its table of payments as CSV first"),
)
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")
_WEB_PAGE_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<script", b"<div", b"<!--")


@dataclass(frozen=True)
class Source:
    """One file to be read: where it lies on disk, the name to show people, and what its content is.

    A member of an archive is named `archive.zip/member.csv`. `problem` holds why it cannot be read, where that is
    already known; reading such a source raises it.
    """

    path: Path
    name: str
    file_format: FileFormat
    problem: SpendError | None = None


def list_sources(paths: Iterable[Path], *, work_folder: Path) -> list[Source]:
    """Return one source per file, with the members of archives unpacked under `work_folder`.

    The order is that of `paths`, members in the order of the archive. A file that cannot be read is a source with a
    `problem`, so that one bad file does not keep the others from being read.
    """
    sources: list[Source] = []
    for path in paths:
        source = _source_of(path, path.name)
        if source.file_format != "archive":
            sources.append(source)
            continue
        try:
            sources.extend(_member_source(path, member) for member in expand_archive(path, work_folder))
        except SpendError as problem:
            sources.append(Source(path, path.name, "archive", problem))
    return sources


def sniff_format(path: Path, name: str = "") -> FileFormat:
    """Return what the file's content is; `name` is how errors call it, where its own name would not do.

    Raises:
        NotATableError: there is no such file, it is empty, or it is of a kind that holds no table.
        UnreadableWorkbookError: it is a workbook locked with a password.
    """
    where = Where(name or path.name)
    try:
        with path.open("rb") as file:
            start = file.read(_SNIFF_BYTES)
    except OSError as error:
        why = str(error.strerror or error)
        raise NotATableError(
            "The file cannot be opened", why=why, next_step="check its name and folder", where=where
        ) from error
    if not start.strip(_BLANKS) and path.stat().st_size == len(start):
        why = "it holds nothing but blanks and delimiters" if start else "it has no bytes at all"
        raise NotATableError(
            "The file is empty", why=why, next_step="download it again, or leave it out of the study", where=where
        )
    for magic, kind, next_step in _REFUSED_STARTS:
        if start.startswith(magic):
            raise NotATableError(f"The file is {kind}", why="its first bytes say so", next_step=next_step, where=where)
    if start.startswith(_OLE):
        return _ole_format(path, where)
    if start.startswith(_ZIP_STARTS):
        return _zip_format(path, where)
    return _text_format(start, where)


def content_sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal, reading it a block at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_HASH_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _member_source(archive: Path, member: Member) -> Source:
    name = f"{archive.name}/{member.name}"
    if member.problem is not None:
        return Source(member.path, name, "delimited", member.problem)
    return _source_of(member.path, name)


def _source_of(path: Path, name: str) -> Source:
    try:
        return Source(path, name, sniff_format(path, name))
    except SpendError as problem:
        return Source(path, name, "delimited", problem)


def _ole_format(path: Path, where: Where) -> FileFormat:
    """Return `workbook` for an old Excel file; Word documents and locked workbooks begin with the same bytes."""
    with path.open("rb") as file:
        content = file.read(_LARGEST_OLD_WORKBOOK)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableWorkbookError(
            "The workbook is locked with a password",
            why="its content is encrypted",
            next_step="open it with its password, save a copy without one, and give the copy",
            where=where,
        )
    for stream, kind in (("WordDocument", "a Word document"), ("PowerPoint Document", "a presentation")):
        if stream.encode("utf-16-le") in content:
            raise NotATableError(
                f"The file is {kind}", why="its content says so", next_step=_SPREADSHEET_BEHIND, where=where
            )
    return "workbook"


def _zip_format(path: Path, where: Where) -> FileFormat:
    """Return `workbook` for XLSX, XLSB and ODS, which are ZIP archives inside, and `archive` for the others."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise UnreadableWorkbookError(
            "The workbook or archive is damaged",
            why=f"it begins like one, but cannot be opened ({error})",
            next_step="download it again; if that does not help, open it in a spreadsheet program and save a new copy",
            where=where,
        ) from error
    if any(name.startswith("xl/") for name in names) or b"opendocument.spreadsheet" in mimetype:
        return "workbook"
    if any(name.startswith(("word/", "ppt/")) for name in names) or b"opendocument" in mimetype:
        raise NotATableError(
            "The file is a document, not a spreadsheet",
            why="its content says so",
            next_step=_SPREADSHEET_BEHIND,
            where=where,
        )
    return "archive"


def _text_format(start: bytes, where: Where) -> FileFormat:
    text = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").lower()
    if text.startswith(_WEB_PAGE_STARTS) or (text.startswith(b"<?xml") and b"<html" in text[:2000]):
        raise NotATableError(
            "The file is a web page, not a table",
            why="it begins with HTML: publishers' sites answer so when a file has moved or a log-in is wanted",
            next_step="open the publisher's page in a browser, download the file again and check that it opens as a table",
            where=where,
        )
    if text.startswith(b"<"):
        raise NotATableError(
            "The file is XML, not a table",
            why="it begins with an XML tag",
            next_step="open it in a spreadsheet program and save it as XLSX or CSV",
            where=where,
        )
    return "json" if text.startswith((b"{", b"[{", b"[\n", b"[\r", b"[ ", b"[]")) else "delimited"
