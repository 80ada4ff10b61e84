"""Which character parts the cells of a text file: a comma, a semicolon, a tab or a bar."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_CANDIDATES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_EXCEL_HINT = re.compile(r'^"?sep=(?P<mark>.)"?\s*$', re.IGNORECASE)

_GAP = re.compile(r" {2,}")
_LEAST_GAPS = 2
_MOSTLY = 0.8


@dataclass(frozen=True)
class Delimiter:
    """The character between cells, its name, and why it is thought so."""

    mark: str
    why: str

    @property
    def name(self) -> str:
        """The character in a word."""
        return _CANDIDATES.get(self.mark, repr(self.mark))


def detect_delimiter(lines: Sequence[str], *, stated: str | None = None) -> Delimiter:
    r"""Return the delimiter under which most of the lines fall into the same number of cells.

    >>> detect_delimiter(["Date;Supplier;Amount", "01/04/2020;Smith, Jones & Co;1.234,50"]).name
    'semicolon'
    """
    if stated is not None:
        return Delimiter("\t" if stated in {"tab", "\\t"} else stated, "the study file says so")
    filled = [line for line in lines if line.strip(" ,;|\t")]
    hint = _EXCEL_HINT.match(filled[0]) if filled else None
    if hint:
        return Delimiter(hint["mark"], "the first line says so")
    scores = {mark: _score(filled, mark) for mark in _CANDIDATES}
    best = max(scores, key=lambda mark: scores[mark])
    share, cells = scores[best]
    if cells == 0:
        return Delimiter(",", "no line has more than one cell")
    return Delimiter(best, f"{share:.0%} of the first lines fall into {cells} cells with a {_CANDIDATES[best]}")


def are_fixed_width(lines: Sequence[str], mark: str) -> bool:
    """Say whether runs of spaces part the cells, as in a printed report, and the delimiter only occurs within them."""
    filled = [line.strip() for line in lines if line.strip()]
    if not filled or mark in filled[0] or len(_GAP.findall(filled[0])) < _LEAST_GAPS:
        return False
    return sum(len(_GAP.findall(line)) >= _LEAST_GAPS for line in filled) >= _MOSTLY * len(filled)


def _score(lines: Sequence[str], mark: str) -> tuple[float, int]:
    """Return the share of lines with the commonest number of cells (over one), and that number.

    The share is rounded down to tenths, so that of two steady delimiters the one that makes more cells wins.
    """
    counts: Counter[int] = Counter()
    for line in lines:
        if mark in line:
            counts[_cell_count(line, mark)] += 1
    several = {cells: count for cells, count in counts.items() if cells > 1}
    if not several:
        return 0.0, 0
    cells, count = max(several.items(), key=lambda item: (item[1], item[0]))
    return int(10 * count / len(lines)) / 10, cells


def _cell_count(line: str, mark: str) -> int:
    if '"' not in line:
        return line.count(mark) + 1
    try:
        return len(next(csv.reader([line], delimiter=mark)))
    except (csv.Error, StopIteration):
        return 0
