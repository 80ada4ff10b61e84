"""Amounts that their own thousands commas took apart, in files whose cells have no quotes: `1,234.00` in two cells."""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow.compute as pc

from ourplace.spend.columns import Role, recognise_header
from ourplace.spend.content import looks_like_date, looks_like_money
from ourplace.spend.grids import Grid
from ourplace.spend.money import parse_money
from ourplace.spend.rows import Truths, as_truths

REJOINED = "thousands_rejoined"
AMOUNT_IN_PIECES = "amount_in_pieces"
_MONEY_ROLES: frozenset[Role] = frozenset({"amount", "debit", "credit", "vat"})
_FIRST_PIECE = r"(?i)^ *[-(]?(?:£|GBP)? ?[-(]?\d{1,3} *$"
_NEXT_PIECE = r"^\d{3}(?:\.\d{1,2})?(?: *[-)])? *$"
_PENCE_PIECE = r"^\d{3}\.\d{1,2}(?: *[-)])? *$"
_INNER_PIECE = re.compile(r"^\d{3}$")
_LAST_PIECE = re.compile(_NEXT_PIECE)
_START = re.compile(_FIRST_PIECE)
_MOST_PIECES = 4
_ENOUGH = 2


def rejoin_thousands(grid: Grid, names: Sequence[str]) -> Grid:
    """Return the grid with amounts put together again where a row has more cells than the header has names.

    A row is put right where exactly one way of joining pieces of three figures makes it as long as the header, with
    days under the names of days and amounts under the names of amounts. Where more than one way does, the row is
    marked as broken: read as it stands it would be a payment of a few pounds.
    """
    roles = _roles(names)
    if not _money_columns(roles) or grid.width <= len(roles):
        return grid
    fixed: dict[int, list[str]] = {}
    broken = dict(grid.broken_rows)
    for row in np.flatnonzero(_suspects(grid, roles)).tolist():
        cells = _without_end(grid.row(row))
        if _fits(cells, roles):
            continue
        ways = _distinct_ways(cells, roles)
        if len(ways) == 1:
            fixed[row] = ways[0]
        elif ways:
            broken[row] = AMOUNT_IN_PIECES
    if not fixed and len(broken) == len(grid.broken_rows):
        return grid
    repaired = grid.repaired_rows | dict.fromkeys(fixed, REJOINED)
    patched = grid.patched(fixed)
    return Grid(patched.columns, patched.line_numbers, broken, repaired)


def _suspects(grid: Grid, roles: Sequence[Role | None]) -> Truths:
    """Return the rows whose first amount may be in pieces: too long for the header, or with pence where words belong."""
    too_long = np.zeros(len(grid), bool)
    for column in grid.columns[len(roles) :]:
        too_long |= as_truths(pc.not_equal(pc.utf8_trim_whitespace(column), ""))
    found = np.zeros(len(grid), bool)
    for index in _money_columns(roles):
        following = grid.columns[index + 1]
        role = roles[index + 1] if index + 1 < len(roles) else None
        wrong = too_long
        if role is not None and role not in _MONEY_ROLES:
            wrong = too_long | as_truths(pc.match_substring_regex(following, _PENCE_PIECE))
        if wrong.any():
            pieces = as_truths(pc.match_substring_regex(following, _NEXT_PIECE))
            found |= wrong & pieces & as_truths(pc.match_substring_regex(grid.columns[index], _FIRST_PIECE))
    return found


def _money_columns(roles: Sequence[Role | None]) -> list[int]:
    return [index for index, role in enumerate(roles) if role in _MONEY_ROLES]


def _roles(names: Sequence[str]) -> list[Role | None]:
    """Return the first role of each name, up to the last column that has a name."""
    named = max((index for index, name in enumerate(names) if name), default=-1) + 1
    return [_role(name) for name in names[:named]]


def _role(name: str) -> Role | None:
    return next((match.meaning.role for match in recognise_header(name) if match.meaning), None) if name else None


def _without_end(row: Sequence[str]) -> list[str]:
    """Return the row up to its last filled cell."""
    filled = [index for index, cell in enumerate(row) if cell.strip()]
    return list(row[: filled[-1] + 1]) if filled else []


def _distinct_ways(cells: Sequence[str], roles: Sequence[Role | None]) -> list[list[str]]:
    ways: list[list[str]] = []
    for way in _ways(cells, roles):
        if way not in ways:
            ways.append(way)
        if len(ways) >= _ENOUGH:
            break
    return ways


def _ways(cells: Sequence[str], roles: Sequence[Role | None]) -> Iterator[list[str]]:
    """Yield every way to fill the columns with the cells, in order, joining pieces under the names of amounts."""
    if not cells:
        yield []
        return
    if not roles:
        return
    longest = _MOST_PIECES if roles[0] in _MONEY_ROLES else 1
    for count in range(1, min(longest, len(cells)) + 1):
        pieces = cells[:count]
        if count > 1 and not _are_pieces(pieces):
            continue
        cell = ",".join(piece.strip() for piece in pieces) if count > 1 else cells[0]
        if not _holds(cell, roles[0]):
            continue
        for rest in _ways(cells[count:], roles[1:]):
            yield [cell, *rest]


def _are_pieces(pieces: Sequence[str]) -> bool:
    *inner, last = pieces[1:]
    is_start = _START.match(pieces[0]) is not None
    return is_start and all(_INNER_PIECE.match(piece) for piece in inner) and _LAST_PIECE.match(last) is not None


def _fits(cells: Sequence[str], roles: Sequence[Role | None]) -> bool:
    """Say whether a row agrees with the header as it stands."""
    return len(cells) <= len(roles) and all(_holds(cell, role) for cell, role in zip(cells, roles, strict=False))


def _holds(cell: str, role: Role | None) -> bool:
    """Say whether a cell may stand under a name: no words under an amount, no pence under anything else that is known."""
    text = cell.strip()
    if not text:
        return True
    if role in _MONEY_ROLES:
        return parse_money(text) is not None
    if role == "date":
        return looks_like_date(text) or not looks_like_money(text)
    return role is None or not looks_like_money(text)
