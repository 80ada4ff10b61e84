"""Which register a file belongs to, told by its columns."""

from collections.abc import Sequence
from pathlib import Path

from ourplace.registers.delimited import plan_delimited, read_preview
from ourplace.registers.headers import map_header
from ourplace.registers.metadata import known_registers
from ourplace.registers.records import json_records, sheet_rows
from ourplace.registers.sources import Member, open_source

_LAST_RESORT = "supplier_list"
_HEADER_SEARCHED = 30


def guess_register(source: Path) -> str | None:
    """Return the id of the register whose columns the source has; None where it is no register's.

    Raises:
        UnreadableSourceError: the source is missing, empty or damaged.
    """
    guesses = [register_of_header(headers) for headers in _possible_headers(open_source(source)[0])]
    found = [guess for guess in guesses if guess]
    return next((guess for guess in found if guess != _LAST_RESORT), found[0] if found else None)


def register_of_header(headers: Sequence[str], *, apart_from: str = "") -> str | None:
    """Return the register that most of a header's columns belong to; None where none fits.

    A plain list of suppliers is the answer only where no published register fits.
    """
    scores: dict[str, tuple[bool, int]] = {}
    for register_id, register in known_registers().items():
        mapped = map_header(headers, register.columns)
        if mapped.is_match and register_id != apart_from:
            recognised = len(set(mapped.positions.values())) - len(mapped.unknown)
            scores[register_id] = (register_id != _LAST_RESORT, recognised)
    return max(scores, key=lambda register_id: scores[register_id]) if scores else None


def _possible_headers(member: Member) -> list[list[str]]:
    """Return the rows of a file that may be its header: keys of the first record, or the first lines."""
    with member.opened() as (stream, _):
        if member.kind == "json":
            return [list(next(json_records(stream, member), {}))]
        if member.kind == "spreadsheet":
            return [row for rows in sheet_rows(member, stream) for row in rows[:_HEADER_SEARCHED]]
        start = read_preview(stream)
    plans = [plan_delimited(start, register) for register in known_registers().values()]
    return [list(plan.headers) for plan in plans if plan.mapped.is_match]
