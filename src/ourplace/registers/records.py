"""JSON records and spreadsheet sheets read into rows, for the registers that come that way."""

import datetime as dt
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook

from ourplace.registers.exceptions import UnreadableSourceError
from ourplace.registers.sources import Member

_CHUNK = 1 << 20
_UNPACKED_LIMIT = 1 << 30
_RECORD_LIMIT = 1 << 24
_BETWEEN_RECORDS = re.compile(r"[\ufeff \r\n\t,\[]*")


def json_records(stream: IO[bytes], member: Member) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of a JSON array, or of JSON Lines, one at a time.

    Raises:
        UnreadableSourceError: the text stops inside an object, or is not JSON.
    """
    decoder, text, at, rest = json.JSONDecoder(), "", 0, b""
    while True:
        at = _BETWEEN_RECORDS.match(text, at).end()  # type: ignore[union-attr] # the pattern matches nothing at all too
        try:
            record, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            if text[at : at + 1] == "]":
                return
            block = stream.read(_CHUNK)
            if not block and not text[at:].strip():
                return
            if not block or len(text) - at > _RECORD_LIMIT:
                raise _cut_short(member, error) from error
            decoded, rest = _decoded(rest + block)
            text, at = text[at:] + decoded, 0
            continue
        if not isinstance(record, dict):
            raise _cut_short(member, ValueError("its entries are not objects"))
        yield record


def _decoded(block: bytes) -> tuple[str, bytes]:
    """Return the text of a block and the bytes of a character that the block cuts in two."""
    try:
        return block.decode("utf-8"), b""
    except UnicodeDecodeError as error:
        if error.end == len(block) and len(block) - error.start < 4:  # noqa: PLR2004 - UTF-8's longest character
            return block[: error.start].decode("utf-8"), block[error.start :]
        return block.decode("utf-8", errors="replace"), b""


def _cut_short(member: Member, error: Exception) -> UnreadableSourceError:
    return UnreadableSourceError(
        "The JSON cannot be read",
        why=f"it is cut short or damaged, or no list of records ({error})",
        next_step="download the file again",
        where=member.where,
    )


def sheet_rows(member: Member, stream: IO[bytes]) -> Iterator[list[list[str]]]:
    """Yield the rows of each sheet of a workbook, every cell as text.

    Raises:
        UnreadableSourceError: the workbook is damaged, locked, or would unpack to more than a gigabyte.
    """
    try:
        _check_size(stream, member)
        workbook = CalamineWorkbook.from_filelike(stream)
        for name in workbook.sheet_names:
            yield [[_cell_text(cell) for cell in row] for row in workbook.get_sheet_by_name(name).to_python()]
    except (CalamineError, zipfile.BadZipFile) as error:
        raise UnreadableSourceError(
            "The workbook cannot be opened",
            why=f"it is damaged or locked with a password ({error})",
            next_step="open it in a spreadsheet programme and save it as CSV",
            where=member.where,
        ) from error


def _check_size(stream: IO[bytes], member: Member) -> None:
    if zipfile.is_zipfile(stream):
        stream.seek(0)
        with zipfile.ZipFile(stream) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
        if unpacked > _UNPACKED_LIMIT:
            raise UnreadableSourceError(
                "The workbook is too large to open",
                why=f"it unpacks to {unpacked / 1e9:.1f} GB",
                next_step="save the sheet that is needed as CSV",
                where=member.where,
            )
    stream.seek(0)


def _cell_text(cell: Any) -> str:
    """Return a cell as it would be typed: whole numbers without a point, dates as year-month-day."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return str(cell).strip()


def json_text(value: Any) -> str:
    """Return a JSON value as text; null is blank."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)
