"""Which column of a file holds which field of a register, and which columns nobody has spoken for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ourplace.registers.metadata import Columns

_LINES_SEARCHED = 30


@dataclass(frozen=True)
class Mapped:
    """A header read with a register's columns: the position of each field, required fields not there, and unknown headers."""

    positions: Mapping[str, int]
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def is_match(self) -> bool:
        """Return whether every required field has its column."""
        return not self.missing


def plain_header(header: str) -> str:
    """Return a header without case, spaces and punctuation, so that spellings of one header compare equal.

    >>> plain_header(" CompanyNumber") == plain_header("company_number")
    True
    """
    return re.sub(r"[^a-z0-9*]", "", header.lower().replace("\ufeff", ""))


def map_header(headers: Sequence[str], columns: Columns) -> Mapped:
    """Return where each field of the register is; of two spellings in one file, the one listed first wins."""
    plain = [plain_header(header) for header in headers]
    positions: dict[str, int] = {}
    for field, spellings in columns.used.items():
        found = [plain.index(spelling) for spelling in map(plain_header, spellings) if spelling in plain]
        if found:
            positions[field] = found[0]
    ignored = [plain_header(pattern) for pattern in columns.ignored]
    taken = {plain_header(spelling) for spellings in columns.used.values() for spelling in spellings}
    unknown = [
        header.strip()
        for header, name in zip(headers, plain, strict=True)
        if name and name not in taken and not any(fnmatchcase(name, pattern) for pattern in ignored)
    ]
    return Mapped(positions, tuple(field for field in columns.required if field not in positions), tuple(unknown))


def find_header(rows: Sequence[Sequence[str]], columns: Columns) -> tuple[int, Mapped]:
    """Return which of the first rows is the header, and how it maps: the row in which most fields are recognised."""
    candidates = [(index, map_header(row, columns)) for index, row in enumerate(rows[:_LINES_SEARCHED])]
    return max(candidates, key=lambda found: (len(found[1].positions), -found[0]))
