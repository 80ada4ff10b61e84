"""Text files with delimiters, taken apart exactly: every row with its line, whatever people did to the quotes."""

import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from ourplace.exceptions import Where
from ourplace.parameters import parameter_value
from ourplace.spend.delimiter import Delimiter, are_fixed_width, detect_delimiter
from ourplace.spend.encoding import BLOCK_BYTES, Block, Encoding, Repairs, detect_encoding, read_blocks
from ourplace.spend.exceptions import NotATableError
from ourplace.spend.grids import Grid, grid_of_rows, joined

LINE_TOO_LONG = "line_too_long"
_HEAD_BYTES = 1 << 18
_HEAD_LINES = 200
_WRAPPED = re.compile(r'^"(?:[^"]|"")*"$')
_LONE_RETURN = re.compile(r"\r(?!\n)")
_CSV_FIELD_LIMIT = 1 << 24
_QUOTES_TRIED = 20


@dataclass
class DelimitedFile:
    """A text file that is being read: what was found out about it, and what was mended on the way."""

    path: Path
    encoding: Encoding
    delimiter: Delimiter
    repairs: Repairs
    unclosed_quotes: int = 0
    has_fast_path: bool = True
    block_bytes: int = BLOCK_BYTES
    is_wrapped: bool = False
    has_spaced_quotes: bool = False

    def grids(self) -> Iterator[Grid]:
        """Yield the rows in order, some 32 megabytes of text at a time."""
        line_number = 1
        carried = b""
        width: int | None = None
        blocks = read_blocks(self.path, self.encoding, self.repairs, block_bytes=self.block_bytes)
        for block, is_last in _with_last(blocks):
            overlong = {place + carried.count(b"\n") for place in block.overlong_lines}
            content = carried + block.content
            if self.has_spaced_quotes:
                content = _spaced_quote(self.delimiter.mark).sub(rb"\1", content)
            pieces, carried = self._grid_pieces(content, line_number, overlong, width, is_last=is_last)
            line_number += content.count(b"\n") - carried.count(b"\n")
            if pieces:
                grid = joined(pieces)
                width = width or grid.width
                yield grid

    def _grid_pieces(
        self, content: bytes, line_number: int, overlong: set[int], width: int | None, *, is_last: bool
    ) -> tuple[list[Grid], bytes]:
        """Return a block's rows, and the bytes of a row that runs on into the next block."""
        pieces: list[Grid] = []
        if width is None and not overlong:
            head, content, head_lines = self._head(content, line_number)
            if head is not None:
                pieces.append(head)
                width = head.width
                line_number += head_lines
        if not content:
            return pieces, b""
        if self.has_fast_path and not self.is_wrapped and not overlong and width:
            fast = read_regular(content, self.delimiter.mark, width, line_number)
            if fast is not None:
                return [*pieces, fast], b""
        exact, leftover = self._exact(content, line_number, overlong, width, is_last=is_last)
        return ([*pieces, exact] if exact is not None else pieces), leftover

    def _head(self, content: bytes, line_number: int) -> tuple[Grid | None, bytes, int]:
        """Return the first rows read exactly, the bytes after them, and how many lines they took.

        Preambles have other numbers of cells than the table below, so the regular part starts after them.
        """
        cut = _after_lines(content, _HEAD_LINES)
        if cut == len(content):
            return None, content, 0
        exact, leftover = self._exact(content[:cut], line_number, set(), None, is_last=False)
        used = cut - len(leftover)
        return exact, content[used:], content[:used].count(b"\n")

    def _exact(
        self, content: bytes, line_number: int, overlong: set[int], width: int | None, *, is_last: bool
    ) -> tuple[Grid | None, bytes]:
        text = content.decode("utf-8", errors="replace")
        if text.count("\r") != text.count("\r\n"):
            text = _LONE_RETURN.sub(" ", text)
        lines = text.split("\n")
        if lines[-1] == "":
            lines.pop()
        parser = _LineParser(lines, self.delimiter.mark, width)
        consumed = parser.run(is_last=is_last)
        self.unclosed_quotes += parser.unclosed_quotes
        leftover = "\n".join(lines[consumed:]).encode()
        if leftover:
            leftover = content[len(content) - _tail_length(content, len(lines) - consumed) :]
        if not parser.rows:
            return None, leftover
        if self.is_wrapped:
            parser.rows = [_unwrapped(row, self.delimiter.mark) for row in parser.rows]
        broken = {row: LINE_TOO_LONG for row, start in enumerate(parser.starts) if start in overlong}
        return grid_of_rows(parser.rows, [line_number + start for start in parser.starts], broken), leftover


def open_delimited(path: Path, *, encoding: str | None = None, delimiter: str | None = None) -> DelimitedFile:
    """Return a text file ready to be read, with its encoding and delimiter found out or as stated.

    Raises:
        NotATableError: only runs of spaces part its columns.
    """
    found = detect_encoding(path, stated=encoding)
    first = next(read_blocks(path, found, Repairs(), block_bytes=_HEAD_BYTES), Block(b""))
    head = first.content[: _after_lines(first.content, _HEAD_LINES)].decode("utf-8", errors="replace")
    lines = [line.rstrip("\r") for line in head.split("\n")]
    is_wrapped = _are_wrapped(lines)
    if is_wrapped:
        lines = [line[1:-1].replace('""', '"') if line else line for line in lines]
    parted = detect_delimiter(lines, stated=delimiter)
    if delimiter is None and are_fixed_width(lines, parted.mark):
        raise NotATableError(
            "The file's columns are parted by spaces",
            why="it is a printed report: nothing but runs of spaces stands between its columns",
            next_step="open it in a spreadsheet program as text of fixed width, check the columns, and save it as CSV",
            where=Where(path.name),
        )
    return DelimitedFile(
        path,
        found,
        parted,
        Repairs(),
        is_wrapped=is_wrapped,
        has_spaced_quotes=_have_spaced_quotes(lines, parted.mark),
    )


def read_regular(content: bytes, delimiter: str, width: int, line_number: int) -> Grid | None:
    """Return the rows of a block that Arrow and the exact reader must agree on; None where that is not certain.

    Certain means: no carriage returns of their own, quotes in pairs, every row as wide as the others, and as many rows
    as lines, so that no quoted cell runs over a line end.
    """
    has_quotes = b'"' in content
    if has_quotes and (content.count(b'"') % 2 or _last_line(content).count(b'"') % 2):
        return None
    if b"\r" in content and content.count(b"\r") != content.count(b"\r\n"):
        return None
    line_count = content.count(b"\n") + (not content.endswith(b"\n"))
    names = [str(index) for index in range(width)]
    try:
        table = pyarrow.csv.read_csv(
            io.BytesIO(content),
            read_options=pyarrow.csv.ReadOptions(column_names=names, use_threads=False, block_size=len(content) + 1),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=has_quotes,
                ignore_empty_lines=False,
                quote_char='"' if has_quotes else False,
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows != line_count:
        return None
    columns = tuple(column.combine_chunks() for column in table.columns)
    grid = Grid(columns, pa.array(np.arange(line_number, line_number + line_count)))
    return grid if not has_quotes or _agrees_about_quotes(grid, content, delimiter) else None


def _agrees_about_quotes(grid: Grid, content: bytes, delimiter: str) -> bool:
    """Say whether rows in which a quote was read as a letter are what the exact reader makes of their lines."""
    with_quotes = np.zeros(len(grid), bool)
    for column in grid.columns:
        with_quotes |= pc.match_substring(column, '"').to_numpy(zero_copy_only=False)
    places = np.flatnonzero(with_quotes).tolist()
    lines = content.split(b"\n") if places else []
    text = [lines[place].decode("utf-8", errors="replace") for place in places]
    parser = _LineParser(text, delimiter, grid.width)
    parser.run(is_last=True)
    return parser.rows == grid.take(pa.array(places, pa.int64())).rows()


class _LineParser:
    """Takes lines apart into rows, with a quoted cell allowed to run over a few lines but not over the file."""

    def __init__(self, lines: list[str], delimiter: str, width: int | None) -> None:
        csv.field_size_limit(_CSV_FIELD_LIMIT)
        self.lines = lines
        self.delimiter = delimiter
        self.width = width
        self.limit = int(parameter_value("reading_longest_quoted_lines"))
        self.rows: list[list[str]] = []
        self.starts: list[int] = []
        self.unclosed_quotes = 0

    def run(self, *, is_last: bool) -> int:
        """Take the lines apart and return how many were used up; the rest begin a row that may run on."""
        position = 0
        count = len(self.lines)
        while position < count:
            line = self.lines[position].removesuffix("\r")
            if '"' not in line:
                self._add(position, line.split(self.delimiter))
                position += 1
                continue
            row, used = self._quoted_row(position)
            if row is None:
                if not is_last and count - position <= self.limit:
                    return position
                row, used = self._literal_row(line), 1
                self.unclosed_quotes += 1
            self._add(position, row)
            position += used
        return position

    def _add(self, position: int, row: list[str]) -> None:
        self.rows.append(row)
        self.starts.append(position)

    def _quoted_row(self, position: int) -> tuple[list[str] | None, int]:
        """Return the row that starts here and its number of lines, or None where its quotes do not close."""
        window = itertools.islice(self.lines, position, position + self.limit)
        reader = csv.reader(
            (f"{line.removesuffix(chr(13))}\n" for line in window), delimiter=self.delimiter, strict=True
        )
        try:
            row = next(reader)
        except csv.Error as error:
            if "unexpected end" in str(error) or reader.line_num > 1:
                return None, 0
            line = self.lines[position].removesuffix("\r")
            return next(csv.reader([line], delimiter=self.delimiter)), 1
        if reader.line_num > 1 and self._swallowed_rows(position, row):
            return None, 0
        return row, reader.line_num

    def _swallowed_rows(self, position: int, row: list[str]) -> bool:
        """Say whether a row over several lines is rather a row with a stray quote that swallowed its neighbours."""
        if self.width is None or len(row) == self.width:
            return False
        return len(self._literal_row(self.lines[position].removesuffix("\r"))) == self.width

    def _literal_row(self, line: str) -> list[str]:
        """Return the line's cells with its last unpaired quote taken as a letter: of the ways to do so, the fullest row."""
        options = [line.split(self.delimiter)]
        for place in itertools.islice((found.start() for found in re.finditer('"', line)), _QUOTES_TRIED):
            try:
                options.append(
                    next(csv.reader([line[:place] + line[place + 1 :]], delimiter=self.delimiter, strict=True))
                )
            except (csv.Error, StopIteration):
                continue
        if self.width is not None:
            fitting = [option for option in options if len(option) == self.width]
            options = fitting or options
        return [cell.strip('"') for cell in max(options, key=len)] if options else [line]


def _are_wrapped(lines: Sequence[str]) -> bool:
    """Say whether every line as a whole is one quoted cell: a table that was written as CSV twice."""
    filled = [line for line in lines if line]
    return (
        len(filled) > 1
        and all(_WRAPPED.match(line) for line in filled)
        and any('""' in line or "," in line for line in filled)
    )


def _have_spaced_quotes(lines: Sequence[str], mark: str) -> bool:
    """Say whether a space stands between the delimiter and the opening quotes, on every line that has quotes."""
    quoted = [line.encode() for line in lines if '"' in line]
    return bool(quoted) and all(_spaced_quote(mark).search(line) for line in quoted)


def _spaced_quote(mark: str) -> re.Pattern[bytes]:
    """Return what finds the delimiter before spaces and an opening quote, which no quoted cell can hold."""
    delimiter = re.escape(mark.encode())
    return re.compile(
        rb"(" + delimiter + rb") +(?=\"(?:[^\"\r\n" + delimiter + rb"]|\"(?:" + delimiter + rb"|\r|\n|$)))"
    )


def _unwrapped(row: list[str], delimiter: str) -> list[str]:
    return next(csv.reader([row[0].replace("\n", " ")], delimiter=delimiter), [""]) if len(row) == 1 else row


def _with_last(blocks: Iterator[Block]) -> Iterator[tuple[Block, bool]]:
    """Yield each block with whether it is the last one."""
    previous: Block | None = None
    for block in blocks:
        if previous is not None:
            yield previous, False
        previous = block
    if previous is not None:
        yield previous, True


def _after_lines(content: bytes, count: int) -> int:
    """Return the place after so many lines, or after the last whole line of the first quarter of a megabyte."""
    place = 0
    for _ in range(count):
        end = content.find(b"\n", place, _HEAD_BYTES)
        if end < 0:
            return place if place > 0 and len(content) > _HEAD_BYTES else len(content)
        place = end + 1
    return place


def _tail_length(content: bytes, lines: int) -> int:
    """Return how many bytes the last so many lines take."""
    place = len(content) - (1 if content.endswith(b"\n") else 0)
    for _ in range(lines):
        place = content.rfind(b"\n", 0, place)
    return len(content) - place - 1


def _last_line(content: bytes) -> bytes:
    stripped = content.rstrip(b"\r\n")
    return stripped[stripped.rfind(b"\n") + 1 :]
