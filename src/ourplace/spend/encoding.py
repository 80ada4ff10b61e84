"""Which encoding a text file is in, and its bytes as UTF-8 lines, a block at a time."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ourplace.exceptions import Where
from ourplace.parameters import parameter_value
from ourplace.spend.exceptions import UnknownColumnError

BLOCK_BYTES = 1 << 25
_DETECT_BYTES = 1 << 20
_FEW_BYTES = 8

# A pound sign stands beside a figure, a bracket or the edge of a cell; the letter it is mistaken for stands in a word.
_DOS_POUND = re.compile(rb"(?<![A-Za-z])\x9c(?![A-Za-z])")
# A byte order mark behind the first, and one that was read as cp1252 and written again.
_FURTHER_MARKS = re.compile("^(?:\ufeff|\u00ef\u00bb\u00bf)+".encode())
_WINDOWS_MARKS = re.compile(rb"[\xa3\x91-\x97\xa0\x85\x80]")
_DOS_LETTERS = re.compile(rb"(?<=[A-Za-z])[\x81\x82\x84\x87\x8a\x94\xa2](?=[A-Za-z])")


@dataclass(frozen=True)
class Encoding:
    """The encoding of a file, why it is thought so, and how its lines end."""

    name: str
    why: str
    bom_bytes: int = 0
    has_cr_lines: bool = False
    is_mixed: bool = False


@dataclass
class Repairs:
    """What was mended in a file's bytes on the way in, counted."""

    nul_bytes: int = 0
    undecodable_bytes: int = 0


@dataclass(frozen=True)
class Block:
    """Whole lines of a file as UTF-8 bytes, and the places (in lines of the block) of lines too long to hold."""

    content: bytes
    overlong_lines: tuple[int, ...] = ()


def detect_encoding(path: Path, *, stated: str | None = None) -> Encoding:
    """Return the encoding of a text file, from its first million bytes, and from all of it where those are ASCII.

    Raises:
        UnknownColumnError: `stated` is not an encoding that Python knows.
    """
    with path.open("rb") as file:
        start = file.read(_DETECT_BYTES)
    has_cr_lines = start.count(b"\r") - start.count(b"\r\n") > start.count(b"\n")
    if stated is not None:
        return _stated_encoding(stated, start, path.name, has_cr_lines=has_cr_lines)
    for bom, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if start.startswith(bom):
            label = "utf-8-sig" if name == "utf-8" else name
            has_cr_lines = has_cr_lines if name == "utf-8" else _utf16_has_cr_lines(start, name)
            return Encoding(label, "the file begins with its byte order mark", len(bom), has_cr_lines)
    unmarked = _utf16_without_mark(start)
    if unmarked is not None:
        why = "every other byte of the beginning is zero"
        return Encoding(unmarked, why, 0, _utf16_has_cr_lines(start, unmarked))
    return _eight_bit_encoding(path, start, has_cr_lines=has_cr_lines)


def read_blocks(
    path: Path, encoding: Encoding, repairs: Repairs, *, block_bytes: int = BLOCK_BYTES
) -> Iterator[Block]:
    """Yield the file as blocks of whole UTF-8 lines ending in a line feed (the last one as it ends).

    Carriage returns alone are line ends only where the file has no others to speak of. NUL bytes are taken out and
    counted. A line over the longest allowed is cut to its first 200 bytes and reported, never held.
    """
    longest = int(parameter_value("reading_longest_line_bytes"))
    rest = b""
    is_skipping = False
    for raw in _decoded(path, encoding, repairs, block_bytes):
        data = rest + raw
        rest = b""
        if is_skipping:
            end = data.find(b"\n")
            if end < 0:
                continue
            data, is_skipping = data[end + 1 :], False
        cut = data.rfind(b"\n") + 1
        whole, rest = data[:cut], data[cut:]
        if len(rest) > longest:
            whole, rest, is_skipping = whole + rest[: longest + 1] + b"\n", b"", True
        if whole:
            yield _without_overlong(whole, longest)
    if rest:
        yield _without_overlong(rest, longest)


def _decoded(path: Path, encoding: Encoding, repairs: Repairs, block_bytes: int) -> Iterator[bytes]:
    """Yield the file's bytes as UTF-8 with line feeds, cut at line ends where the encoding has one byte a letter."""
    codec = "utf-8" if encoding.name == "utf-8-sig" else encoding.name
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    carried = b""
    is_first = True
    with path.open("rb") as file:
        file.seek(encoding.bom_bytes)
        while True:
            raw = file.read(block_bytes)
            is_last = not raw
            if codec.startswith(("utf-16", "utf-32")):
                utf8 = decoder.decode(raw, is_last).encode("utf-8")
            else:
                raw, carried = _split_at_line_end(carried + raw, is_last=is_last)
                utf8 = _to_utf8(raw, codec, encoding, repairs)
            utf8 = _clean_bytes(utf8, encoding, repairs)
            if utf8 and is_first:
                utf8, is_first = _FURTHER_MARKS.sub(b"", utf8), False
            if utf8:
                yield utf8
            if is_last:
                return


def _split_at_line_end(data: bytes, *, is_last: bool) -> tuple[bytes, bytes]:
    if is_last:
        return data, b""
    cut = max(data.rfind(b"\n"), data.rfind(b"\r", 0, len(data) - 1)) + 1
    return (data[:cut], data[cut:]) if cut else (data, b"")


def _clean_bytes(utf8: bytes, encoding: Encoding, repairs: Repairs) -> bytes:
    if b"\x00" in utf8:
        repairs.nul_bytes += utf8.count(b"\x00")
        utf8 = utf8.replace(b"\x00", b"")
    if encoding.has_cr_lines and b"\r" in utf8:
        utf8 = utf8.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return utf8


def _to_utf8(raw: bytes, codec: str, encoding: Encoding, repairs: Repairs) -> bytes:
    if raw.isascii():
        return raw
    if encoding.is_mixed:
        return b"".join(_mixed_line(line) for line in raw.splitlines(keepends=True))
    if codec == "utf-8":
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            return b"".join(_mixed_line(line) for line in raw.splitlines(keepends=True))
        return raw
    text = raw.decode(codec, errors="replace")
    repairs.undecodable_bytes += text.count("\ufffd")
    return text.encode("utf-8")


def _mixed_line(line: bytes) -> bytes:
    """Return one line as UTF-8, whichever of UTF-8, cp1252 and the DOS pound sign it was written in."""
    if line.isascii():
        return line
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return _DOS_POUND.sub(b"\xa3", line).decode("cp1252", errors="replace").encode("utf-8")
    return line


def _without_overlong(whole: bytes, longest: int) -> Block:
    """Return the block with lines over the limit cut short; a search from the far end finds them without a scan."""
    places: list[int] = []
    pieces: list[bytes] = []
    start = position = 0
    while position < len(whole):
        end = whole.rfind(b"\n", position, position + longest + 1)
        if end >= 0:
            position = end + 1
            continue
        if len(whole) - position <= longest:
            break
        line_end = whole.find(b"\n", position)
        line_end = len(whole) if line_end < 0 else line_end
        pieces.append(whole[start:position])
        places.append(sum(piece.count(b"\n") for piece in pieces))
        pieces.append(whole[position : position + 200].decode("utf-8", "ignore").replace('"', " ").encode())
        start = position = line_end
    if not places:
        return Block(whole)
    pieces.append(whole[start:])
    return Block(b"".join(pieces), tuple(places))


def _eight_bit_encoding(path: Path, start: bytes, *, has_cr_lines: bool) -> Encoding:
    high = start
    if start.isascii():
        high = _first_non_ascii_block(path, skip=len(start))
        if not high:
            return Encoding("utf-8", "it holds only plain letters, which every encoding writes alike", 0, has_cr_lines)
    if _is_utf8(high):
        return Encoding("utf-8", "its accented letters and signs are valid UTF-8", 0, has_cr_lines)
    if _has_much_utf8(high):
        why = "some lines are valid UTF-8 and others are not: each line is read as what it is"
        return Encoding("utf-8", why, 0, has_cr_lines, is_mixed=True)
    return _one_byte_encoding(high, has_cr_lines=has_cr_lines)


def _one_byte_encoding(high: bytes, *, has_cr_lines: bool) -> Encoding:
    """Return which one-byte encoding wrote some bytes: told by the pound sign, else by accented letters."""
    pounds = len(_DOS_POUND.findall(high))
    if pounds and _WINDOWS_MARKS.search(high):
        why = "its signs are those of Windows, but some pound signs are those of DOS (byte 9C): both are read"
        return Encoding("cp1252", why, 0, has_cr_lines, is_mixed=True)
    if pounds:
        return Encoding("cp437", f"{pounds} pound signs are byte 9C, as DOS writes them", 0, has_cr_lines)
    if len(_DOS_LETTERS.findall(high)) > len(_WINDOWS_MARKS.findall(high)):
        return Encoding("cp850", "its accented letters are those of DOS", 0, has_cr_lines)
    return Encoding("cp1252", "it is not UTF-8 and its signs are those of Windows", 0, has_cr_lines)


def _is_utf8(data: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _has_much_utf8(data: bytes) -> bool:
    """Say whether bytes that are not UTF-8 as a whole hold sequences that hardly occur unless somebody wrote UTF-8."""
    return re.search(rb"\xc2[\xa0-\xbf]|\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]", data) is not None


def _first_non_ascii_block(path: Path, *, skip: int) -> bytes:
    with path.open("rb") as file:
        file.seek(skip)
        while block := file.read(_DETECT_BYTES):
            if not block.isascii():
                return block
    return b""


def _utf16_without_mark(start: bytes) -> str | None:
    even, odd = start[0:4000:2], start[1:4000:2]
    if len(even) > _FEW_BYTES and odd.count(0) > 0.6 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if len(even) > _FEW_BYTES and even.count(0) > 0.6 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _utf16_has_cr_lines(start: bytes, name: str) -> bool:
    text = start.decode(name, errors="ignore")
    return text.count("\r") - text.count("\r\n") > text.count("\n")


def _stated_encoding(stated: str, start: bytes, file_name: str, *, has_cr_lines: bool) -> Encoding:
    try:
        name = codecs.lookup(stated).name
    except LookupError as error:
        raise UnknownColumnError(
            f"'{stated}' is not an encoding",
            why="Python knows no encoding of that name",
            next_step="use one such as 'utf-8', 'cp1252' or 'cp437', or take the setting out",
            where=Where(file_name),
        ) from error
    bom = next(
        (mark for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) if start.startswith(mark)), b""
    )
    name = "utf-16-le" if name == "utf-16" else name
    return Encoding(name, "the study file says so", len(bom), has_cr_lines)
