"""A register's source, whatever its format and however it is packed, as batches of the register's own fields."""

from collections.abc import Iterator
from itertools import chain, islice

import pyarrow as pa

from ourplace.progress import Progress
from ourplace.registers.batches import Tally, check_header, fitted_row, in_batches, rows_to_batch
from ourplace.registers.delimited import plan_delimited, read_carefully, read_preview, read_quickly
from ourplace.registers.guessing import register_of_header
from ourplace.registers.headers import Mapped, find_header, map_header
from ourplace.registers.metadata import Register
from ourplace.registers.records import json_records, json_text, sheet_rows
from ourplace.registers.sources import Member

_RECORDS_SEARCHED = 1000
_Batches = Iterator[tuple[pa.Table, int]]


def read_source(
    members: list[Member], register: Register, tally: Tally, *, careful: bool, progress: Progress
) -> Iterator[pa.Table]:
    """Yield every member's rows as batches of the register's fields, counting into `tally` and reporting bytes read.

    Raises:
        WrongRegisterError: a file lacks a required column.
        UnreadableSourceError: a file is cut short, damaged or locked.
        NeedsCareError: the quick reading met something broken and `careful` was not set.
    """
    sizes = {member.path: member.path.stat().st_size for member in members}
    paths, total = list(sizes), sum(sizes.values())
    step = f"Reading {register.title}"
    for member in members:
        before = sum(sizes[path] for path in paths[: paths.index(member.path)])
        for batch, position in _read_member(member, register, tally, careful=careful):
            yield batch
            progress(step, min(total, before + position), total)
    progress(step, total, total)


def _read_member(member: Member, register: Register, tally: Tally, *, careful: bool) -> _Batches:
    if member.kind == "json":
        return _read_json(member, register, tally)
    if member.kind == "spreadsheet":
        return _read_spreadsheet(member, register, tally)
    return _read_text(member, register, tally, careful=careful)


def _read_text(member: Member, register: Register, tally: Tally, *, careful: bool) -> _Batches:
    with member.opened() as (stream, _):
        plan = plan_delimited(read_preview(stream), register)
    _accept(plan.mapped, register, member, tally, headers=list(plan.headers))
    tally.encodings.add("utf-8 or cp1252, line by line" if careful else plan.encoding)
    read = read_carefully if careful else read_quickly
    with member.opened() as (stream, file):
        for batch in read(stream, plan, register, tally):
            yield batch, file.tell()


def _read_json(member: Member, register: Register, tally: Tally) -> _Batches:
    with member.opened() as (stream, file):
        records = json_records(stream, member)
        # A record may leave out what it has no value for, so one alone does not name every column.
        first = list(islice(records, _RECORDS_SEARCHED))
        headers = list(dict.fromkeys(header for record in first for header in record))
        mapped = map_header(headers, register.columns)
        _accept(mapped, register, member, tally, headers=headers)
        rows = ([json_text(record.get(header)) for header in headers] for record in chain(first, records))
        for batch in in_batches(rows):
            yield rows_to_batch(batch, mapped, register, tally.rows + 1), file.tell()
            tally.rows += len(batch)


def _read_spreadsheet(member: Member, register: Register, tally: Tally) -> _Batches:
    with member.opened() as (stream, file):
        sheets = [rows for rows in sheet_rows(member, stream) if rows]
        found = [(rows, *find_header(rows, register.columns)) for rows in sheets]
        for rows, index, mapped in [sheet for sheet in found if sheet[2].is_match] or found[:1]:
            _accept(mapped, register, member, tally, headers=rows[index])
            filled = [fitted_row(row, len(rows[index]), pad=True) for row in rows[index + 1 :] if any(row)]
            for batch in in_batches(row for row in filled if row is not None):
                yield rows_to_batch(batch, mapped, register, tally.rows + 1), file.tell()
                tally.rows += len(batch)


def _accept(mapped: Mapped, register: Register, member: Member, tally: Tally, *, headers: list[str]) -> None:
    check_header(mapped, register, member, looks_like=register_of_header(headers, apart_from=register.register_id))
    tally.note_header(mapped, register)
