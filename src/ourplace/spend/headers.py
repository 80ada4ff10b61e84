"""Where the names of the columns stand: on one line, on two, below the rows, or nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from ourplace.parameters import parameter_value
from ourplace.spend.columns import NameMatch, recognise_header
from ourplace.spend.content import looks_like_date, looks_like_money

_KEY_ROLES = {
    "payee": "payee",
    "amount": "amount",
    "debit": "amount",
    "credit": "amount",
    "date": "date",
    "month": "date",
}
_KEY_WEIGHT = 3.0
_HOW_WEIGHT = {"name": 1.0, "spelling": 0.9, "part": 0.8, "pattern": 0.7}
_IGNORED_WEIGHT = 0.5
_LEAST_SCORE = 6.0
_LEAST_KEYS = 2
_FEWEST_CELLS = 2
_LEAST_KNOWN_SHARE = 0.4


@dataclass(frozen=True)
class Header:
    """The names of the columns ('' where a column has none), which rows of the grid they stand on, and why."""

    names: tuple[str, ...]
    rows: tuple[int, ...]
    why: str

    @property
    def is_missing(self) -> bool:
        """Whether the file names no columns at all."""
        return not self.rows


@dataclass(frozen=True)
class _Candidate:
    names: list[str]
    rows: tuple[int, ...]
    score: float
    key_count: int
    known_count: int


def find_header(rows: Sequence[Sequence[str]], *, foot: Sequence[tuple[int, Sequence[str]]] = ()) -> Header:
    """Return the header among the first rows, or among the few rows at the foot (given with their positions).

    A line is a header when at least two of payee, amount and date are among its names, most of its cells are known
    names, and none of its cells is itself a day or an amount. Of several, the one that names most, then the first.
    """
    limit = int(parameter_value("reading_header_lines"))
    top = list(rows[:limit])
    candidates = [candidate for index, row in enumerate(top) if (candidate := _judge(list(row), (index,)))]
    best = _best_above_data(candidates, top)
    two = _best_above_data(_two_line_candidates(top), top)
    if two is not None and _is_better(two, best, candidates):
        lines = " and ".join(str(row + 1) for row in two.rows)
        return Header(
            tuple(two.names), two.rows, f"the cells of rows {lines} together name {two.known_count} known columns"
        )
    if best is not None:
        return Header(tuple(best.names), best.rows, f"it names {best.known_count} known columns")
    at_foot = [candidate for index, row in foot if (candidate := _judge(list(row), (index,)))]
    if at_foot:
        found = max(at_foot, key=lambda candidate: candidate.score)
        return Header(
            tuple(found.names), found.rows, f"it stands below the rows and names {found.known_count} known columns"
        )
    unknown = _unknown_header(top)
    if unknown is not None:
        return Header(
            tuple(cell.strip() for cell in top[unknown]), (unknown,), "it holds only words above days and amounts"
        )
    return Header((), (), "no line names the columns")


def _best_above_data(candidates: Sequence[_Candidate], rows: Sequence[Sequence[str]]) -> _Candidate | None:
    """Return the candidate that names most; where some stand above the first payments, of those alone.

    A fuller header further down belongs to another table.
    """
    first_data = next((index for index, row in enumerate(rows) if is_data_row(row)), len(rows))
    above = [candidate for candidate in candidates if candidate.rows[-1] < first_data]
    return max(above or candidates, key=lambda candidate: candidate.score, default=None)


def header_roles(cells: Sequence[str]) -> dict[str, int]:
    """Return where a row names payee, date and amount, if it is a header at all; where nowhere, nothing."""
    judged = _judge(list(cells), (0,))
    if judged is None:
        return {}
    found: dict[str, int] = {}
    for index, name in enumerate(cells):
        for match in recognise_header(name) if name else ():
            role = _KEY_ROLES.get(match.meaning.role) if match.meaning else None
            if role is not None:
                found.setdefault(role, index)
                break
    return found


def is_data_row(row: Sequence[str]) -> bool:
    """Say whether a row holds both a day and an amount."""
    return any(looks_like_date(cell.strip()) for cell in row) and any(looks_like_money(cell.strip()) for cell in row)


def _judge(cells: list[str], rows: tuple[int, ...]) -> _Candidate | None:
    """Return the row as a candidate, or None where it cannot be a header."""
    names = [cell.strip() for cell in cells]
    filled = [name for name in names if name]
    if len(filled) < _FEWEST_CELLS:
        return None
    if any(looks_like_date(name) or looks_like_money(name) for name in filled):
        return None
    keys: set[str] = set()
    score, known = 0.0, 0
    for name in filled:
        matches = recognise_header(name)
        if not matches:
            continue
        known += 1
        score += _weight(matches, keys)
    if known < _LEAST_KNOWN_SHARE * len(filled) or len(keys) < _LEAST_KEYS or score < _LEAST_SCORE:
        return None
    return _Candidate(names, rows, score, len(keys), known)


def _weight(matches: Sequence[NameMatch], keys: set[str]) -> float:
    """Return what one known name adds, noting the key role it names; a second name of one key role adds little."""
    best = matches[0]
    how = _HOW_WEIGHT[best.how]
    if best.meaning is None:
        return _IGNORED_WEIGHT * how
    roles = [match.meaning.role for match in matches if match.meaning is not None]
    new = [_KEY_ROLES[role] for role in roles if role in _KEY_ROLES and _KEY_ROLES[role] not in keys]
    if new:
        keys.add(new[0])
        return _KEY_WEIGHT * how
    return how


def _two_line_candidates(rows: Sequence[Sequence[str]]) -> list[_Candidate]:
    """Return headers made of two neighbouring lines, with a name above several columns carried over them or not."""
    found: list[_Candidate] = []
    for index in range(len(rows) - 1):
        above, below = [cell.strip() for cell in rows[index]], [cell.strip() for cell in rows[index + 1]]
        if min(sum(map(bool, above)), sum(map(bool, below))) < _FEWEST_CELLS or above == below:
            continue
        if any(looks_like_date(cell) or looks_like_money(cell) for cell in above + below):
            continue
        for upper in (above, _carried_over(above)):
            names = [f"{high} {low}".strip() for high, low in zip(upper, below, strict=False)]
            if candidate := _judge(names, (index, index + 1)):
                found.append(candidate)
    return found


def _carried_over(cells: Sequence[str]) -> list[str]:
    """Return the cells with each empty one filled from its left: how a merged cell reads once exported."""
    filled: list[str] = []
    for cell in cells:
        filled.append(cell or (filled[-1] if filled else ""))
    return filled


def _is_better(two: _Candidate, one: _Candidate | None, ones: Sequence[_Candidate]) -> bool:
    """Say whether two lines make the better header: they name more, or as much where both lines look like headers."""
    if one is None or two.score > one.score + 0.5:
        return True
    judged = {candidate.rows[0] for candidate in ones}
    return two.score >= one.score and two.known_count >= one.known_count and set(two.rows) <= judged


def _unknown_header(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the row of words that stands above rows of data but whose names the dictionary does not know."""
    first_data = next((index for index, row in enumerate(rows) if is_data_row(row)), None)
    if not first_data:
        return None
    above, data = rows[first_data - 1], rows[first_data]
    filled = [cell for cell in above if cell.strip()]
    words_only = all(any(letter.isalpha() for letter in cell) and not looks_like_date(cell) for cell in filled)
    enough = len(filled) >= max(2, 0.6 * sum(bool(cell.strip()) for cell in data))
    return first_data - 1 if enough and words_only and not any(looks_like_money(cell) for cell in filled) else None
