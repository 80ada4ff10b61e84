"""A register's file as it was downloaded: plain, gzipped or zipped, one file or its parts, read as a stream and never unpacked."""

import gzip
import hashlib
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from ourplace.exceptions import Where
from ourplace.registers.exceptions import UnreadableSourceError

SPREADSHEET_ENDINGS = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb")
_TABLE_ENDINGS = (".csv", ".txt", ".tsv", ".json", ".jsonl", ".gz", ".zip", *SPREADSHEET_ENDINGS)
_BLOCK = 1 << 20
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True)
class Member:
    """One table's bytes: a file, or a file inside an archive."""

    path: Path
    name: str
    kind: str
    inside: str = ""
    is_gzipped: bool = False

    @property
    def where(self) -> Where:
        """Return the spot to name in an error."""
        return Where(self.name)

    @contextmanager
    def opened(self) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """Yield the unpacked stream, and the file beneath it whose position says how far the reading has got.

        Raises:
            UnreadableSourceError: the file is cut short, damaged or locked with a password.
        """
        with self.path.open("rb") as file, _explained(self):
            if self.inside:
                with zipfile.ZipFile(file) as archive, archive.open(self.inside) as stream:
                    yield (_gunzipped(stream) if self.is_gzipped else stream), file
            else:
                yield (_gunzipped(file) if self.is_gzipped else file), file


def _gunzipped(stream: IO[bytes]) -> IO[bytes]:
    return io.BufferedReader(gzip.GzipFile(fileobj=stream), _BLOCK)


@contextmanager
def _explained(member: Member) -> Iterator[None]:
    """Turn what the archive libraries raise into one error that says what to do."""
    try:
        yield
    except (EOFError, zipfile.BadZipFile, zlib.error, gzip.BadGzipFile) as error:
        raise UnreadableSourceError(
            "The file cannot be unpacked",
            why=f"it is cut short or damaged ({error})",
            next_step="download it again; `ourplace registers add` takes the file as it was downloaded",
            where=member.where,
        ) from error
    except RuntimeError as error:
        if "password" not in str(error):
            raise
        raise UnreadableSourceError(
            "The archive is locked",
            why="it asks for a password",
            next_step="unpack it with its password first",
            where=member.where,
        ) from error


def open_source(source: Path) -> list[Member]:
    """Return the tables of a source in the order of their names: a file, an archive, or a folder of parts.

    Raises:
        UnreadableSourceError: there is no such file, it is empty, or it is no table (a web page, a PDF).
    """
    if source.is_dir():
        members = [member for part in source_parts(source) for member in open_source(part)]
    else:
        members = _members_of_file(source)
    if not members:
        raise UnreadableSourceError(
            "There is no table here",
            why="no file ends in " + ", ".join(_TABLE_ENDINGS),
            next_step="give the file or the folder that holds the register",
            where=Where(source.name),
        )
    return members


def _members_of_file(path: Path) -> list[Member]:
    if not path.is_file():
        raise UnreadableSourceError(
            "There is no such file",
            why=f"nothing is at {path}",
            next_step="check the path, or fetch the file with `ourplace registers download`",
            where=Where(path.name),
        )
    with path.open("rb") as file:
        start = file.read(512)
    if start.startswith(_ZIP) and path.suffix.lower() not in SPREADSHEET_ENDINGS:
        return _members_of_archive(path)
    return [_recognised(Member(path, path.name, ""), start)]


def _members_of_archive(path: Path) -> list[Member]:
    whole = Member(path, path.name, "zip")
    with _explained(whole), zipfile.ZipFile(path) as archive:
        names = sorted(
            info.filename
            for info in archive.infolist()
            if info.filename.lower().endswith(_TABLE_ENDINGS) and "__MACOSX" not in info.filename
        )
        if "[Content_Types].xml" in archive.namelist():
            return [Member(path, path.name, "spreadsheet")]
        starts = {name: _first_bytes(archive, name) for name in names}
    return [_recognised(Member(path, f"{path.name}/{name}", "", name), start) for name, start in starts.items()]


def _first_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        return stream.read(512)


def _recognised(member: Member, start: bytes) -> Member:
    """Return the member with its kind, looking inside a gzipped one."""
    if not start.startswith(_GZIP):
        return replace(member, kind=_kind_of(start, member.name))
    gzipped = replace(member, is_gzipped=True)
    with gzipped.opened() as (stream, _):
        return replace(gzipped, kind=_kind_of(stream.read(512), member.name))


def _kind_of(start: bytes, name: str) -> str:
    """Return spreadsheet, json or text from what the file starts with, whatever its name ends in."""
    if start.startswith((_OLD_EXCEL, _ZIP)):
        return "spreadsheet"
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"{", b"[")):
        return "json"
    if not text or text.startswith((b"<!doctype", b"<html", b"<?xml", b"%pdf")):
        raise UnreadableSourceError(
            "The file is no table",
            why="it is empty"
            if not text
            else "it is a web page or a document, often an error page saved under the file's name",
            next_step="download the register again and look at the start of the file",
            where=Where(name),
        )
    return "text"


def source_parts(source: Path) -> list[Path]:
    """Return the files of a folder that may be tables, in the order of their names; the source itself where it is a file.

    What is kept beside a file that was downloaded, `<name>.json`, is none.
    """
    if not source.is_dir():
        return [source]
    return sorted(
        path
        for path in source.iterdir()
        if path.suffix.lower() in _TABLE_ENDINGS
        and not path.name.startswith(".")
        and not (path.suffix == ".json" and path.with_suffix("").is_file())
    )


def source_hash(source: Path) -> str:
    """Return the SHA-256 of a file, or of the names and contents of a folder's parts."""
    total = hashlib.sha256()
    for path in source_parts(source):
        if source.is_dir():
            total.update(path.name.encode())
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                total.update(block)
    return total.hexdigest()


def source_size(members: list[Member]) -> int:
    """Return the bytes on disk that reading the members passes over."""
    return sum(path.stat().st_size for path in {member.path for member in members})


def date_in_name(name: str) -> str | None:
    """Return the date or month that a file's name carries, as `2024-11-01`; None where there is none.

    >>> date_in_name("BasicCompanyDataAsOneFile-2026-11-01.zip")
    '2026-11-01'
    >>> date_in_name("fsa-approved-premises-2025-04.csv")
    '2025-04-01'
    """
    found = re.search(r"(20[0-9]{2})-(0[1-9]|1[0-2])(?:-([0-2][0-9]|3[01]))?(?![0-9])", name)
    return f"{found[1]}-{found[2]}-{found[3] or '01'}" if found else None
