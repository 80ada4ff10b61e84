"""Delimited text read two ways: quickly by Arrow, or carefully line by line where quotes or encoding are broken."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from ourplace.registers.batches import BATCH_ROWS, Tally, fitted_row, in_batches, quoting_of, rows_to_batch, split_line
from ourplace.registers.headers import Mapped, find_header
from ourplace.registers.metadata import Register

_PREVIEW_BYTES = 1 << 18
_BLOCK_BYTES = 1 << 22
_LINE_LIMIT = 1 << 20
_DELIMITERS = ",\t;|"


class NeedsCareError(Exception):
    """The quick reading met a byte or a quote it cannot vouch for; the source has to be read again with care."""


@dataclass(frozen=True)
class Plan:
    """How a delimited file is laid out: what separates its cells, its encoding, its header's last line and its columns."""

    delimiter: str
    encoding: str
    header_line: int
    headers: tuple[str, ...]
    mapped: Mapped


def plan_delimited(start: bytes, register: Register) -> Plan:
    """Return the layout in which most of the register's fields are recognised."""
    encoding = register.layout.encoding or _encoding_of(start)
    text = start.decode(encoding, errors="replace").removeprefix("\ufeff")
    plans = [_plan_with(text, delimiter, encoding, register) for delimiter in _DELIMITERS]
    return max(plans, key=lambda plan: (len(plan.mapped.positions), len(plan.headers)))


def read_preview(stream: IO[bytes]) -> bytes:
    """Return the start of a file, up to its last whole line."""
    start = stream.read(_PREVIEW_BYTES)
    whole, newline, _ = start.rpartition(b"\n")
    return whole + newline if newline and len(start) == _PREVIEW_BYTES else start


def _encoding_of(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        start.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _plan_with(text: str, delimiter: str, encoding: str, register: Register) -> Plan:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting_of(delimiter))
    rows, lines = [], []
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error:
        rows.append([])
        lines.append(reader.line_num)
    index, mapped = find_header(rows or [[]], register.columns)
    return Plan(delimiter, encoding, lines[index] if lines else 0, tuple(rows[index]) if rows else (), mapped)


def read_quickly(stream: IO[bytes], plan: Plan, register: Register, tally: Tally) -> Iterator[pa.Table]:
    """Yield batches of the register's fields.

    Raises:
        NeedsCareError: a quote never closes, a byte is not in the encoding, or a line is longer than a block.
    """
    wrong_width: list[str] = []

    def keep_aside(row: arrow_csv.InvalidRow) -> str:
        wrong_width.append(row.text)
        return "skip"

    reader = _arrow_reader(stream, plan, register, keep_aside)
    if reader is None:
        return
    gathered: list[pa.RecordBatch] = []
    for batch in _vouched_for(reader):
        gathered.append(batch)
        if sum(len(part) for part in gathered) >= BATCH_ROWS:
            yield _named(gathered, plan, register, tally)
            gathered = []
            yield from _refitted(wrong_width, plan, register, tally)
    if gathered:
        yield _named(gathered, plan, register, tally)
    yield from _refitted(wrong_width, plan, register, tally)


def _arrow_reader(
    stream: IO[bytes], plan: Plan, register: Register, keep_aside: object
) -> arrow_csv.CSVStreamingReader | None:
    names = [f"c{position}" for position in range(len(plan.headers))]
    wanted = [names[position] for position in sorted(set(plan.mapped.positions.values()))]
    try:
        return arrow_csv.open_csv(
            pa.PythonFile(stream, "r"),
            read_options=arrow_csv.ReadOptions(
                column_names=names, skip_rows=plan.header_line, encoding=plan.encoding, block_size=_BLOCK_BYTES
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=plan.delimiter,
                quote_char=False if plan.delimiter == "\t" else '"',
                newlines_in_values=register.layout.line_breaks_in_values,
                invalid_row_handler=keep_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=wanted,
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid as error:
        if "Empty CSV file" in str(error):
            return None
        raise NeedsCareError from error
    except UnicodeDecodeError as error:
        raise NeedsCareError from error


def _vouched_for(reader: arrow_csv.CSVStreamingReader) -> Iterator[pa.RecordBatch]:
    try:
        yield from reader
    except (pa.ArrowInvalid, UnicodeDecodeError) as error:
        raise NeedsCareError from error


def _named(parts: list[pa.RecordBatch], plan: Plan, register: Register, tally: Tally) -> pa.Table:
    """Return the parts as one batch under the register's field names, with row numbers that go on from the last batch."""
    table = pa.Table.from_batches(parts)
    count = len(table)
    columns = {"row_number": pa.array(range(tally.rows + 1, tally.rows + 1 + count), pa.int64())}
    for name in register.columns.used:
        at = plan.mapped.positions.get(name)
        columns[name] = pa.nulls(count, pa.string()) if at is None else table[f"c{at}"]
    tally.rows += count
    named = pa.table(columns)
    if not register.layout.line_breaks_in_values:
        for name in register.columns.required:
            if pc.any(pc.match_substring(named[name], "\n")).as_py():
                raise NeedsCareError
    return named


def _refitted(texts: list[str], plan: Plan, register: Register, tally: Tally) -> Iterator[pa.Table]:
    """Yield the rows of another width that lose nothing by being fitted; count the others as rejected."""
    if not texts:
        return
    if not register.layout.line_breaks_in_values and any("\n" in text.strip("\r\n") for text in texts):
        raise NeedsCareError
    fitted = [
        fitted_row(split_line(text, plan.delimiter), len(plan.headers), pad=register.layout.pad_short_rows)
        for text in texts
    ]
    texts.clear()
    yield from _counted(fitted, plan, register, tally)


def _counted(rows: list[list[str] | None], plan: Plan, register: Register, tally: Tally) -> Iterator[pa.Table]:
    good = [row for row in rows if row is not None]
    if good:
        yield rows_to_batch(good, plan.mapped, register, tally.rows + 1)
    tally.rows += len(rows)
    if len(rows) > len(good):
        tally.rejected["wrong_number_of_cells"] += len(rows) - len(good)


def read_carefully(stream: IO[bytes], plan: Plan, register: Register, tally: Tally) -> Iterator[pa.Table]:
    """Yield batches of the register's fields, each line on its own, so that a broken line costs only itself."""
    for batch in in_batches(_careful_rows(stream, plan, register)):
        width = len(plan.headers)
        fitted = [fitted_row(row, width, pad=register.layout.pad_short_rows) if row else None for row in batch]
        yield from _counted(fitted, plan, register, tally)


def _careful_rows(stream: IO[bytes], plan: Plan, register: Register) -> Iterator[list[str] | None]:
    """Yield the cells of each row after the header, or None for a row that has no reading."""
    lines = _text_lines(stream, plan.encoding)
    if register.layout.line_breaks_in_values:
        yield from _rows_over_lines(lines, plan)
        return
    for number, line in enumerate(lines, start=1):
        if number > plan.header_line and line.strip():
            yield _row_of(line, plan.delimiter)


def _rows_over_lines(lines: Iterator[str], plan: Plan) -> Iterator[list[str] | None]:
    reader = csv.reader(lines, delimiter=plan.delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield None
            continue
        if reader.line_num > plan.header_line and row:
            yield row


def _row_of(line: str, delimiter: str) -> list[str] | None:
    if len(line) >= _LINE_LIMIT:
        return None
    try:
        return split_line(line, delimiter)
    except csv.Error:
        return None


def _text_lines(stream: IO[bytes], encoding: str) -> Iterator[str]:
    """Yield lines; one that is not UTF-8 is read as Windows text, one past the limit is cut there."""
    if encoding == "utf-16":
        yield from io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline="")
        return
    while line := stream.readline(_LINE_LIMIT):
        if len(line) == _LINE_LIMIT:
            while (rest := stream.readline(_LINE_LIMIT)) and len(rest) == _LINE_LIMIT:
                pass
        try:
            yield line.decode("utf-8-sig")
        except UnicodeDecodeError:
            yield line.decode("cp1252", errors="replace")
