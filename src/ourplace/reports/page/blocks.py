"""What a section of the page is made of: prose, tables, pictures with the tables behind them, and what is unknown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from ourplace.reports.charts.svg import Drawing
from ourplace.reports.keys import FigureRef, ref_of
from ourplace.reports.report import Row


@dataclass(frozen=True)
class Prose:
    """One paragraph."""

    kind: ClassVar[str] = "prose"
    text: str


@dataclass(frozen=True)
class Listing:
    """Points, one a line."""

    kind: ClassVar[str] = "listing"
    items: Sequence[str]


@dataclass(frozen=True)
class Terms:
    """Words with their meanings."""

    kind: ClassVar[str] = "terms"
    items: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Code:
    """A command to type."""

    kind: ClassVar[str] = "code"
    text: str


@dataclass(frozen=True)
class Table:
    """A table; headings that start with `#` are of columns of figures, set to the right. Cells are words already.

    Every figure leads to what it rests on: `indicator_id` names the results table behind it, and `keys` the row of that table
    which each of its rows shows ('' where it is none). Cells that show other figures than their row are in `cells` by row and
    column, in pieces with the figure of each. `unlinked` says why figures of neither sort lead nowhere.
    """

    kind: ClassVar[str] = "table"
    caption: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""
    indicator_id: str = ""
    keys: Sequence[str] = ()
    cells: Mapping[tuple[int, int], Sequence[tuple[str, FigureRef | None]]] = field(default_factory=dict)
    unlinked: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture for wide pages, the same for phones, what it shows, and the table behind it."""

    kind: ClassVar[str] = "figure"
    title: str
    wide: Drawing
    narrow: Drawing
    table: Table
    note: str = ""


@dataclass(frozen=True)
class Unknown:
    """What cannot be said, and why."""

    kind: ClassVar[str] = "unknown"
    what: str
    reason: str


Block = Prose | Listing | Terms | Code | Table | Figure | Unknown


@dataclass(frozen=True)
class Section:
    """One section: its topic in the list of contents, and its finding as the heading."""

    section_id: str
    topic: str
    title: str
    blocks: Sequence[Block] = field(default_factory=list)


def about(indicator_id: str, rows: Sequence[Row], table: Table) -> Table:
    """Return a table that says which rows of an indicator's results it shows, in the same order."""
    refs = [ref_of(indicator_id, row) for row in rows]
    behind = next((ref.indicator_id for ref in refs), indicator_id)
    return replace(table, indicator_id=behind, keys=[ref.key for ref in refs])


def figure(draw: Callable[[str, bool], Drawing], *, name: str, title: str, table: Table, note: str = "") -> Figure:
    """Return the picture drawn twice; `draw` takes the picture's id and whether it is for a wide page."""
    return Figure(title, draw(f"{name}-wide", True), draw(f"{name}-narrow", False), table, note)
